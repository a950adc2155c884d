import { describe, expect, it } from "vitest";
import { civilFromDay, dayOfWeek, type Day } from "../../../src/core/base/day.ts";
import { monthOfQuarter } from "../../../src/core/base/period.ts";
import { DWELL_BIN_COUNT, DWELL_BIN_EDGES } from "../../../src/core/forecast/dwell-bins.ts";
import { fitDays } from "../../../src/core/forecast/landmark-sweep.ts";
import type { HazardModel } from "../../../src/core/forecast/hazard-model.ts";
import type { StateTable } from "../../../src/core/forecast/state-table.ts";
import type { PipelineView } from "../../../src/core/pipeline/pipeline-view.ts";
import { at, stateOf } from "../pipeline/random-logs.ts";
import { walk, type RiskDay } from "./naive-walk.ts";
import { sampleHistory, tableOf, WORK_CALENDAR } from "./sample-history.ts";

const CRM = Float64Array.of(0.1, 0.3, 0.6);
const settingsOf = (table: StateTable) => ({
  calendar: WORK_CALENDAR,
  crmProbabilities: CRM.slice(0, table.view.openStages.length),
  usesYearlyIndex: false,
});
const fitAsOf = (table: StateTable, offset: number) =>
  fitDays(table, settingsOf(table), [at(offset)])[0]!.hazards;

const binOf = (dwell: number) => {
  const bin = DWELL_BIN_EDGES.findIndex((edge) => dwell <= edge);
  return bin < 0 ? DWELL_BIN_COUNT - 1 : bin;
};
const weekdayOf = (day: number) => (WORK_CALENDAR.holidays.has(day) ? 6 : dayOfWeek(day as Day));
const classOf = (view: PipelineView, target: number) =>
  target === view.wonCode ? 0 : target === view.lostCode ? 1 : 2;

const exitsOf = (some: readonly RiskDay[], target: number) =>
  some.filter(({ exit }) => exit === target).length;
const rateOf = (model: HazardModel, stage: number, bin: number, target: number) =>
  model.rates[(stage * DWELL_BIN_COUNT + bin) * model.targetCount + target]!;

/** Section 2.2 written down once more, from the days at risk themselves. */
function transcribed(table: StateTable, throughDay: number) {
  const { view } = table;
  const wins = table.wins.day.filter((day) => day <= throughDay).length;
  const days = walk(view).riskDays.filter(
    ({ day, stage }) =>
      day >= table.firstCloseDay &&
      day <= throughDay &&
      (stage < view.wonCode || (table.reopens && stage === view.lostCode)),
  );
  const closed = walkCloses(table, throughDay);
  const cycleDays = closed.length > 0 ? Math.max(1, closed.reduce((a, b) => a + b, 0) / closed.length) : 90;
  const rate = (stage: number, bin: number, target: number): number => {
    const inStage = days.filter((risk) => risk.stage === stage);
    const inBin = inStage.filter(({ dwell }) => binOf(dwell) === bin);
    let r = inStage.length > 0 ? exitsOf(inStage, target) / inStage.length : 0;
    let a0 = 0.5;
    const hasExits = inStage.some(({ exit }) => exit >= 0);
    const isClose = target === view.wonCode || target === view.lostCode;
    if (stage < view.wonCode && isClose && (wins < 10 || !hasExits)) {
      const p = CRM[stage]!;
      r = (target === view.wonCode ? p : 1 - p) / cycleDays;
      a0 = 2;
    }
    return r === 0 ? 0 : (exitsOf(inBin, target) + a0) / (inBin.length + a0 / r);
  };
  const cache = new Map<string, number>();
  const cachedRate = (stage: number, bin: number, target: number): number => {
    const key = `${stage} ${bin} ${target}`;
    const value = cache.get(key) ?? rate(stage, bin, target);
    cache.set(key, value);
    return value;
  };
  const targets = [...view.openStages.keys(), view.wonCode, view.lostCode, view.removedCode];
  const expectedOn = (risk: RiskDay, exitClass: number): number =>
    targets
      .filter((target) => classOf(view, target) === exitClass)
      .reduce((sum, target) => sum + cachedRate(risk.stage, binOf(risk.dwell), target), 0);
  const weekday = [0, 1, 2].map((exitClass) =>
    [0, 1, 2, 3, 4, 5, 6].map((day) => {
      const some = days.filter((risk) => weekdayOf(risk.day) === day);
      const seen = some.filter(({ exit }) => exit >= 0 && classOf(view, exit) === exitClass).length;
      return (seen + 20) / (some.reduce((sum, risk) => sum + expectedOn(risk, exitClass), 0) + 20);
    }),
  );
  const month = [0, 1].map((exitClass) =>
    [0, 1, 2].map((index) => {
      const some = days.filter((risk) => monthOfQuarter(risk.day as Day, WORK_CALENDAR.fiscal) === index);
      const seen = some.filter(({ exit }) => exit >= 0 && classOf(view, exit) === exitClass).length;
      const expected = some.reduce(
        (sum, risk) => sum + expectedOn(risk, exitClass) * weekday[exitClass]![weekdayOf(risk.day)]!,
        0,
      );
      const quarters = monthsSeen(table.firstCloseDay, throughDay).filter(
        (name) => name % 3 === index,
      ).length;
      const log = (Math.log((seen + 5) / (expected + 5)) * quarters) / (quarters + 0.5);
      return Math.exp(Math.min(1, Math.max(-1, log)));
    }),
  );
  return { rate: cachedRate, weekday, month, targets };
}

