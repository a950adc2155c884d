"""The same simulation in NumPy, by someone who knows NumPy: stratified factor levels, Float32 uniform numbers, and no Python
loop over opportunities or draws. Same model, same rows, one thread. Reads the prepared plan that the C peer reads and
speaks the same lines (bench/tools/peer-process.ts).

  expert_numpy.py INPUT thresholds|wins|permutations BLOCK_COUNT

thresholds    one matrix of uniform numbers a segment, compared with the cumulative chances of each sub-period; rows are
              products with the vector of amounts (BLAS)
wins          uniform numbers are compared once; only the wins are looked up, dated, priced and counted (bincount)
permutations  the algorithm of the kernels, win by win in vectors: what NumPy could do if it knew it

Only the first BLOCK_COUNT blocks are drawn (of factor levels spread evenly over all), so that a run takes about a second.
"""

import sys
import time

import numpy as np

MULTIPLIERS = 256
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class Plan:
    def __init__(self, path):
        data = np.fromfile(path, dtype=np.uint8)
        header = data[:256].view(np.uint32)
        (self.size, self.block_count, self.periods, self.padded, self.dimensions, self.rows, self.count, self.cells,
         pool, leaves, classes) = (int(x) for x in header[:11])  # three more are of no interest here
        starts = iter(header[14:])

        def column(kind, length):
            start = int(next(starts))
            return data[start:start + length * np.dtype(kind).itemsize].view(kind)

        self.permutations = column(np.uint16, 64 * 2 * self.size)
        self.reversed_bits = column(np.uint32, self.size)
        self.multipliers = column(np.float64, classes * MULTIPLIERS)
        self.leaf_rows = column(np.int32, leaves * self.dimensions)
        self.keys = column(np.uint64, self.count)
        self.amounts = column(np.float64, self.count)
        self.classes = column(np.uint8, self.count)
        self.leaves = column(np.uint16, self.count)
        self.cumulative = column(np.float32, self.count * self.padded).reshape(self.count, self.padded)
        self.factors = column(np.float64, self.block_count)
        self.cell_keys = column(np.uint64, self.cells)
        self.cell_periods = column(np.uint16, self.cells)
        self.cell_leaves = column(np.uint16, self.cells)
        first_counts = column(np.int32, self.cells + 1)
        column(np.float32, int(first_counts[-1]))
        self.first_amounts = column(np.int32, self.cells)
        self.amount_counts = column(np.int32, self.cells)
        self.pool = column(np.float64, pool)
        self.expected_wins = column(np.float64, self.cells)
        if self.dimensions != 1:
            raise SystemExit("one dimension only")
        self.chances = (self.cumulative[:, :self.periods] / np.float32(self.size)).copy()
        self.thresholds = self.chances.T.copy()  # [period, opportunity]
        bounds = np.flatnonzero(np.diff(self.leaves)) + 1
        self.segment_bounds = list(zip(np.r_[0, bounds], np.r_[bounds, self.count]))
        self.is_random = bool(self.classes.any())


def new_business(plan, rng, rows, factor):
    """A Poisson number of wins for each cell and draw, each with an amount of the cell's pool."""
    size = plan.size
    counts = rng.poisson(plan.expected_wins[:, None], (plan.cells, size))
    win = np.repeat(np.arange(plan.cells * size, dtype=np.int32), counts.ravel())
    cell = win // size
    draw = win - cell * size
    entry = plan.first_amounts[cell] + (rng.random(len(win)) * plan.amount_counts[cell]).astype(np.int32)
    amount = np.floor(plan.pool[entry] * factor + 0.5)
    rows[1] = np.bincount(draw, amount, size)
    flat = plan.periods * size
    rows[3:3 + plan.periods] += np.bincount(plan.cell_periods[cell] * size + draw, amount, flat).reshape(-1, size)
    segment = plan.leaf_rows[plan.cell_leaves[cell]] - 3 - plan.periods
    rest = rows[3 + plan.periods:]
    rest += np.bincount(segment * size + draw, amount, rest.size).reshape(-1, size)


def block_by_thresholds(plan, rng, factor):
    size = plan.size
    rows = np.zeros((plan.rows, size))
    for begin, end in plan.segment_bounds:
        uniform = rng.random((end - begin, size), dtype=np.float32)
        before = 0.0
        if plan.is_random:
            # Amounts differ from draw to draw: masks select from a matrix of amounts instead of being weighted.
            entry = rng.integers(0, MULTIPLIERS, (end - begin, size), dtype=np.uint8)
            table = plan.multipliers.astype(np.float32).reshape(-1, MULTIPLIERS)[plan.classes[begin:end]]
            amount = np.take_along_axis(table, entry.astype(np.intp), 1)
            amount *= (plan.amounts[begin:end, None] * factor).astype(np.float32)
        else:
            amount = np.floor(plan.amounts[begin:end] * factor + 0.5).astype(np.float32)
        for period in range(plan.periods):
            won = uniform < plan.thresholds[period, begin:end, None]
            if plan.is_random:
                through = np.einsum("od,od->d", won, amount)
            else:
                through = amount @ won.astype(np.float32)
            rows[3 + period] += through - before
            before = through
        rows[plan.leaf_rows[plan.leaves[begin]]] += before
        rows[0] += before
    return rows


