import { describe, expect, it } from "vitest";
import { countOverChurnInterval, overSumInterval } from "../../../src/core/kpi/log-intervals.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { wilsonInterval } from "../../../src/core/scoring/wilson-interval.ts";

const TRIALS = 4_000;
const random = smallFastRandom(7, 0);

/** Events before time 1 of a process of that rate. */
function poisson(rate: number): number {
  let count = -1;
  for (let time = 0; time < 1; time -= Math.log(1 - random()) / rate) count++;
  return count;
}

/** Skewed, with mean 1: most customers are small. */
const size = (): number => -Math.log(1 - random());

/** Share of trials whose interval holds the truth. */
function held(truth: number, interval: () => { low: number; high: number } | null): number {
  let inside = 0;
  let given = 0;
  for (let trial = 0; trial < TRIALS; trial++) {
    const range = interval();
    if (range === null) continue;
    given++;
    if (range.low <= truth && truth <= range.high) inside++;
  }
  return inside / given;
}

// The standard error of a share of 4,000 trials near 0.95 is 0.0034; on top of four of them the normal approximation of
// skewed sums may miss by 0.02.
const LEAST = 0.95 - 4 * 0.0034 - 0.02;

describe("ranges of unit economics", () => {
  it.each([20, 60, 300])("hold the payback of %i skewed new customers as often as they say", (rate) => {
    const spend = 1_000;
    const share = held(spend / rate, () => {
      const sizes = Array.from({ length: poisson(rate) }, size);
      const sum = sizes.reduce((a, b) => a + b, 0);
      const squares = sizes.reduce((a, b) => a + b * b, 0);
      return overSumInterval(spend / sum, { count: sizes.length, sum, squares });
    });
    expect(share).toBeGreaterThan(LEAST);
    expect(share).toBeLessThan(0.98);
  });

  it.each([20, 60, 300])("hold LTV:CAC of %i new customers and a churn of 5 % of 400", (rate) => {
    const share = held(rate / 0.05, () => {
      const count = poisson(rate);
      const left = Array.from({ length: 400 }, random).filter((draw) => draw < 0.05).length;
      const churn = { value: left / 400, ...wilsonInterval(left, 400) };
      return countOverChurnInterval(count / churn.value, count, churn);
    });
    expect(share).toBeGreaterThan(LEAST);
    expect(share).toBeLessThan(0.98);
  });

  it("are not given for fewer than five new customers, nor where nobody left", () => {
    expect(overSumInterval(10, { count: 4, sum: 4, squares: 4 })).toBeNull();
    expect(countOverChurnInterval(10, 4, { value: 0.1, low: 0.05, high: 0.2 })).toBeNull();
    expect(countOverChurnInterval(10, 40, { value: 0, low: 0, high: 0.1 })).toBeNull();
  });
});
