import { describe, expect, it } from "vitest";
import type { Day } from "../../../src/core/base/day.ts";
import { normalQuantile } from "../../../src/core/maths/normal.ts";
import { exactDistributions } from "../../../src/core/simulation/exact-distribution.ts";
import type { SimulationPlan } from "../../../src/core/simulation/plan.ts";
import oracle from "../maths/fixtures/distributions.json" with { type: "json" };
import { countPlainDraws, PLAIN_ROWS, type PlainPlan } from "./exact-plain-draws.ts";

const OPPORTUNITIES = 5_000;
const PERIODS = 8;
const NEW_WINS = 200;
const DRAWS = 10_000_000 - (10_000_000 % 32);
const POINTS = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

/** Spread over 0..1 without a generator: multiples of the golden ratio. */
const even = (index: number): number => (index * 0.6180339887498949 + 0.31) % 1;

/** For 5 degrees of freedom the limit after rescaling is 4 / sd. */
const CUT_SD = 4 / oracle.cutStudentT.find(({ degreesOfFreedom }) => degreesOfFreedom === 5)!.limit;

const plain: PlainPlan = {
  amounts: Float64Array.from({ length: OPPORTUNITIES }, (_, index) =>
    Math.round(1e6 * Math.exp(1.1 * normalQuantile(even(index)))),
  ),
  chances: Uint8Array.from({ length: OPPORTUNITIES }, (_, index) => [1, 2, 4, 7, 13][(index * 7) % 5]!),
  sigmas: [0, 0.3, 0.7],
  spreadClasses: Uint8Array.from({ length: OPPORTUNITIES }, (_, index) => (index * 5) % 3),
  firstGroupCount: 300,
  periodCount: PERIODS,
  newWins: NEW_WINS,
  newAmounts: Float64Array.from({ length: 150 }, (_, index) =>
    Math.round(1e6 * Math.exp(normalQuantile((index + 0.5) / 150))),
  ),
  openScale: 1.07,
  factorSigma: 0.06,
  cutSd: CUT_SD,
};

const plan: SimulationPlan = {
  periods: Array.from({ length: PERIODS }, (_, index) => ({
    from: (7 * index) as Day,
    to: (7 * index + 6) as Day,
    label: `week ${index + 1}`,
  })),
  dimensions: [{ name: "team", groups: ["first", "second"] }],
  leaves: [{ groups: [0] }, { groups: [1] }],
  opportunityIds: Array.from(plain.amounts, (_, index) => `opportunity ${index}`),
  amounts: plain.amounts,
  spreadClasses: plain.spreadClasses,
  opportunityLeaves: Uint16Array.from({ length: OPPORTUNITIES }, (_, index) =>
    index < plain.firstGroupCount ? 0 : 1,
  ),
  winProbabilities: Float64Array.from(
    { length: OPPORTUNITIES * PERIODS },
    (_, at) => plain.chances[Math.floor(at / PERIODS)]! / 32 / PERIODS,
  ),
  spreadSigmas: Float64Array.from(plain.sigmas),
  openScale: plain.openScale,
  factorSigma: plain.factorSigma,
  factorDegreesOfFreedom: 5,
  newBusiness: [
    {
      key: "new",
      leaf: 1,
      expectedWins: new Float64Array(PERIODS).fill(NEW_WINS / PERIODS),
      amounts: plain.newAmounts,
    },
  ],
  booked: new Float64Array(2 * PERIODS),
};

describe("the exact mode against ten million plain draws", () => {
  it("puts the right share of them below its quantiles, in the total, open, a week and a group", () => {
    const rows = [0, 2, 3, 3 + PERIODS];
    const found = exactDistributions(plan, rows);
    const thresholds = rows.map((row) => POINTS.map(found.get(row)!.quantile));
    const { counts, means } = countPlainDraws(plain, thresholds, DRAWS, 20_261);
    PLAIN_ROWS.forEach((_, at) => {
      const { mean, sd } = found.get(rows[at]!)!;
      // Standard error of the mean: 0.03 % of the standard deviation.
      expect(Math.abs(means[at]! - mean)).toBeLessThan((4 * sd) / Math.sqrt(DRAWS));
      POINTS.forEach((p, point) => {
        // Of a share: sqrt(p (1 - p) / draws), 0.0001 at P10 and 0.00016 at P50: 0.05 % of the sd as a quantile.
        const standardError = Math.sqrt((p * (1 - p)) / DRAWS);
        expect(Math.abs(counts[at]![point]! / DRAWS - p)).toBeLessThan(4 * standardError);
      });
    });
  }, 900_000);
});
