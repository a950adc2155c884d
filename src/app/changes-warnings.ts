import type { ChangesReply, ChangesRequest } from "../contracts/changes.ts";
import { dayFromIso } from "../core/base/day.ts";
import type { PipelineView } from "../core/pipeline/pipeline-view.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { dataWarnings } from "./forecast-warnings.ts";

/** What a reader of a comparison must know about the files and the two days. */
export function changesWarnings(
  request: ChangesRequest,
  imported: ImportedPipeline,
  { before, after }: { readonly before: PipelineView | undefined; readonly after: PipelineView },
): ChangesReply["warnings"] {
  const warnings: ChangesReply["warnings"] = [];
  if (request.closeDateColumn === null && request.of === "pipeline" && request.period !== null) {
    warnings.push({
      code: "no_close_date",
      message: `The files have no expected close date, so this is all open pipeline and not that of ${request.period.label}; name the column with --close-date if there is one`,
    });
  }
  const column = imported.log.attributes.find(({ name }) => name === request.closeDateColumn);
  const unreadable = column?.values.filter(
    (value) => value !== "" && dayFromIso(value.slice(0, 10)) === undefined,
  );
  if (unreadable !== undefined && unreadable.length > 0) {
    warnings.push({
      code: "close_date_unreadable",
      count: unreadable.length,
      message: `${unreadable.length} values of ${column!.name} are no days, such as "${unreadable[0]!}": they count as not known`,
    });
  }
  if (before === undefined) {
    warnings.push({
      code: "starts_from_nothing",
      message: `Nothing had been recorded by ${request.from}: the bridge starts from an empty pipeline`,
    });
  } else if (before.isSnapshotSeries && before.knownThrough === after.knownThrough) {
    warnings.push({
      code: "same_snapshot",
      message: "Both days have the same last snapshot: nothing can have changed between them",
    });
  }
  return [...warnings, ...dataWarnings(imported, after)];
}
