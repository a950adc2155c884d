// The simulation kernel in C: the algorithm of src/core/simulation/reference-kernel.ts on one thread, written for gcc
// -O3 -march=native. It reads a prepared plan (bench/core/simulation/peer-input.ts), says `ready`, and answers the lines
// that bench/tools/peer-process.ts sends. Compile with -ffp-contract=off: with fused multiply-add other bytes come out.
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PERIOD_ROWS 3
#define GOLDEN 0x9e3779b97f4a7c15u
#define ROUNDER 12582912.0f
#define ROUNDER_BITS 0x4b400000

static uint32_t block_size, block_count, period_count, padded_count, dimension_count, row_count;
static uint32_t opportunity_count, cell_count;
static const uint16_t *permutations, *leaves, *cell_periods, *cell_leaves;
static const uint8_t *spread_classes;
static const uint32_t *reversed_bits, *leaf_rows, *first_counts, *first_amounts, *amount_counts;
static const uint64_t *keys, *cell_keys;
static const double *multipliers, *amounts, *factor_levels, *pool_amounts;
static const float *cumulative_wins, *survivals;

// Counting strand by strand: what is done at the end of each, and on which lattices.
enum { TAKE_GAIN, BEGIN_THROUGH, ADD_THROUGH, COUNT_GAIN, COUNT_THROUGH };
#define PLACES 131072 // and one more
static uint32_t open_strand_count, new_strand_count, slot_count;
static const uint32_t *opportunity_ends, *cell_ends, *step_starts;
static const struct { uint32_t kind, row, before_row, slot; } *steps;
static const double *lattice_steps, *lowest;

static double *rows, *counted, *before, *gain, *through;
/** Shape [slot x place]; pages that nothing falls on are never touched. */
static int32_t *counts;
static uint32_t *marks;
static int32_t *ends;
static int32_t leaf_in_work;

static inline uint64_t mix64(uint64_t word) {
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9u;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebu;
  return word ^ (word >> 31);
}

static inline const uint16_t *permutation_of(uint64_t word) {
  return permutations + (word & 63) * 2 * block_size + ((word >> 24) & (block_size - 1));
}

static inline uint32_t flip_of(uint64_t word) { return (uint32_t)(word >> 8) & (block_size - 1); }

static inline float rounding_of(uint64_t word) {
  return (float)(((int32_t)(word >> 40) << 1) + 1 - (1 << 24)) * (1.0f / 33554432.0f);
}

static inline int32_t rounded_count(float expected, float rounding) {
  float sum = expected + rounding + ROUNDER;
  int32_t bits;
  memcpy(&bits, &sum, 4);
  return bits - ROUNDER_BITS;
}

static void leave_leaf(void) {
  if (leaf_in_work < 0) return;
  const uint32_t *groups = leaf_rows + (uint32_t)leaf_in_work * dimension_count;
  for (uint32_t from = 0; from < block_size; from += 8) {
    double sum[8];
    const double *period_row = rows + PERIOD_ROWS * block_size + from;
    for (int k = 0; k < 8; k++) sum[k] = period_row[k];
    for (uint32_t period = 1; period < period_count; period++) {
      period_row += block_size;
      for (int k = 0; k < 8; k++) sum[k] += period_row[k];
    }
    for (int k = 0; k < 8; k++) {
      double gain = sum[k] - counted[from + k];
      counted[from + k] = sum[k];
      sum[k] = gain;
    }
    for (uint32_t dimension = 0; dimension < dimension_count; dimension++) {
      double *row = rows + (size_t)groups[dimension] * block_size + from;
      for (int k = 0; k < 8; k++) row[k] += sum[k];
    }
  }
  leaf_in_work = -1;
}

static inline void enter_leaf(int32_t leaf) {
  if (leaf == leaf_in_work) return;
  leave_leaf();
  leaf_in_work = leaf;
}

static void add_fixed(const uint16_t *restrict permutation, uint32_t flip, uint32_t win_count, double amount) {
  double *row = rows + PERIOD_ROWS * block_size;
  for (uint32_t win = 0; win < win_count; win++) {
    row += marks[win];
    row[permutation[win] ^ flip] += amount;
  }
}

static void add_spread(const uint16_t *restrict permutation, uint32_t flip, uint32_t win_count, double amount,
                       const double *restrict table, uint32_t spread_flip) {
  double *row = rows + PERIOD_ROWS * block_size;
  for (uint32_t win = 0; win < win_count; win++) {
    row += marks[win];
    row[permutation[win] ^ flip] += floor(amount * table[(win ^ spread_flip) & 255] + 0.5);
  }
}

