import { describe, expect, it } from "vitest";
import { countThrough, expectedAmountIfWon, fitAmounts } from "../../../src/core/forecast/amounts.ts";
import { spreadClassesOf } from "../../../src/core/forecast/spread-classes.ts";
import { at, stateOf } from "../pipeline/random-logs.ts";
import { sampleHistory, tableOf } from "./sample-history.ts";

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const ratio = (won: readonly number[], known: readonly number[]) => Math.log(mean(won) / mean(known));

/** One opportunity that is won from a stage, with the amount known before and the one booked. */
const wonFrom = (id: string, stage: string, day: number, known: number, booked: number) => [
  stateOf(id, day - 5, stage, { amount: known }),
  stateOf(id, day, "Closed Won", { amount: booked }),
];

/** Drift after sixty wins of 100.00 that were booked with another amount. */
function driftOfMany(booked: number): number {
  const rows = Array.from({ length: 60 }, (_, index) => wonFrom(`deal ${index}`, "Lead", 20, 100_00, booked));
  return fitAmounts(tableOf(rows.flat(), 40), at(40)).driftByStage[0]!;
}

/** An old win of 7.00 and some of 1.00 on day 221. */
const someRecent = (count: number) => [
  ...wonFrom("old", "Lead", 20, 100_00, 7_00),
  ...Array.from({ length: count }, (_, index) => wonFrom(`new ${index}`, "Lead", 221, 1_00, 1_00)).flat(),
];

describe("fitAmounts() against section 2.5 of the model", () => {
  it("has drift and spread by stage, shrunk in logs by twenty wins", () => {
    const rows = sampleHistory({ seed: 11, dayCount: 400, createdPerDay: 2 });
    const table = tableOf(rows, 400);
    const model = fitAmounts(table, at(330));
    const { wins } = table;
    const used = [...wins.day.keys()].filter(
      (win) =>
        wins.day[win]! <= at(330) &&
        wins.fromStage[win]! >= 0 &&
        wins.knownAmount[win]! > 0 &&
        wins.amount[win]! > 0,
    );
    const of = (some: readonly number[]) => {
      const won = some.map((win) => wins.amount[win]!);
      const known = some.map((win) => wins.knownAmount[win]!);
      const logs = won.map((amount, index) => Math.log(amount / known[index]!));
      return { drift: ratio(won, known), variance: mean(logs.map((log) => (log - mean(logs)) ** 2)) };
    };
    const all = of(used);
    table.view.openStages.forEach((_, stage) => {
      const some = used.filter((win) => wins.fromStage[win] === stage);
      const own = of(some);
      const n = some.length;
      expect(n).toBeGreaterThan(3);
      const drift = Math.exp((n * own.drift + 20 * all.drift) / (n + 20));
      expect(model.driftByStage[stage]).toBeCloseTo(Math.min(2, Math.max(0.5, drift)), 12);
      const spread = Math.sqrt((n * own.variance + 20 * all.variance) / (n + 20));
      expect(model.spreadByStage[stage]).toBeCloseTo(spread, 10);
    });
    const booked = [...wins.amount].filter((amount, win) => wins.day[win]! <= at(330) && amount > 0);
    expect(model.cap).toBe(1.5 * Math.max(...booked));
    expect(model.winCount).toBe([...wins.day].filter((day) => day <= at(330)).length);
  });

  it("reproduces an example worked by hand: ratio of sums, shrinkage, cap and pool", () => {
    const rows = [
      ...wonFrom("A", "Lead", 20, 100_00, 100_00),
      ...wonFrom("B", "Lead", 21, 300_00, 100_00),
      ...wonFrom("C", "Proposal", 22, 200_00, 300_00),
      stateOf("D", 22, "Proposal", { amount: 10_000_00 }),
    ];
    const table = tableOf(rows, 40);
    const model = fitAmounts(table, at(40));
    const [lead, proposal] = ["Lead", "Proposal"].map((stage) => table.view.openStages.indexOf(stage));
    const all = Math.log(500 / 600);
    expect(model.driftByStage[lead!]).toBeCloseTo(Math.exp((2 * Math.log(200 / 400) + 20 * all) / 22), 12);
    expect(model.driftByStage[proposal!]).toBeCloseTo(Math.exp((Math.log(300 / 200) + 20 * all) / 21), 12);
    expect(model.cap).toBe(450_00);
    expect(model.typicalAmount).toBeCloseTo(500_00 / 3, 9);
    expect([model.poolStart, model.poolEnd]).toEqual([0, 3]);
    expect(model.poolMean).toBeCloseTo(500_00 / 3, 9);
    expect(model.poolMeanSquare).toBeCloseTo((100_00 ** 2 * 2 + 300_00 ** 2) / 3, 3);
    expect(expectedAmountIfWon(model, proposal!, 10_000_00)).toBe(450_00);
    expect(expectedAmountIfWon(model, lead!, Number.NaN)).toBe(model.typicalAmount);
    expect(expectedAmountIfWon(model, lead!, 0)).toBe(0);
  });

  it("holds the drift between a half and two", () => {
    expect(driftOfMany(900_00)).toBe(2);
    expect(driftOfMany(10_00)).toBe(0.5);
  });

  it("draws from the wins of the last 180 days where there are fifteen, else from all", () => {
    const few = fitAmounts(tableOf(someRecent(14), 400), at(400));
    const enough = fitAmounts(tableOf(someRecent(15), 400), at(400));
    expect([few.poolStart, few.poolEnd, few.poolMean]).toEqual([0, 15, 1_40]);
    expect([enough.poolStart, enough.poolEnd, enough.poolMean]).toEqual([1, 16, 1_00]);
    // The window is the last 180 days: 221 to 400.
    expect(fitAmounts(tableOf(someRecent(15), 401), at(401)).poolStart).toBe(0);
  });

  it("has no cap and no amounts while nothing was won", () => {
    const model = fitAmounts(tableOf([stateOf("A", 0, "Lead"), stateOf("B", 0, "Closed Lost")], 40), at(40));
    expect(model.cap).toBe(Number.POSITIVE_INFINITY);
    expect([model.typicalAmount, model.poolMean, model.poolMeanSquare, model.winCount]).toEqual([0, 0, 0, 0]);
    expect([...model.driftByStage, ...model.spreadByStage]).toEqual([1, 0]);
  });
});

describe("countThrough()", () => {
  it("counts entries of an ascending column up to a day", () => {
    const days = Int32Array.of(3, 5, 5, 9);
    expect([2, 3, 4, 5, 8, 9, 10].map((day) => countThrough(days, day))).toEqual([0, 1, 1, 3, 3, 4, 4]);
    expect(countThrough(new Int32Array(0), 5)).toBe(0);
  });
});

describe("spreadClassesOf()", () => {
  it("keeps at most sixteen classes, the first without spread, each within half a step of its stage", () => {
    for (const stages of [1, 5, 40]) {
      for (const widest of [0, 0.005, 0.2, 0.9, 3]) {
        const spreads = Float64Array.from({ length: stages }, (_, stage) => (widest * (stage + 1)) / stages);
        const { sigmas, classOfStage } = spreadClassesOf(spreads);
        expect(sigmas[0]).toBe(0);
        expect(sigmas.length).toBeLessThanOrEqual(16);
        expect([...sigmas]).toEqual([...new Set(sigmas)].sort((a, b) => a - b));
        const step = Math.max(0.02, widest / 15);
        spreads.forEach((spread, stage) =>
          expect(Math.abs(sigmas[classOfStage[stage]!]! - spread)).toBeLessThanOrEqual(step / 2 + 1e-12),
        );
      }
    }
  });
});