/** Ages at their first close of what was closed from an open stage, by the first day of the opportunity. */
function walkCloses(table: StateTable, throughDay: number): readonly number[] {
  const { view } = table;
  return walk(view)
    .changes.filter(
      ({ day, from, to }) =>
        day <= throughDay && from < view.wonCode && (to === view.wonCode || to === view.lostCode),
    )
    .map(({ opportunity, day }) => day - view.stateDay[view.stateStart[opportunity]!]!);
}

/** Calendar months with 20 observed days or more, as running numbers whose rest by 3 is the month of the quarter. */
function monthsSeen(from: number, to: number): readonly number[] {
  const days = new Map<number, number>();
  for (let day = from; day <= to; day++) {
    const { year, month } = civilFromDay(day as Day);
    days.set(year * 12 + month - 1, (days.get(year * 12 + month - 1) ?? 0) + 1);
  }
  return [...days].filter(([, count]) => count >= 20).map(([name]) => name);
}

/** Largest difference of any rate or factor from the transcription. */
function worstDifference(model: HazardModel, table: StateTable, offset: number): number {
  const expected = transcribed(table, at(offset));
  const rows = [...table.view.openStages.keys(), ...(table.reopens ? [table.view.lostCode] : [])];
  const cells: [number, number][] = [];
  rows.forEach((stage, row) => {
    for (let bin = 0; bin < DWELL_BIN_COUNT; bin++)
      for (const target of expected.targets)
        cells.push([
          model.rates[(row * DWELL_BIN_COUNT + bin) * model.targetCount + target]!,
          expected.rate(stage, bin, target),
        ]);
  });
  expected.weekday.forEach((factors, exitClass) =>
    factors.forEach((factor, weekday) =>
      cells.push([model.weekdayFactors[exitClass * 7 + weekday]!, factor]),
    ),
  );
  expected.month.forEach((factors, exitClass) =>
    factors.forEach((factor, month) => cells.push([model.monthFactors[exitClass * 3 + month]!, factor])),
  );
  return Math.max(...cells.map(([a, b]) => Math.abs(a - b)));
}

