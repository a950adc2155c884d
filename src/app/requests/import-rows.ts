import { AppFailure } from "../../contracts/failure.ts";
import { isoFromDay, type Day } from "../../core/base/day.ts";
import { decimalFromMinorUnits } from "../../core/base/money.ts";
import type { ChangeLog } from "../../core/pipeline/change-log.ts";
import { findImport as findKeptImport } from "../../store/imports.ts";
import { findRevision, sourcesOf } from "../../store/revisions.ts";
import { isContactColumn } from "../access/contact-columns.ts";
import type { Sight } from "../access/sight.ts";
import { loadPipeline } from "../workspace/load-pipeline.ts";
import type { RevisionHeader } from "../workspace/revision-header.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { csvLine } from "./csv-line.ts";
import { dataLines } from "./data-lines.ts";

/** Which rows: those that the log holds, those that cannot be used, those that say nothing which another row does not say. */
export type ImportFile = "accepted.csv" | "rejected.csv" | "duplicates.csv";

/**
 * Rows of the files that an import brought, as CSV. For who sees all opportunities, and for who sent the files.
 * @throws {AppFailure} not_found where there is no such import
 */
export async function importRows(
  workspace: Workspace,
  sight: Sight,
  importId: string,
  file: ImportFile,
): Promise<string> {
  const { revision, header, newFiles } = await findImport(workspace, sight, importId);
  const rejected = header.imported.rejections.filter((rejection) => newFiles.has(rejection.file));
  if (file === "rejected.csv") {
    const lines = rejected.map(({ file: name, line, column, reason, value }) => [
      name,
      String(line),
      column,
      reason,
      !sight.seesContacts && isContactColumn(column) ? "" : value,
    ]);
    return table(["file", "line", "column", "reason", "value"], lines);
  }
  const { imported } = await loadPipeline(workspace, revision);
  const { log } = imported;
  if (file === "accepted.csv") return acceptedOf(log, newFiles, sight);
  const used = new Set(rejected.map(({ file: name, line }) => `${line} ${name}`));
  const { file: fileOf, line: lineOf } = log.rows;
  fileOf.forEach((code, row) => used.add(`${lineOf[row]!} ${log.files[code]!}`));
  for (const { file: code, line } of log.undated) used.add(`${line} ${log.files[code]!}`);
  const lines: string[][] = [];
  for (const [name, sha256] of newFiles) {
    for await (const line of dataLines(workspace, name, sha256)) {
      if (!used.has(`${line} ${name}`)) lines.push([name, String(line)]);
    }
  }
  return table(["file", "line"], lines);
}

interface FoundImport {
  readonly revision: number;
  readonly header: RevisionHeader;
  /** Digests of the files that the import brought, by name. */
  readonly newFiles: ReadonlyMap<string, string>;
}

async function findImport(
  { store, tenantId, actor }: Workspace,
  sight: Sight,
  importId: string,
): Promise<FoundImport> {
  return store.inTenant(tenantId, async (tx) => {
    const made = await findKeptImport(tx, tenantId, importId);
    const found = made === undefined ? undefined : await findRevision(tx, tenantId, made.revision);
    if (made === undefined || found === undefined || (sight.owners !== "all" && made.madeBy !== actor)) {
      throw new AppFailure("not_found", `Cannot find the import ${importId}`);
    }
    const sources = await sourcesOf(tx, tenantId, found.revision);
    // What was there already may stand under another name than it was sent under.
    const brought = made.files.map(
      ({ name, sha256 }) =>
        sources.find((source) => source.name === name && source.sha256 === sha256) ??
        sources.find((source) => source.sha256 === sha256) ?? { name, sha256 },
    );
    return {
      revision: found.revision,
      header: found.header as RevisionHeader,
      newFiles: new Map(brought.map(({ name, sha256 }) => [name, sha256])),
    };
  });
}

function acceptedOf(log: ChangeLog, newFiles: ReadonlyMap<string, string>, sight: Sight): string {
  const attributes = log.attributes.filter(({ name }) => sight.seesContacts || !isContactColumn(name));
  const names = ["file", "line", "opportunity_id", "recorded_on", "effective_on", "stage", "amount"];
  const { rows } = log;
  const lines: string[][] = [];
  log.opportunityIds.forEach((id, opportunity) => {
    for (let row = log.rowStart[opportunity]!; row < log.rowStart[opportunity + 1]!; row++) {
      const file = log.files[rows.file[row]!]!;
      if (!newFiles.has(file)) continue;
      const amount = rows.amount[row]!;
      lines.push([
        file,
        String(rows.line[row]!),
        id,
        isoFromDay(rows.recordedOn[row]! as Day),
        isoFromDay(rows.effectiveOn[row]! as Day),
        log.stages[rows.stage[row]!]!,
        Number.isNaN(amount) ? "" : decimalFromMinorUnits(amount, log.minorDigits),
        ...attributes.map(({ values, codes }) => values[codes[row]!]!),
      ]);
    }
  });
  return table([...names, ...attributes.map(({ name }) => name)], lines);
}

function table(header: readonly string[], lines: readonly (readonly string[])[]): string {
  return [header, ...lines].map(csvLine).join("");
}