static void add_opportunities(uint32_t from, uint32_t to, uint64_t key_offset, double factor) {
  for (uint32_t place = from; place < to; place++) {
    enter_leaf(leaves[place]);
    const uint64_t word = mix64(keys[place] + key_offset);
    const float rounding = rounding_of(word);
    const float *expected = cumulative_wins + (size_t)place * padded_count;
    for (uint32_t period = 0; period < padded_count; period++) {
      ends[period] = rounded_count(expected[period], rounding);
    }
    const uint32_t win_count = (uint32_t)ends[padded_count - 1];
    if (win_count == 0) continue;
    for (uint32_t period = 0; period + 1 < period_count; period++) marks[ends[period]] += block_size;
    const double amount = amounts[place] * factor;
    const uint32_t spread_class = spread_classes[place];
    if (spread_class == 0) {
      add_fixed(permutation_of(word), flip_of(word), win_count, floor(amount + 0.5));
    } else {
      const uint32_t spread_flip = (uint32_t)(((word >> 18) & 63) | ((word >> 28) & 192));
      add_spread(permutation_of(word), flip_of(word), win_count, amount, multipliers + 256 * spread_class, spread_flip);
    }
    for (uint32_t period = 0; period + 1 < period_count; period++) marks[ends[period]] = 0;
  }
}

static void add_new_business(uint32_t from, uint32_t to, uint64_t key_offset, double factor) {
  for (uint32_t cell = from; cell < to; cell++) {
    enter_leaf(cell_leaves[cell]);
    const uint64_t word = mix64(cell_keys[cell] + key_offset);
    const float rounding = rounding_of(word);
    const uint32_t flip = flip_of(word);
    const uint16_t *permutation = permutation_of(word);
    double *row = rows + (size_t)(PERIOD_ROWS + cell_periods[cell]) * block_size;
    const double *pool = pool_amounts + first_amounts[cell];
    const uint64_t pool_size = amount_counts[cell];
    for (uint32_t count = first_counts[cell]; count < first_counts[cell + 1]; count++) {
      const int32_t win_count = rounded_count(survivals[count], rounding);
      if (win_count <= 0) break;
      const uint32_t pool_flip = (uint32_t)(mix64(word + (uint64_t)(count - first_counts[cell] + 1) * GOLDEN) >> 32);
      for (int32_t win = 0; win < win_count; win++) {
        const uint64_t entry = ((reversed_bits[win] ^ pool_flip) * pool_size) >> 32;
        row[permutation[win] ^ flip] += floor(pool[entry] * factor + 0.5);
      }
    }
  }
}

static void count(const double *restrict values, int32_t *restrict slot_counts, double scale, double low) {
  for (uint32_t draw = 0; draw < block_size; draw++) {
    const double value = values[draw] * scale - low;
    if (value >= 0 && value < PLACES) {
      const int32_t place = (int32_t)value;
      const int32_t part = (int32_t)((value - place) * 256.0 + 0.5);
      slot_counts[place] += 256 - part;
      slot_counts[place + 1] += part;
    } else {
      slot_counts[value < 0 ? 0 : PLACES] += 256;
    }
  }
}

static void end_strand(uint32_t strand, double factor) {
  for (uint32_t at = step_starts[strand]; at < step_starts[strand + 1]; at++) {
    const double *row = rows + (size_t)steps[at].row * block_size;
    double *kept = before + (size_t)steps[at].before_row * block_size;
    int32_t *slot_counts = counts + (size_t)steps[at].slot * (PLACES + 1);
    switch (steps[at].kind) {
      case TAKE_GAIN:
        for (uint32_t draw = 0; draw < block_size; draw++) {
          gain[draw] = row[draw] - kept[draw];
          kept[draw] = row[draw];
        }
        break;
      case BEGIN_THROUGH:
        memset(through, 0, block_size * sizeof(double));
        break;
      case ADD_THROUGH:
        for (uint32_t draw = 0; draw < block_size; draw++) through[draw] += gain[draw];
        break;
      case COUNT_GAIN:
      case COUNT_THROUGH:
        count(steps[at].kind == COUNT_GAIN ? gain : through, slot_counts, 1 / (factor * lattice_steps[at]),
              lowest[steps[at].slot]);
        break;
    }
  }
}

static void end_open(void) {
  leave_leaf();
  memcpy(rows, counted, block_size * sizeof(double));
}

static void end_totals(void) {
  leave_leaf();
  for (uint32_t draw = 0; draw < block_size; draw++) {
    rows[2 * block_size + draw] = counted[draw];
    rows[block_size + draw] = counted[draw] - rows[draw];
  }
}

