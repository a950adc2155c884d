import { ensure } from "../base/ensure.ts";
import { cutStudentT } from "../maths/cut-student-t.ts";
import { portableExp } from "../maths/portable-exp.ts";
import { portableLog } from "../maths/portable-log.ts";
import { roundToPlanPrecision } from "../maths/round-mantissa.ts";
import { smallFastRandom } from "../maths/small-fast-random.ts";
import type { DrawBlocks } from "./block-size.ts";
import { drawLayoutOf } from "./draws.ts";
import type { BlockKernel } from "./kernel.ts";
import { amountMultipliers } from "./multipliers.ts";
import { FACTOR_CUT, type SimulationPlan } from "./plan.ts";

/** Work of a step, counted in opportunities times draws. */
const CHANCES_PER_STEP = 50_000;

/**
 * Plain Monte Carlo of a plan, as one would write it down from the plan's definition: every draw stands alone, with
 * a common factor, a uniform number for each opportunity and a Poisson number for each cell of new business of its own.
 * Slow and noisy: it is the oracle of the other kernels and shares no sampling code with them. Draws depend on seed and
 * draw index; opportunities are visited in the order of their ids.
 */
export function createPlainKernel(plan: SimulationPlan, blocks: DrawBlocks, seed: number): BlockKernel {
  const { blockSize, drawCount } = blocks;
  const drawOnce = plainDrawOf(plan);
  const { rowCount } = drawLayoutOf(plan);
  const rows = new Float64Array(rowCount);
  const drawsPerStep = Math.max(1, Math.floor(CHANCES_PER_STEP / (plan.opportunityIds.length + 1)));
  const stepCount = Math.ceil(blockSize / drawsPerStep);
  const drawsOf = (blockIndex: number, step: number) => ({
    from: blockIndex * blockSize + step * drawsPerStep,
    to: blockIndex * blockSize + Math.min(blockSize, (step + 1) * drawsPerStep),
  });
  return {
    stepCount,
    simulateStep(blockIndex, step, cells) {
      const { from, to } = drawsOf(blockIndex, step);
      for (let draw = from; draw < to; draw++) {
        rows.fill(0);
        drawOnce(smallFastRandom(seed, draw), rows, () => {});
        for (let row = 0; row < rowCount; row++) cells[row * drawCount + draw] = rows[row]!;
      }
    },
    strandCounts: undefined,
    replayStepCount: stepCount,
    replayStep(blockIndex, step, flags, counts) {
      const { from, to } = drawsOf(blockIndex, step);
      for (let draw = from; draw < to; draw++) {
        drawOnce(smallFastRandom(seed, draw), rows, (opportunity) => {
          counts.won[opportunity]! += 1;
          counts.wonFlagged[opportunity]! += flags[draw]!;
        });
      }
    },
  };
}

type Random = () => number;
type PlainDraw = (random: Random, rows: Float64Array, onWin: (opportunity: number) => void) => void;

/** One draw of the plan, added to the rows. */
function plainDrawOf(plan: SimulationPlan): PlainDraw {
  ensure(plan.periods.length > 0, "Cannot simulate a plan without sub-periods");
  const layout = drawLayoutOf(plan);
  const periodCount = plan.periods.length;
  const probabilities = plan.winProbabilities.map(roundToPlanPrecision);
  const chances = plan.amounts.map((_, index) =>
    probabilities.subarray(index * periodCount, (index + 1) * periodCount).reduce((sum, p) => sum + p, 0),
  );
  const amounts = plan.amounts.map(roundToPlanPrecision);
  const openScale = roundToPlanPrecision(plan.openScale);
  const factorSigma = roundToPlanPrecision(plan.factorSigma);
  const degreesOfFreedom = roundToPlanPrecision(plan.factorDegreesOfFreedom);
  const tauScale = cutStudentT(degreesOfFreedom, FACTOR_CUT).limit / FACTOR_CUT;
  const multipliers = Array.from(plan.spreadSigmas, (sigma) =>
    amountMultipliers(roundToPlanPrecision(sigma)),
  );
  const ids = plan.opportunityIds;
  const byId = ids.map((_, index) => index).sort((a, b) => (ids[a]! < ids[b]! ? -1 : 1));
  const processes = plan.newBusiness
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ leaf, expectedWins, amounts }) => ({
      leaf,
      expectedWins: expectedWins.map(roundToPlanPrecision),
      amounts: amounts.map(roundToPlanPrecision),
    }));

  const book = (rows: Float64Array, part: number, leaf: number, period: number, amount: number) => {
    rows[part]! += amount;
    rows[layout.total]! += amount;
    rows[layout.firstPeriod + period]! += amount;
    const { groups } = plan.leaves[leaf]!;
    for (let dimension = 0; dimension < groups.length; dimension++) {
      rows[layout.firstGroup[dimension]! + groups[dimension]!]! += amount;
    }
  };

  return (random, rows, onWin) => {
    const factor =
      factorSigma === 0
        ? 1
        : portableExp(factorSigma * tauScale * cutStudentTNumber(degreesOfFreedom, random));
    for (const index of byId) {
      let left = random();
      if (left >= chances[index]!) continue;
      let period = 0;
      while (period < periodCount - 1) {
        left -= probabilities[index * periodCount + period]!;
        if (left < 0) break;
        period++;
      }
      const table = multipliers[plan.spreadClasses[index]!]!;
      const multiplier = table[Math.floor(random() * table.length)]!;
      const amount = Math.floor(factor * openScale * amounts[index]! * multiplier + 0.5);
      book(rows, layout.open, plan.opportunityLeaves[index]!, period, amount);
      onWin(index);
    }
    for (const process of processes) {
      for (let period = 0; period < periodCount; period++) {
        for (let wins = poissonNumber(process.expectedWins[period]!, random); wins > 0; wins--) {
          const amount = process.amounts[Math.floor(random() * process.amounts.length)]!;
          book(rows, layout.new, process.leaf, period, Math.floor(factor * amount + 0.5));
        }
      }
    }
  };
}

/**
 * A Student t number scaled to variance 1, drawn again while it lies beyond the cut: Bailey's polar method, so that not
 * even the inverse distribution function is shared with the kernels.
 * @see Bailey (1994), "Polar generation of random variates with the t-distribution"
 */
function cutStudentTNumber(degreesOfFreedom: number, random: Random): number {
  for (;;) {
    const x = 2 * random() - 1;
    const y = 2 * random() - 1;
    const square = x * x + y * y;
    if (square >= 1 || square === 0) continue;
    const growth = portableExp((-2 / degreesOfFreedom) * portableLog(square)) - 1;
    const number = x * Math.sqrt(((degreesOfFreedom - 2) * growth) / square);
    if (Math.abs(number) <= FACTOR_CUT) return number;
  }
}

/** A Poisson number by inversion; a large mean is drawn in parts, for e^-mean would be 0. */
function poissonNumber(mean: number, random: Random): number {
  let count = 0;
  for (let left = mean; left > 0; left -= 30) {
    let chance = portableExp(-Math.min(left, 30));
    let rest = random() - chance;
    for (let wins = 1; rest >= 0 && wins < 200; wins++) {
      chance *= Math.min(left, 30) / wins;
      rest -= chance;
      count++;
    }
  }
  return count;
}
