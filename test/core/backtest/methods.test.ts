import { describe, expect, it } from "vitest";
import { isoFromDay } from "../../../src/core/base/day.ts";
import type { Outcome } from "../../../src/core/base/outcome.ts";
import { FORECAST_METHODS, type MethodName } from "../../../src/core/backtest/methods.ts";
import type { Prediction } from "../../../src/core/backtest/predictive-sample.ts";
import { exactFigures } from "../../../src/core/forecast/forecast-figures.ts";
import { forecastView, type PreparedForecast } from "../../../src/core/forecast/forecast-view.ts";
import type { RecordedState } from "../../../src/core/pipeline/change-log.ts";
import { ChangeLogBuilder } from "../../../src/core/pipeline/change-log-builder.ts";
import { NO_FUNNEL } from "../../../src/core/pipeline/funnel.ts";
import { viewAsOf } from "../../../src/core/pipeline/pipeline-view.ts";
import { drawLayoutOf } from "../../../src/core/simulation/draws.ts";
import type { SimulationPlan } from "../../../src/core/simulation/plan.ts";
import { sampleHistory, WORK_CALENDAR } from "../forecast/sample-history.ts";
import { at, logOf, ORIGIN, OPEN_STAGES, stateOf, viewOf } from "../pipeline/random-logs.ts";
import { LEVELS } from "./scored-cutoffs.ts";

const CUTOFF = 449;
const HORIZON = 30;
// Nothing comes back and no amount is unknown, so that plain sums over the rows say what was booked.
const ROWS = sampleHistory({
  seed: 61,
  dayCount: CUTOFF + 1,
  createdPerDay: 2,
  reopened: 0,
  removed: 0,
  unknownAmounts: 0,
});
const CRM = { Lead: 0.1, Qualified: 0.4, Proposal: 0.8 };

function preparedOf(rows: readonly RecordedState[], offset = CUTOFF): PreparedForecast {
  return forecastView(viewOf(logOf(rows), at(offset)), {
    period: { from: at(offset + 1), to: at(offset + HORIZON), label: "asked" },
    cuts: [],
    calendar: WORK_CALENDAR,
    crmProbabilities: CRM,
    usesYearlyIndex: true,
  });
}

const PREPARED = preparedOf(ROWS);

const inputOf = (prepared: PreparedForecast) => ({
  prepared,
  crmProbabilities: prepared.crmProbabilities,
  levels: LEVELS,
  drawCount: 20_000,
  seed: 1,
});

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.value;
}

const forecastBy = (method: MethodName): Prediction => valueOf(FORECAST_METHODS[method](inputOf(PREPARED)));

function pointBy(method: MethodName): number {
  const prediction = forecastBy(method);
  return prediction.kind === "point" ? prediction.value : prediction.quantiles[LEVELS.indexOf(0.5)]!;
}

/** The last row of each opportunity, and the one that ended each day before. */
const lastRows = new Map<string, RecordedState>();
for (const row of ROWS) lastRows.set(row.opportunityId, row);

/** Plain sum of what was won from one day to another, days counted from the origin. */
function bookedBetween(from: number, to: number): number {
  let sum = 0;
  for (const { stage, recordedOn, amount } of lastRows.values()) {
    const offset = recordedOn - ORIGIN;
    if (stage === "Closed Won" && offset >= from && offset <= to) sum += amount;
  }
  return sum;
}

describe("the baselines", () => {
  it("naive-last repeats what was booked in as many days", () => {
    expect(pointBy("naive-last")).toBeCloseTo(bookedBetween(CUTOFF - HORIZON + 1, CUTOFF), 6);
  });

  it("naive-probabilistic and trailing-mean have the plain ones as their medians", () => {
    expect(pointBy("naive-probabilistic")).toBeCloseTo(pointBy("naive-last"), 6);
    expect(pointBy("trailing-mean")).toBeCloseTo(bookedBetween(CUTOFF - 119, CUTOFF) / 4, 6);
  });

  it("seasonal-naive repeats the same weekdays of the year before", () => {
    const before = bookedBetween(CUTOFF + 1 - 364, CUTOFF + HORIZON - 364);
    expect(pointBy("seasonal-naive")).toBeCloseTo(before, 6);
    const early = FORECAST_METHODS["seasonal-naive"](inputOf(preparedOf(ROWS, 200)));
    expect(early).toEqual({ ok: false, reason: "history_too_short" });
  });

  it("pacing-trend goes on along the line of least squares through the weeks", () => {
    const weeks = Array.from({ length: 17 }, (_, index) => {
      const from = CUTOFF + 1 + (index - 17) * 7;
      return { x: index - 16.5, y: bookedBetween(from, from + 6) };
    });
    const meanX = weeks.reduce((sum, { x }) => sum + x, 0) / 17;
    const meanY = weeks.reduce((sum, { y }) => sum + y, 0) / 17;
    const slope =
      weeks.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) /
      weeks.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
    let expected = 0;
    for (let day = 1; day <= HORIZON; day++) {
      expected += Math.max(0, meanY + slope * ((day - 0.5) / 7 - meanX)) / 7;
    }
    expect(pointBy("pacing-trend") / expected).toBeCloseTo(1, 9);
  });

  it("crm-weighted adds up the open amounts by the probability of their stage", () => {
    let expected = 0;
    for (const { stage, amount } of lastRows.values()) {
      const place = OPEN_STAGES.findIndex((open) => open === stage);
      if (place >= 0) expected += CRM[OPEN_STAGES[place]!] * amount;
    }
    expect(pointBy("crm-weighted") / expected).toBeCloseTo(1, 9);
  });

  it("stage-win-rate weighs them by the share won of all closed that had been in the stage", () => {
    const endOfDay = new Map<string, Map<number, string>>();
    for (const { opportunityId, recordedOn, stage } of ROWS) {
      if (!endOfDay.has(opportunityId)) endOfDay.set(opportunityId, new Map());
      endOfDay.get(opportunityId)!.set(recordedOn, stage);
    }
    const rateOf = (stage: string): number => {
      const closed = [...lastRows.values()].filter(
        (row) =>
          row.stage.startsWith("Closed") && [...endOfDay.get(row.opportunityId)!.values()].includes(stage),
      );
      return closed.filter((row) => row.stage === "Closed Won").length / closed.length;
    };
    let expected = 0;
    for (const { stage, amount } of lastRows.values()) {
      if (OPEN_STAGES.some((open) => open === stage)) expected += rateOf(stage) * amount;
    }
    expect(pointBy("stage-win-rate") / expected).toBeCloseTo(1, 9);
  });
});

