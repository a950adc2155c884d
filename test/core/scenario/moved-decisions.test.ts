import { addDays, dayFromCivil } from "../../../src/core/base/day.ts";
import { CALENDAR_YEARS } from "../../../src/core/base/period.ts";
import { describe, expect, it } from "vitest";
import { caseMonths } from "../../../src/core/scenario/case-model.ts";
import { withDecidedAgain } from "../../../src/core/scenario/decided-again.ts";
import { winsAtStake } from "../../../src/core/scenario/moved-decisions.ts";
import { leveredPlan } from "../../../src/core/scenario/levered-plan.ts";
import { expectedBookings } from "../../../src/core/scenario/expected-money.ts";
import { canonicalPlanBytes } from "../../../src/core/simulation/canonical-plan.ts";
import { companyView, modelOf } from "./case-samples.ts";
import { leverOf } from "./sample-levers.ts";

/** Three months from 1 January on: a quarter that ends with twice the odds of its other months. */
const months = caseMonths(addDays(dayFromCivil(2025, 1, 1), -1), 3);
const decisions = { daysInStage: Float64Array.of(10, 20), winShares: [0.25, 0.25, 0.5] };
const atSpeeds = (first: number, second: number): Float64Array =>
  winsAtStake(decisions, { speed: Float64Array.of(first, second, first, second, first, second) }, months, {
    fiscal: CALENDAR_YEARS,
  });

describe("winsAtStake()", () => {
  it("puts nothing at stake where no stage changes its speed", () => {
    expect([...atSpeeds(1, 1)]).toEqual([0, 0, 0]);
  });

  it("takes half of the wins that leave the month of the double odds", () => {
    // Twice as fast in the second stage is ten days sooner: of the 31 days of March ten have their decision in February.
    const [january, february, march] = atSpeeds(1, 2);
    expect(january).toBe(0);
    expect(february).toBe(0);
    expect(march).toBeCloseTo((10 / 31) * 0.5, 12);
  });

  it("counts parts of a day, and days later where a lever slows down", () => {
    expect(atSpeeds(1, 1 / (1 - 0.025))[2]).toBeCloseTo((0.5 / 31) * 0.5, 12);
    // Five days later the last five of March are in April, at half the odds.
    expect(atSpeeds(1, 0.8)[2]).toBeCloseTo((5 / 31) * 0.5, 12);
  });

  it("grows with the number of days until a whole month has moved", () => {
    const ofMarch = [1.1, 1.5, 3, 100].map((speed) => atSpeeds(speed, speed)[2]!);
    expect(ofMarch).toEqual(ofMarch.toSorted((a, b) => a - b));
    expect(ofMarch.at(-1)).toBeLessThanOrEqual(0.5);
  });
});

const model = modelOf(companyView({ opportunityCount: 600 }), 6);
const plan = model.plan;

describe("withDecidedAgain()", () => {
  it("returns the levered chances as they are where nothing is at stake", () => {
    const levered = plan.winProbabilities.map((chance) => chance * 1.1);
    const changed = withDecidedAgain(plan, levered, () => new Float64Array(6));
    expect(changed.opportunityIds).toBe(plan.opportunityIds);
    expect(changed.winProbabilities).toBe(levered);
  });

  it("keeps of each chance what is not at stake, and adds up to the levered chance in every month", () => {
    const levered = plan.winProbabilities.map((chance) => chance * 1.1);
    const changed = withDecidedAgain(plan, levered, () => new Float64Array(6).fill(0.1));
    const count = plan.opportunityIds.length;
    const rowOf = new Map(changed.opportunityIds.map((id, row) => [id, row]));
    const won = [...plan.opportunityIds.keys()].filter((row) =>
      plan.winProbabilities.subarray(row * 6, (row + 1) * 6).some((chance) => chance > 0),
    );
    expect(changed.opportunityIds).toHaveLength(count + won.length);
    for (const row of won) {
      const again = rowOf.get(`${plan.opportunityIds[row]!} decided again`)!;
      expect(changed.amounts[again]).toBe(plan.amounts[row]);
      for (let cell = 0; cell < 6; cell++) {
        const kept = changed.winProbabilities[row * 6 + cell]!;
        expect(kept + changed.winProbabilities[again * 6 + cell]!).toBeCloseTo(levered[row * 6 + cell]!, 12);
        expect(kept).toBeCloseTo(0.9 * plan.winProbabilities[row * 6 + cell]!, 12);
      }
    }
  });
});

describe("withDecidedAgain() where levers begin later", () => {
  it("leaves the chances of the months before as they are, and keeps the sums of the others", () => {
    const levered = plan.winProbabilities.map((chance, cell) => (cell % 6 < 3 ? chance : chance * 1.1));
    const atStake = Float64Array.of(0, 0, 0, 0.1, 0.2, 0.1);
    const changed = withDecidedAgain(plan, levered, () => atStake);
    const count = plan.opportunityIds.length;
    expect(changed.opportunityIds.length).toBeGreaterThan(count);
    const before = [...changed.winProbabilities.keys()].filter((cell) => cell % 6 < 3);
    for (const cell of before) {
      expect(changed.winProbabilities[cell]).toBe(cell < 6 * count ? levered[cell] : 0);
    }
    const sumOf = (chances: Float64Array): number => chances.reduce((sum, chance) => sum + chance, 0);
    expect(sumOf(changed.winProbabilities)).toBeCloseTo(sumOf(levered), 9);
  });
});

describe("leveredPlan() with a lever on times", () => {
  it("puts wins at stake without a change of what is expected", () => {
    const cycle = { lever: leverOf("cycle_time", -0.2), size: -0.2 };
    const levered = leveredPlan(model, [cycle]);
    const calm = { ...model, decisionDays: { ...model.decisionDays, winShares: [0.5, 0.5, 0.5] } };
    const ones = new Float64Array(6).fill(1);
    const [bookings] = expectedBookings(levered, 1, ones);
    const [calmBookings] = expectedBookings(leveredPlan(calm, [cycle]), 1, ones);
    expect(levered.parts[0]!.plan.opportunityIds.length).toBeGreaterThan(plan.opportunityIds.length);
    bookings!.forEach((amount, month) => expect(amount / calmBookings![month]!).toBeCloseTo(1, 9));
  });

  it("changes no byte at a size of 0", () => {
    const changed = leveredPlan(model, [{ lever: leverOf("slippage", 0), size: 0 }]).parts[0]!.plan;
    expect(canonicalPlanBytes(changed)).toEqual(canonicalPlanBytes(plan));
  });
});
