import type { ForecastReply, ForecastRequest } from "../contracts/forecast.ts";
import { decimalFromMinorUnits } from "../core/base/money.ts";
import { isoFromDay } from "../core/base/day.ts";
import { FEWEST_WINS_TO_CALIBRATE } from "../core/forecast/calibration.ts";
import type { PreparedForecast } from "../core/forecast/forecast-view.ts";
import { FEWEST_WINS_FOR_HISTORY } from "../core/forecast/hazard-model.ts";
import { NEVER } from "../core/forecast/state-table.ts";
import type { PipelineView } from "../core/pipeline/pipeline-view.ts";
import type { ImportedPipeline } from "../files/import-result.ts";

type Warning = ForecastReply["warnings"][number];

/** A source that has been silent for longer than this is worth a word. */
const SILENT_DAYS = 14;

/** What the files and the view hold that a reader of the forecast must know. */
export function dataWarnings(imported: ImportedPipeline, view: PipelineView | undefined): Warning[] {
  // Rows that were left out are said below, with the first of them.
  const own = imported.warnings.filter(({ code }) => code !== "rows_rejected");
  const warnings: Warning[] = own.map(({ code, message, count }) =>
    count === undefined ? { code, message } : { code, message, count },
  );
  const { undated } = imported.log;
  if (undated.length > 0) {
    warnings.push({
      code: "undated_opportunities",
      count: undated.length,
      message: `${undated.length === 1 ? "1 opportunity has no date and is" : `${undated.length} opportunities have no date and are`} left out: without one nothing can be placed in time; a creation date makes it count`,
    });
  }
  if (imported.rejectionCount > 0) {
    const first = imported.rejections[0]!;
    warnings.push({
      code: "rows_rejected",
      count: imported.rejectionCount,
      message: `${imported.rejectionCount === 1 ? "1 row cannot be used and is" : `${imported.rejectionCount} rows cannot be used and are`} left out; the first is line ${first.line} of ${first.file}: ${first.reason}`,
    });
  }
  const lastDay = view === undefined ? undefined : lastRecordedDay(view);
  if (view !== undefined && lastDay !== undefined && view.asOf - lastDay > SILENT_DAYS) {
    warnings.push({
      code: "source_silent",
      count: view.asOf - lastDay,
      message: `Nothing was recorded in the ${view.asOf - lastDay} days up to the as-of day (last on ${isoFromDay(lastDay)}): if the files end earlier than that, forecast as of their end`,
    });
  }
  return warnings;
}

/** What the model met that a reader of the forecast must know. */
export function modelWarnings(prepared: PreparedForecast, request: ForecastRequest): Warning[] {
  const { built, fit, table } = prepared;
  const { view, wins } = table;
  const warnings: Warning[] = [];
  const { winCount } = fit.fitted.amounts;
  const add = (code: string, count: number, message: string): void => {
    if (count > 0) warnings.push({ code, count, message });
  };
  if (winCount < FEWEST_WINS_FOR_HISTORY) {
    const assumed =
      prepared.assumedStages.length > 0
        ? `; no CRM probability is given for ${prepared.assumedStages.join(", ")}, an evenly rising one stands in`
        : "";
    warnings.push({
      code: "insufficient_history",
      count: winCount,
      message: `Insufficient history: ${winCount} wins so far. The CRM's probabilities carry this forecast and its range is wide for that reason${assumed}`,
    });
  } else if (winCount < FEWEST_WINS_TO_CALIBRATE) {
    warnings.push({
      code: "little_history",
      count: winCount,
      message: `Little history: ${winCount} wins so far, ${FEWEST_WINS_TO_CALIBRATE} are needed to test the range on the past. It is widened by what so few wins leave open`,
    });
  } else if (!fit.factor.isCalibrated) {
    warnings.push({
      code: "untested_range",
      message:
        "No past window of this length has ended yet, so the range is untested and widened for that reason",
    });
  }
  const money = (amount: number): string =>
    `${decimalFromMinorUnits(amount, view.minorDigits)} ${view.currency}`;
  add(
    "amount_capped",
    built.cappedCount,
    `${built.cappedCount} open opportunities are larger than 1.5 times anything ever won and count up to that; ${money(built.cappedExcess)} above it is upside that the forecast leaves out`,
  );
  add(
    "amount_unknown",
    built.unknownAmountCount,
    `${built.unknownAmountCount === 1 ? "1 open opportunity has" : `${built.unknownAmountCount} open opportunities have`} no amount: the mean of what was won stands in`,
  );
  const withoutAmount = wins.amount.filter((amount) => Number.isNaN(amount)).length;
  add(
    "won_without_amount",
    withoutAmount,
    `${withoutAmount === 1 ? "1 won opportunity has no amount and counts" : `${withoutAmount} won opportunities have no amount and count`} as 0 booked`,
  );
  const stale = staleCount(prepared);
  add(
    "stale_opportunities",
    stale,
    `${stale} of ${built.open.length} open opportunities are older than 99 % of those that were ever won at their close; their chances are low for that reason`,
  );
  if (request.period.from <= request.asOf && view.knownThrough < view.asOf) {
    warnings.push({
      code: "snapshot_gap",
      count: view.asOf - view.knownThrough,
      message: `The last snapshot is of ${isoFromDay(view.knownThrough)}: what was booked since then is forecast, not counted`,
    });
  }
  return warnings;
}

/** Open opportunities older than the 99th percentile of the age at the win. */
function staleCount({ table, fit, built }: PreparedForecast): number {
  const { view, wins } = table;
  const created = (opportunity: number): number => view.stateDay[view.stateStart[opportunity]!]!;
  const ages = Int32Array.from(wins.day, (day, win) => day - created(wins.opportunity[win]!)).sort();
  if (ages.length < FEWEST_WINS_TO_CALIBRATE) return 0;
  const limit = ages[Math.ceil(0.99 * ages.length) - 1] ?? NEVER;
  return built.open.filter((item) => fit.fitted.day - created(item.opportunity) > limit).length;
}

function lastRecordedDay(view: PipelineView): PipelineView["asOf"] | undefined {
  let last: number | undefined;
  for (const row of view.stateRow) {
    const day = view.log.rows.recordedOn[row]!;
    if (last === undefined || day > last) last = day;
  }
  return last as PipelineView["asOf"] | undefined;
}