def block_by_wins(plan, rng, factor):
    size = plan.size
    rows = np.zeros((plan.rows, size))
    whole = plan.chances[:, -1]
    flat = plan.periods * size
    for begin, end in plan.segment_bounds:
        uniform = rng.random((end - begin, size), dtype=np.float32)
        cell = np.flatnonzero(uniform < whole[begin:end, None])
        opportunity = cell // size
        draw = cell - opportunity * size
        opportunity += begin
        left = uniform.ravel()[cell]
        period = np.zeros(len(cell), dtype=np.intp)
        for threshold in plan.thresholds[:-1]:
            period += left >= threshold[opportunity]
        amount = plan.amounts[opportunity] * factor
        if plan.is_random:
            entry = plan.classes[opportunity].astype(np.intp) * MULTIPLIERS
            entry += rng.integers(0, MULTIPLIERS, len(cell), dtype=np.uint8)
            amount *= plan.multipliers[entry]
        amount = np.floor(amount + 0.5)
        rows[3:3 + plan.periods] += np.bincount(period * size + draw, amount, flat).reshape(-1, size)
        gained = np.bincount(draw, amount, size)
        rows[plan.leaf_rows[plan.leaves[begin]]] += gained
        rows[0] += gained
    return rows


def mix64(word):
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


def block_by_permutations(plan, rng, factor, block):
    """Differs from the kernels in the last bits of some roundings and in new business, which is drawn as above."""
    size = plan.size
    rows = np.zeros((plan.rows, size))
    word = mix64(plan.keys + np.uint64(block) * GOLDEN)
    rounding = (((word >> np.uint64(40)).astype(np.int64) * 2 + 1 - 2**24) / 2.0**25).astype(np.float32)
    ends = np.rint(plan.cumulative[:, :plan.periods] + rounding[:, None]).astype(np.int32)
    start = (word & np.uint64(63)).astype(np.int32) * (2 * size)
    start += ((word >> np.uint64(24)) & np.uint64(size - 1)).astype(np.int32)
    flip = ((word >> np.uint64(8)) & np.uint64(size - 1)).astype(np.int32)
    spread_flip = (((word >> np.uint64(18)) & np.uint64(63)) | ((word >> np.uint64(28)) & np.uint64(192))).astype(np.int32)
    flat = plan.periods * size
    in_period = np.diff(ends, axis=1, prepend=np.int32(0))
    for begin, end in plan.segment_bounds:
        wins = ends[begin:end, -1]
        first = np.cumsum(wins) - wins
        win = np.arange(wins.sum(), dtype=np.int32) - np.repeat(first.astype(np.int32), wins)
        draw = plan.permutations[np.repeat(start[begin:end], wins) + win] ^ np.repeat(flip[begin:end], wins)
        amount = np.repeat(plan.amounts[begin:end] * factor, wins)
        if plan.is_random:
            entry = (win ^ np.repeat(spread_flip[begin:end], wins)) & (MULTIPLIERS - 1)
            entry += np.repeat(plan.classes[begin:end].astype(np.int32) * MULTIPLIERS, wins)
            amount *= plan.multipliers[entry]
        amount = np.floor(amount + 0.5)
        offsets = np.tile(np.arange(plan.periods, dtype=np.int32) * size, end - begin)
        target = np.repeat(offsets, in_period[begin:end].ravel()) + draw
        won = np.bincount(target, amount, flat).reshape(-1, size)
        rows[3:3 + plan.periods] += won
        gained = won.sum(axis=0)
        rows[plan.leaf_rows[plan.leaves[begin]]] += gained
        rows[0] += gained
    return rows


def simulate(plan, way, block_count, rng):
    cells = np.empty((plan.rows, block_count * plan.size))
    for block in range(block_count):
        level = (2 * block + 1) * plan.block_count // (2 * block_count)
        factor = plan.factors[level]
        if way == "permutations":
            rows = block_by_permutations(plan, rng, factor, level)
        else:
            rows = (block_by_wins if way == "wins" else block_by_thresholds)(plan, rng, factor)
        new_business(plan, rng, rows, factor)
        rows[2] = rows[0] + rows[1]
        cells[:, block * plan.size:(block + 1) * plan.size] = rows
    return cells


def main():
    plan = Plan(sys.argv[1])
    way = sys.argv[2]
    block_count = int(sys.argv[3])
    rng = np.random.Generator(np.random.SFC64(1))
    cells = None
    print("ready", flush=True)
    for line in sys.stdin:
        word, _, path = line.rstrip("\n").partition(" ")
        if word == "run":
            start = time.process_time()
            cells = simulate(plan, way, block_count, rng)
            print(f"{(time.process_time() - start) * 1e3:.6f}", flush=True)
        elif word == "write":
            cells.tofile(path)
            print("written", flush=True)


main()
