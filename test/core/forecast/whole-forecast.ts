import { createHash } from "node:crypto";
import { exactFigures } from "../../../src/core/forecast/forecast-figures.ts";
import { forecastView, type PreparedForecast } from "../../../src/core/forecast/forecast-view.ts";
import { recordOf } from "../../../src/core/forecast/past-record.ts";
import type { ChangeLog } from "../../../src/core/pipeline/change-log.ts";
import { drawLayoutOf } from "../../../src/core/simulation/draws.ts";
import { at, viewOf } from "../pipeline/random-logs.ts";
import { WORK_CALENDAR } from "./sample-history.ts";

/** Levels of quantiles that tests read. */
export const LEVELS = [0.025, 0.1, 0.5, 0.9, 0.975];

/** Forecasts a period of a small log, cut by region. */
export function forecastOf(log: ChangeLog, offset: number, from: number, to: number): PreparedForecast {
  const view = viewOf(log, at(offset));
  return forecastView(view, {
    period: { from: at(from), to: at(to), label: "asked" },
    cuts: view.attributes.slice(0, 1).map((attribute) => ({ name: attribute.name, attribute })),
    calendar: WORK_CALENDAR,
    crmProbabilities: { lead: 0.1, Qualified: 0.4 },
    usesYearlyIndex: true,
  });
}

/** What is wrong with a forecast: a number that is not finite, a chance outside 0..1, quantiles out of order. */
export function faultsOf(prepared: PreparedForecast): readonly string[] {
  const { plan } = prepared.built;
  const faults: string[] = [];
  const check = (isRight: boolean, what: string): void => {
    if (!isRight) faults.push(what);
  };
  const periodCount = plan.periods.length;
  plan.opportunityIds.forEach((id, row) => {
    const cells = plan.winProbabilities.subarray(row * periodCount, (row + 1) * periodCount);
    check(
      cells.every((cell) => cell >= 0 && cell <= 1),
      `chances of ${id}`,
    );
    check(cells.reduce((a, b) => a + b, 0) <= 1 + 1e-9, `sum of chances of ${id}`);
    check(Number.isSafeInteger(plan.amounts[row]), `amount of ${id}`);
    const shown = prepared.calibratedWinProbabilities[row]!;
    check(shown >= 0 && shown <= 1, `shown chance of ${id}`);
  });
  for (const { key, expectedWins, amounts } of plan.newBusiness) {
    check(
      expectedWins.every((wins) => wins >= 0 && Number.isFinite(wins)),
      `wins of ${key}`,
    );
    check(amounts.length > 0 && amounts.every(Number.isSafeInteger), `amounts of ${key}`);
  }
  check(plan.booked.every(Number.isSafeInteger), "booked");
  check(plan.openScale > 0.5 && plan.openScale < 2, "open scale");
  check(plan.factorSigma > 0 && plan.factorSigma < 2 && plan.factorDegreesOfFreedom > 2, "factor");
  check(prepared.built.yearlyIndex > 0.4 && prepared.built.yearlyIndex < 2.1, "yearly index");
  check(Number.isFinite(prepared.built.createdPerDay), "created per day");
  const { mean, sd, quantiles } = exactFigures(plan).row(drawLayoutOf(plan).total, LEVELS);
  check(Number.isFinite(mean) && sd >= 0, `mean ${mean} and sd ${sd}`);
  check(isAscending(quantiles), `quantiles ${quantiles.join(" ")}`);
  for (const past of prepared.fit.past.slice(0, 2)) {
    const record = recordOf(prepared.table, past, LEVELS);
    check(isAscending(record.quantiles) && Number.isFinite(record.actual), "record");
  }
  return faults;
}

const isAscending = (values: readonly number[]) =>
  values.every((value, index) => Number.isFinite(value) && (index === 0 || value >= values[index - 1]!));

/** All that a forecast tells: what it learned, its plan, its past and what is shown. */
export const told = ({ fit, built, calibratedWinProbabilities, assumedStages }: PreparedForecast) => ({
  fit,
  plan: built.plan,
  built: { ...built, open: built.open.length },
  calibratedWinProbabilities,
  assumedStages,
});

/** Digest of all that a forecast tells, every number to its last bit. */
export function digestOfTold(prepared: PreparedForecast): string {
  const hash = createHash("sha256");
  const text = JSON.stringify(told(prepared), (_, value: unknown) => {
    if (value instanceof Map) return [...value];
    if (!ArrayBuffer.isView(value)) return value;
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    return `${value.constructor.name} of ${value.byteLength} bytes`;
  });
  return hash.update(text).digest("hex");
}