describe("the methods that draw a plan", () => {
  /** Largest distance of a figure from the exact one of the plan, over the width of the exact 80 % range. */
  const errorOf = (method: MethodName, plan: SimulationPlan): number => {
    const prediction = forecastBy(method);
    if (prediction.kind !== "distribution") return Number.POSITIVE_INFINITY;
    const exact = exactFigures(plan).row(drawLayoutOf(plan).total, LEVELS);
    const width = exact.quantiles[LEVELS.indexOf(0.9)]! - exact.quantiles[LEVELS.indexOf(0.1)]!;
    const errors = prediction.quantiles.map((quantile, index) => quantile - exact.quantiles[index]!);
    return Math.max(...[...errors, prediction.mean - exact.mean].map(Math.abs)) / width;
  };
  /** 20,000 stratified draws against the exact distribution, with a fixed seed. */
  const SAMPLING_ERROR = 0.02;
  const { plan } = PREPARED.built;
  const uncalibrated: SimulationPlan = { ...plan, openScale: 1, factorSigma: 0 };

  it("full draws the plan of a live forecast", () => {
    expect(errorOf("full", plan)).toBeLessThan(SAMPLING_ERROR);
  });

  it("hazards-new draws it without calibration", () => {
    expect([plan.openScale === 1, plan.factorSigma === 0]).toEqual([false, false]);
    expect(errorOf("hazards-new", uncalibrated)).toBeLessThan(SAMPLING_ERROR);
  });

  it("hazards-open leaves out what does not exist yet", () => {
    const openOnly = { ...uncalibrated, newBusiness: [] };
    expect(errorOf("hazards-open", openOnly)).toBeLessThan(SAMPLING_ERROR);
  });

  it("recalibrated takes the chances that people are shown, kept in time as they were", () => {
    const periodCount = plan.periods.length;
    const winProbabilities = plan.winProbabilities.map((chance, cell) => {
      const row = Math.floor(cell / periodCount);
      const sum = plan.winProbabilities
        .subarray(row * periodCount, (row + 1) * periodCount)
        .reduce((a, b) => a + b, 0);
      return sum > 0 ? (chance * PREPARED.calibratedWinProbabilities[row]!) / sum : chance;
    });
    expect(errorOf("recalibrated", { ...uncalibrated, winProbabilities })).toBeLessThan(SAMPLING_ERROR);
  });
});

describe("human", () => {
  it("has no forecast where no category is recorded", () => {
    expect(FORECAST_METHODS.human(inputOf(PREPARED))).toEqual({ ok: false, reason: "no_recorded_commit" });
  });

  it("is what sellers committed to and expect to close by the end of the window, at the recorded amount", () => {
    const builder = new ChangeLogBuilder({
      currency: "EUR",
      minorDigits: 2,
      attributeNames: ["Forecast_Category", "close_date"],
      files: ["history"],
    });
    const late = isoFromDay(at(41));
    const inTime = isoFromDay(at(40));
    const opportunities = [
      ["A", "Commit", inTime, 1_00],
      ["B", " commit ", "", 2_00],
      ["C", "Forecast", `${inTime}T09:00:00Z`, 4_00],
      ["D", "Commit", late, 8_00],
      ["E", "Best Case", inTime, 16_00],
      ["F", "Commit", inTime, Number.NaN],
    ] as const;
    for (const [id, category, closeDate, amount] of opportunities) {
      builder.addState(stateOf(id, 0, "Lead", { amount, attributes: [category, closeDate] }));
    }
    builder.addState(stateOf("G", 0, "Closed Won", { amount: 32_00, attributes: ["Commit", inTime] }));
    const view = viewAsOf(builder.build(), at(10), NO_FUNNEL);
    const prepared = forecastView(valueOf(view), {
      period: { from: at(11), to: at(40), label: "asked" },
      cuts: [],
      calendar: WORK_CALENDAR,
      crmProbabilities: {},
      usesYearlyIndex: true,
    });
    expect(valueOf(FORECAST_METHODS.human(inputOf(prepared)))).toEqual({ kind: "point", value: 7_00 });
  });
});
