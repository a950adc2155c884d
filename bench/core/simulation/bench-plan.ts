import type { Day } from "../../../src/core/base/day.ts";
import { normalQuantile } from "../../../src/core/maths/normal.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import type { SimulationPlan } from "../../../src/core/simulation/plan.ts";

export interface BenchPlanShape {
  readonly opportunityCount: number;
  readonly periodCount: number;
  readonly segmentCount: number;
  /** Amounts vary between the win and now (8 spreads of the log, 0.1 to 0.8), or are fixed. */
  readonly randomAmounts: boolean;
  /** Multiplies all win chances. */
  readonly chanceScale: number;
}

/** The problem that issue and README speak of. */
export const USUAL_SHAPE: BenchPlanShape = {
  opportunityCount: 5_000,
  periodCount: 13,
  segmentCount: 20,
  randomAmounts: true,
  chanceScale: 1,
};

const STAGE_CHANCES = [0.05, 0.05, 0.1, 0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.85];
/** Business not created yet wins this many times what is open. */
const NEW_WINS_PER_OPPORTUNITY = 0.03;
const POOL_SIZE = 300;

/**
 * A plan in the shape that a forecast makes: win chances around stage levels (mean 0.29), lognormal amounts, a common
 * factor, and new business in every segment.
 */
export function benchPlan(changes: Partial<BenchPlanShape> = {}): SimulationPlan {
  const shape = { ...USUAL_SHAPE, ...changes };
  const { opportunityCount, periodCount, segmentCount, randomAmounts, chanceScale } = shape;
  const random = smallFastRandom(20_251, opportunityCount + 100_000 * periodCount);
  const whole = (below: number): number => Math.floor(random() * below);
  const amount = (): number =>
    Math.round(2e6 * Math.exp(normalQuantile((random() * 2 ** 32 + 0.5) / 2 ** 32)));
  const winProbabilities = new Float64Array(opportunityCount * periodCount);
  for (let index = 0; index < opportunityCount; index++) {
    const chance = chanceScale * STAGE_CHANCES[whole(STAGE_CHANCES.length)]! * (0.85 + 0.3 * random());
    const timing = Array.from({ length: periodCount }, () => 0.2 + random());
    const sum = timing.reduce((total, share) => total + share, 0);
    timing.forEach((share, period) => {
      winProbabilities[index * periodCount + period] = (chance * share) / sum;
    });
  }
  const newWinsPerCell = (NEW_WINS_PER_OPPORTUNITY * opportunityCount) / segmentCount / periodCount;
  return {
    periods: Array.from({ length: periodCount }, (_, period) => ({
      from: (20_000 + 7 * period) as Day,
      to: (20_006 + 7 * period) as Day,
      label: `week ${period + 1}`,
    })),
    dimensions: [
      { name: "segment", groups: Array.from({ length: segmentCount }, (_, group) => `segment ${group}`) },
    ],
    leaves: Array.from({ length: segmentCount }, (_, group) => ({ groups: [group] })),
    opportunityIds: Array.from({ length: opportunityCount }, (_, index) => `OP-${100_000 + index}`),
    amounts: Float64Array.from({ length: opportunityCount }, amount),
    spreadClasses: Uint8Array.from({ length: opportunityCount }, () => (randomAmounts ? 1 + whole(8) : 0)),
    opportunityLeaves: Uint16Array.from({ length: opportunityCount }, () => whole(segmentCount)),
    winProbabilities,
    spreadSigmas: Float64Array.of(0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8),
    openScale: 0.95,
    factorSigma: 0.15,
    factorDegreesOfFreedom: 5,
    newBusiness: Array.from({ length: segmentCount }, (_, leaf) => ({
      key: `new segment ${leaf}`,
      leaf,
      expectedWins: new Float64Array(periodCount).fill(newWinsPerCell),
      amounts: Float64Array.from({ length: POOL_SIZE }, amount).sort(),
    })),
    booked: new Float64Array(segmentCount * periodCount),
  };
}
