import { amountMultipliers } from "../../../src/core/simulation/multipliers.ts";

/**
 * A plan for plain draws: chances are whole thirty-seconds, so that five words of random bits decide whether an
 * opportunity is won in 32 draws at once; every sub-period is equally likely.
 */
export interface PlainPlan {
  readonly amounts: Float64Array;
  /** Chance in thirty-seconds. */
  readonly chances: Uint8Array;
  readonly sigmas: readonly number[];
  readonly spreadClasses: Uint8Array;
  /** Opportunities below this index are the first group. */
  readonly firstGroupCount: number;
  readonly periodCount: number;
  readonly newWins: number;
  readonly newAmounts: Float64Array;
  readonly openScale: number;
  readonly factorSigma: number;
  /** Student t with 5 degrees of freedom, scaled to variance 1: its standard deviation after the cut at +-4. */
  readonly cutSd: number;
}

/** Rows of the draws that are counted. */
export const PLAIN_ROWS = ["open", "total", "period", "group"] as const;

/**
 * How many of `drawCount` independent draws are at most each threshold, and the mean of each row. Follows the plan's
 * definition and nothing else: no strata, no shared numbers; the Student t is a normal over the root of a chi-square of
 * its own, drawn again where it is beyond the cut.
 * @param thresholds by row of `PLAIN_ROWS`
 */
export function countPlainDraws(
  plan: PlainPlan,
  thresholds: readonly (readonly number[])[],
  drawCount: number,
  seed: number,
): { readonly counts: number[][]; readonly means: number[] } {
  const random = randomWords(seed);
  const tables = plan.sigmas.map((sigma) => amountMultipliers(sigma));
  const counts = thresholds.map((values) => values.map(() => 0));
  const means = PLAIN_ROWS.map(() => 0);
  const open = new Float64Array(32);
  const period = new Float64Array(32);
  const group = new Float64Array(32);
  const level = new Float64Array(32);
  const poisson = poissonTable(plan.newWins);
  for (let done = 0; done < drawCount; done += 32) {
    open.fill(0);
    period.fill(0);
    for (let index = 0; index < plan.amounts.length; index++) {
      if (index === plan.firstGroupCount) group.set(open);
      addWins(plan, index, tables[plan.spreadClasses[index]!]!, random, open, period);
    }
    for (let draw = 0; draw < 32; draw++) {
      level[draw] = Math.exp((plan.factorSigma * cutStudent(random)) / plan.cutSd);
      let added = 0;
      for (let left = countFrom(poisson, uniform(random)); left > 0; left--) {
        const word = random();
        const amount = plan.newAmounts[Math.floor(((word >>> 8) / 2 ** 24) * plan.newAmounts.length)]!;
        added += amount;
        if ((word & 255) % plan.periodCount === 0) period[draw]! += amount;
      }
      const row = [open[draw]!, open[draw]! + added, period[draw]!, group[draw]!];
      for (let at = 0; at < row.length; at++) {
        const value = row[at]! * level[draw]!;
        means[at]! += value / drawCount;
        const limits = thresholds[at]!;
        for (let limit = 0; limit < limits.length; limit++)
          if (value <= limits[limit]!) counts[at]![limit]!++;
      }
    }
  }
  return { counts, means };
}

/** One opportunity in 32 draws; the hot loop. Sub-period 0 is the one that is counted. */
function addWins(
  plan: PlainPlan,
  index: number,
  multipliers: Float64Array,
  random: () => number,
  open: Float64Array,
  period: Float64Array,
): void {
  const chance = plan.chances[index]!;
  let wins = 0;
  // From the lowest bit up: each random bit halves what is there, and adds one half where the chance has the bit.
  for (let bit = 0; bit < 5; bit++) wins = ((chance >> bit) & 1) === 1 ? wins | random() : wins & random();
  const amount = plan.amounts[index]! * plan.openScale;
  while (wins !== 0) {
    const draw = 31 - Math.clz32(wins);
    wins &= ~(1 << draw);
    const word = random();
    const value = amount * multipliers[word & 255]!;
    open[draw] = open[draw]! + value;
    if (((word >>> 8) & 255) % plan.periodCount === 0) period[draw] = period[draw]! + value;
  }
}

/** 32-bit words of the generator sfc32 (Doty-Humphrey), which passes PractRand. */
function randomWords(seed: number): () => number {
  let a = 0;
  let b = seed | 0;
  let c = 1;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum;
  };
  for (let warmUp = 0; warmUp < 20; warmUp++) next();
  return next;
}

function uniform(random: () => number): number {
  return ((random() >>> 5) * 2 ** 26 + (random() >>> 6) + 0.5) / 2 ** 53;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(uniform(random))) * Math.cos(2 * Math.PI * uniform(random));
}

/** Student t with 5 degrees of freedom, variance 1 before the cut. */
function cutStudent(random: () => number): number {
  for (;;) {
    const top = normal(random);
    // Chi-square of 5: two exponentials and the square of a normal.
    const square = -2 * Math.log(uniform(random) * uniform(random)) + normal(random) ** 2;
    const scaled = top / Math.sqrt(square / 5) / Math.sqrt(5 / 3);
    if (Math.abs(scaled) <= 4) return scaled;
  }
}

/** P(N <= n) of a Poisson number. */
function poissonTable(mean: number): number[] {
  const shares: number[] = [];
  let logChance = -mean;
  for (let n = 0, sum = 0; sum < 1 - 1e-14 && n < mean + 40 * Math.sqrt(mean) + 40; n++) {
    sum += Math.exp(logChance);
    shares.push(sum);
    logChance += Math.log(mean / (n + 1));
  }
  return shares;
}

function countFrom(shares: readonly number[], u: number): number {
  let low = 0;
  let high = shares.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (shares[middle]! < u) low = middle + 1;
    else high = middle;
  }
  return low;
}
