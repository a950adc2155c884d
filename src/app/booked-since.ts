import { AppFailure } from "../contracts/failure.ts";
import type { BookedSince } from "../contracts/scenario-task.ts";
import { isoFromDay, type Day } from "../core/base/day.ts";
import { bookedIn } from "../core/forecast/landmark-sweep.ts";
import { buildStateTable } from "../core/forecast/state-table.ts";
import type { CaseModel } from "../core/scenario/case-model.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { viewOf } from "./investment-question.ts";

/**
 * What has been booked in the whole months since the start of a case, as it was known on a later day.
 * @throws {AppFailure} usage without pipeline data or before the first month is over
 */
export function bookedSince(
  imported: ImportedPipeline | undefined,
  model: CaseModel | undefined,
  day: Day,
): BookedSince {
  if (imported === undefined || model === undefined) {
    throw new AppFailure(
      "usage",
      "Cannot look back on a case without pipeline data: give --history and --as-of",
    );
  }
  const view = viewOf(imported, day);
  const table = buildStateTable(view);
  // Months that no row reaches into are not known to be empty: the files end before them.
  const lastRecorded = lastRecordedBy(imported, view.knownThrough);
  const past = model.months.filter(({ to }) => to <= lastRecorded);
  if (past.length === 0) {
    throw new AppFailure(
      "usage",
      `Cannot look back as of ${isoFromDay(day)}: the first month of the case ends on ${isoFromDay(model.months[0]!.to)} and the last row by then is of ${isoFromDay(lastRecorded)}`,
    );
  }
  return {
    monthCount: past.length,
    byMonth: past.map((month) => bookedIn(table, month)),
    from: isoFromDay(past[0]!.from),
    monthEnds: past.map(({ to }) => isoFromDay(to)),
  };
}

function lastRecordedBy({ log }: ImportedPipeline, day: Day): Day {
  return log.rows.recordedOn.reduce(
    (last, recorded) => (recorded <= day ? Math.max(last, recorded) : last),
    0,
  ) as Day;
}
