import { join } from "node:path";
import { isoFromDay, type Day } from "../../core/base/day.ts";
import { decimalFromMinorUnits } from "../../core/base/money.ts";
import type { ChangeLog } from "../../core/pipeline/change-log.ts";
import type { ExportManifest } from "../../contracts/export-manifest.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { importPipeline } from "../../files/import-pipeline.ts";
import type { ImportedPipeline } from "../../files/import-result.ts";
import { changeRowsOf } from "../../store/change-rows.ts";
import { csvLine } from "../requests/csv-line.ts";
import { logDigest } from "../workspace/log-digest.ts";
import type { ExportFolder } from "./export-folder.ts";

const FOLDER = "change-log";
const CHUNK_CHARACTERS = 1 << 18;

/**
 * Writes the change log as a change history that every command reads, with a funnel.yaml that says what the files said, reads it
 * again, and tells whether that is the same log.
 */
export async function exportChangeLog(
  folder: ExportFolder,
  imported: ImportedPipeline,
): Promise<NonNullable<ExportManifest["changeLog"]>> {
  const { log } = imported;
  await folder.write([FOLDER, "history.csv"], historyPieces(log));
  // JSON is YAML too.
  await folder.write([FOLDER, "funnel.yaml"], [`${JSON.stringify(definitionOf(imported), undefined, 2)}\n`]);
  const reasons = await differencesOf(join(folder.path, FOLDER), imported);
  return { changeCount: log.rows.stage.length, isReadAgainEqual: reasons.length === 0, reasons };
}

function* historyPieces(log: ChangeLog): Generator<string> {
  const names = log.attributes.map(({ name }) => name);
  const hasClock = log.rows.recordedSecond.some((second) => second >= 0);
  let text = csvLine(["opportunity_id", "changed_at", "effective_on", "stage", "amount", ...names]);
  for (const row of changeRowsOf(log)) {
    const clock = hasClock ? clockText(row.recordedSecond) : "";
    text += csvLine([
      row.opportunityId,
      `${isoFromDay(row.recordedOn as Day)}${clock}`,
      isoFromDay(row.effectiveOn as Day),
      row.stage,
      row.amount === null ? "" : decimalFromMinorUnits(row.amount, log.minorDigits),
      ...names.map((name) => row.attributes[name] ?? ""),
    ]);
    if (text.length < CHUNK_CHARACTERS) continue;
    yield text;
    text = "";
  }
  yield text;
}

function clockText(second: number): string {
  if (second < 0) return "";
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");
  return `T${two(second / 3600)}:${two((second / 60) % 60)}:${two(second % 60)}`;
}

/** What a funnel.yaml has to say for the history to be read as the files were. */
function definitionOf(imported: ImportedPipeline): object {
  const { funnel, log, timeZone, segmentColumn, ownerColumn } = imported;
  const { holidays, fiscalYear, forecastCategories } = imported;
  return {
    preset: "generic",
    delimiter: ",",
    decimalMark: ".",
    timeZone,
    ...(log.currency === "XXX" ? {} : { currency: log.currency }),
    stageOrder: funnel.stageOrder,
    won: funnel.won,
    lost: funnel.lost,
    removed: funnel.removed,
    crmProbabilities: funnel.crmProbabilities,
    ...defined({ segmentColumn, ownerColumn, holidays, fiscalYear, forecastCategories }),
  };
}

function defined(fields: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Why the folder does not read as the same pipeline; empty when it does. */
async function differencesOf(folder: string, imported: ImportedPipeline): Promise<string[]> {
  const { log } = imported;
  const reasons: string[] = [];
  if (log.snapshotDays.length > 0)
    reasons.push("Days on which snapshots were taken are no part of a history");
  if (log.exchange !== undefined)
    reasons.push("Amounts are of several currencies; here they stand without their rates");
  if (log.stageMap !== undefined) reasons.push("Stages that were renamed stand under their present names");
  if (log.undated.length > 0)
    reasons.push(
      log.undated.length === 1
        ? "1 opportunity without any date is left out"
        : `${log.undated.length} opportunities without any date are left out`,
    );
  if (log.rows.stage.length === 0) reasons.push("There is no change");
  if (reasons.length > 0) return reasons;
  try {
    const again = await importPipeline([folder]);
    if (again.rejectionCount > 0)
      return [`${again.rejectionCount} ${again.rejectionCount === 1 ? "row" : "rows"} cannot be read again`];
    if (sameLog(again.log) !== sameLog(log))
      return ["Some texts read otherwise: cells that would begin a formula have an apostrophe before them"];
    return settingsOf(again) === settingsOf(imported)
      ? []
      : ["What the files say about stages reads otherwise"];
  } catch (error) {
    if (!(error instanceof AppFailure)) throw error;
    return [`It cannot be read again: ${error.message.replaceAll(`${folder}/`, "")}`];
  }
}

/** Digest of all that results depend on: everything but the files and lines that rows came from. */
function sameLog(log: ChangeLog): string {
  const nowhere = { file: log.rows.file.map(() => 0), line: log.rows.line.map(() => 0) };
  return logDigest({ ...log, files: [], rows: { ...log.rows, ...nowhere } });
}

function settingsOf(imported: ImportedPipeline): string {
  const { funnel, timeZone, segmentColumn, ownerColumn, holidays, fiscalYear, forecastCategories } = imported;
  return JSON.stringify([
    [funnel.stageOrder, funnel.won, funnel.lost, funnel.removed, funnel.crmProbabilities],
    [timeZone, segmentColumn, ownerColumn, holidays, fiscalYear, forecastCategories],
  ]);
}