describe("fitHazards() against section 2.2 of the model, written down once more", () => {
  it.each([
    ["a year with reopenings", { seed: 3, dayCount: 300, reopened: 0.01 }, 300],
    ["a year without", { seed: 4, dayCount: 300, reopened: 0 }, 300],
    ["a landmark in the middle", { seed: 3, dayCount: 300, reopened: 0.01 }, 155],
    ["few wins, where the CRM's probabilities take part", { seed: 5, dayCount: 60, createdPerDay: 0.7 }, 60],
    ["no wins", { seed: 6, dayCount: 80, won: 0 }, 80],
  ])("gives its rates and day factors for %s", (_, shape, offset) => {
    const table = tableOf(sampleHistory(shape), shape.dayCount);
    const model = fitAsOf(table, offset);
    expect(worstDifference(model, table, offset)).toBeLessThan(1e-12);
    expect(model.monthFactors.slice(6)).toEqual(Float64Array.of(1, 1, 1));
  });
});

describe("fitHazards()", () => {
  it("reproduces an example worked by hand", () => {
    // Forty leads enter on day 0: ten are won on day 1, ten lost on day 2, twenty stay to day 4.
    const rows = Array.from({ length: 40 }, (_, index) => {
      const first = stateOf(`lead ${index}`, 0, "Lead");
      if (index < 10) return [first, stateOf(`lead ${index}`, 1, "Closed Won")];
      return index < 20 ? [first, stateOf(`lead ${index}`, 2, "Closed Lost")] : [first];
    });
    const model = fitAsOf(tableOf(rows.flat(), 4), 4);
    // At risk: 40 on day 1, 30 on day 2, 20 on each of the days 3 and 4: 110; r = 10 / 110 for won and for lost.
    expect(rateOf(model, 0, 0, 1)).toBeCloseTo((10 + 0.5) / (40 + 0.5 / (10 / 110)), 12);
    expect(rateOf(model, 0, 1, 1)).toBeCloseTo(0.5 / (30 + 5.5), 12);
    expect(rateOf(model, 0, 1, 2)).toBeCloseTo(10.5 / (30 + 5.5), 12);
    expect(rateOf(model, 0, 30, 1)).toBeCloseTo(1 / 11, 12); // nobody was ever there: the mean of the stage
    expect(rateOf(model, 0, 0, 3)).toBe(0); // nobody was ever removed
  });

  it("lets opportunities that nobody closes go to almost nothing", () => {
    const rows = [
      ...Array.from({ length: 50 }, (_, index) => stateOf(`zombie ${index}`, 0, "Lead")),
      ...Array.from({ length: 20 }, (_, index) => [
        stateOf(`deal ${index}`, 0, "Lead"),
        stateOf(`deal ${index}`, 5, "Closed Won"),
      ]).flat(),
    ];
    const model = fitAsOf(tableOf(rows, 300), 300);
    expect(rateOf(model, 0, DWELL_BIN_COUNT - 3, 1)).toBeLessThan(0.5 / 2_000);
    expect(rateOf(model, 0, DWELL_BIN_COUNT - 3, 1)).toBeGreaterThan(0);
  });

  it("leans on the CRM's probability in a stage that nothing has left, with the mean cycle and a weight of two", () => {
    const rows = [
      ...Array.from({ length: 12 }, (_, index) => [
        stateOf(`deal ${index}`, 0, "Lead"),
        stateOf(`deal ${index}`, 10, "Closed Won"),
      ]).flat(),
      stateOf("stuck", 8, "Proposal"),
    ];
    const table = tableOf(rows, 20);
    const proposal = table.view.openStages.indexOf("Proposal");
    const model = fitAsOf(table, 20);
    const r = CRM[proposal]! / 10;
    // Day 10 is the first close: at risk from dwell 2 (day 10) on.
    expect(rateOf(model, proposal, 1, table.view.wonCode)).toBeCloseTo(2 / (1 + 2 / r), 12);
    expect(rateOf(model, proposal, 0, table.view.wonCode)).toBeCloseTo(r, 12);
  });
});