/** All blocks; the draws are returned in memory of their own, as every simulation has, and so are the counts. */
static double *simulate(void) {
  const size_t draw_count = (size_t)block_size * block_count;
  double *cells = calloc(row_count * draw_count, sizeof(double));
  counts = calloc((size_t)slot_count * (PLACES + 1), sizeof(int32_t));
  for (uint32_t block = 0; block < block_count; block++) {
    const uint64_t key_offset = (uint64_t)block * GOLDEN;
    const double factor = factor_levels[block];
    memset(rows, 0, (size_t)row_count * block_size * sizeof(double));
    memset(counted, 0, block_size * sizeof(double));
    memset(before, 0, (size_t)(row_count + 1) * block_size * sizeof(double));
    leaf_in_work = -1;
    for (uint32_t strand = 0, from = 0; strand < open_strand_count; from = opportunity_ends[strand++]) {
      add_opportunities(from, opportunity_ends[strand], key_offset, factor);
      end_open();
      end_strand(strand, factor);
    }
    end_open();
    for (uint32_t strand = 0, from = 0; strand < new_strand_count; from = cell_ends[strand++]) {
      add_new_business(from, cell_ends[strand], key_offset, factor);
      end_totals();
      end_strand(open_strand_count + strand, factor);
    }
    end_totals();
    for (uint32_t row = 0; row < row_count; row++) {
      memcpy(cells + row * draw_count + (size_t)block * block_size, rows + (size_t)row * block_size,
             block_size * sizeof(double));
    }
  }
  return cells;
}

/** After the draws: of each slot its first place, how many places follow, and their counts. */
static void write_counts(FILE *file) {
  for (uint32_t slot = 0; slot < slot_count; slot++) {
    const int32_t *of_slot = counts + (size_t)slot * (PLACES + 1);
    int32_t from = 0, to = PLACES + 1;
    while (from < to && of_slot[from] == 0) from++;
    while (to > from && of_slot[to - 1] == 0) to--;
    const int32_t length = to - from;
    fwrite(&from, sizeof from, 1, file);
    fwrite(&length, sizeof length, 1, file);
    fwrite(of_slot + from, sizeof *of_slot, (size_t)length, file);
  }
}

static char *read_whole(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) exit(2);
  fseek(file, 0, SEEK_END);
  const size_t length = (size_t)ftell(file);
  rewind(file);
  char *bytes = aligned_alloc(64, (length + 63) / 64 * 64);
  if (fread(bytes, 1, length, file) != length) exit(2);
  fclose(file);
  return bytes;
}

static void read_plan(const char *path) {
  char *bytes = read_whole(path);
  const uint32_t *header = (const uint32_t *)bytes;
  block_size = header[0], block_count = header[1], period_count = header[2], padded_count = header[3];
  dimension_count = header[4], row_count = header[5], opportunity_count = header[6], cell_count = header[7];
  open_strand_count = header[11], new_strand_count = header[12], slot_count = header[13];
  const uint32_t *at = header + 14;
#define COLUMN(name) name = (void *)(bytes + *at++)
  COLUMN(permutations);
  COLUMN(reversed_bits);
  COLUMN(multipliers);
  COLUMN(leaf_rows);
  COLUMN(keys);
  COLUMN(amounts);
  COLUMN(spread_classes);
  COLUMN(leaves);
  COLUMN(cumulative_wins);
  COLUMN(factor_levels);
  COLUMN(cell_keys);
  COLUMN(cell_periods);
  COLUMN(cell_leaves);
  COLUMN(first_counts);
  COLUMN(survivals);
  COLUMN(first_amounts);
  COLUMN(amount_counts);
  COLUMN(pool_amounts);
  at++; // expected wins are for those who draw Poisson numbers
  COLUMN(opportunity_ends);
  COLUMN(cell_ends);
  COLUMN(step_starts);
  COLUMN(steps);
  COLUMN(lattice_steps);
  COLUMN(lowest);
  before = aligned_alloc(64, (size_t)(row_count + 1) * block_size * sizeof(double));
  gain = aligned_alloc(64, block_size * sizeof(double));
  through = aligned_alloc(64, block_size * sizeof(double));
  rows = aligned_alloc(64, (size_t)row_count * block_size * sizeof(double));
  counted = aligned_alloc(64, block_size * sizeof(double));
  marks = calloc(block_size + 1, sizeof(uint32_t));
  ends = aligned_alloc(64, (padded_count * sizeof(int32_t) + 63) / 64 * 64);
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  read_plan(argv[1]);
  double *cells = NULL;
  char line[4096];
  puts("ready");
  fflush(stdout);
  while (fgets(line, sizeof line, stdin) != NULL) {
    line[strcspn(line, "\n")] = 0;
    if (strcmp(line, "run") == 0) {
      free(cells);
      free(counts);
      struct timespec start, end;
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
      cells = simulate();
      clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
      printf("%.6f\n", (double)(end.tv_sec - start.tv_sec) * 1e3 + (double)(end.tv_nsec - start.tv_nsec) / 1e6);
    } else if (strncmp(line, "write ", 6) == 0) {
      FILE *file = fopen(line + 6, "wb");
      if (file == NULL || cells == NULL) return 3;
      fwrite(cells, sizeof(double), (size_t)row_count * block_size * block_count, file);
      write_counts(file);
      fclose(file);
      puts("written");
    }
    fflush(stdout);
  }
  return 0;
}
