import { AppFailure } from "../../contracts/failure.ts";
import { isoFromDay, type Day } from "../../core/base/day.ts";
import { decimalFromMinorUnits } from "../../core/base/money.ts";
import type { ChangeLog } from "../../core/pipeline/change-log.ts";
import { findImport as findKeptImport } from "../../store/imports.ts";
import { findRevision, sourcesOf } from "../../store/revisions.ts";
import { isContactColumn } from "../access/contact-columns.ts";
import type { Sight } from "../access/sight.ts";
import type { Rejection } from "../../files/import-result.ts";
import { readHere } from "../reading/read-here.ts";
import type { RevisionHeader } from "../workspace/revision-header.ts";
import { withFiles } from "../workspace/workspace-files.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { csvLine } from "./csv-line.ts";
import { dataLines } from "./data-lines.ts";
import type { Alone } from "./one-at-a-time.ts";
import type { Pipelines } from "./pipelines.ts";

/** Which rows: those that the log holds, those that cannot be used, those that say nothing which another row does not say. */
export type ImportFile = "accepted.csv" | "rejected.csv" | "duplicates.csv";

export interface ImportRowsOptions {
  /** For the reading of all files of a revision once more: one of them is under way at a time. */
  readonly alone: Alone;
  /** Opens a revision once for all who read rows of it: however slowly, they hold one pipeline together. */
  readonly open: Pipelines["open"];
  readonly signal: AbortSignal;
}

/**
 * Rows of the files that an import brought, as CSV in pieces. For who sees all opportunities, and for who sent the files.
 * @throws {AppFailure} not_found where there is no such import; unavailable while files are read again for somebody else
 */
export async function importRows(
  workspace: Workspace,
  sight: Sight,
  importId: string,
  file: ImportFile,
  options: ImportRowsOptions,
): Promise<Iterable<string>> {
  const found = await findImport(workspace, sight, importId);
  const { revision, newFiles } = found;
  if (file === "accepted.csv") {
    const { imported } = await options.open(workspace, revision);
    return table(...acceptedOf(imported.log, newFiles, sight));
  }
  const rejected = (await rejectionsOf(workspace, found, options)).filter((rejection) =>
    newFiles.has(rejection.file),
  );
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
  const { imported } = await options.open(workspace, revision);
  const { log } = imported;
  const used = new Map([...newFiles.keys()].map((name) => [name, new Set<number>()]));
  for (const { file: name, line } of rejected) used.get(name)?.add(line);
  const { file: fileOf, line: lineOf } = log.rows;
  fileOf.forEach((code, row) => used.get(log.files[code]!)?.add(lineOf[row]!));
  for (const { file: code, line } of log.undated) used.get(log.files[code]!)?.add(line);
  const lines: string[][] = [];
  for (const [name, sha256] of newFiles) {
    const known = used.get(name)!;
    const unused = await dataLines(workspace, { name, sha256 }, (line) => !known.has(line));
    for (const line of unused) lines.push([name, String(line)]);
  }
  return table(["file", "line"], lines);
}

/** All rows that cannot be used: beyond those that are kept with the revision, its files are read again. */
async function rejectionsOf(
  workspace: Workspace,
  { revision, header }: FoundImport,
  { alone, signal }: ImportRowsOptions,
): Promise<readonly Rejection[]> {
  const { rejections, rejectionCount } = header.imported;
  if (rejections.length >= rejectionCount) return rejections;
  const { store, tenantId, files = readHere } = workspace;
  const reading = { ...header.reading, mostRejections: rejectionCount, signal };
  return alone(async () => {
    const sources = await store.inTenant(tenantId, (tx) => sourcesOf(tx, tenantId, revision));
    const { imported } = await withFiles(workspace, sources, (folder) => files.pipeline([folder], reading));
    return imported.rejections;
  });
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

function acceptedOf(
  log: ChangeLog,
  newFiles: ReadonlyMap<string, string>,
  sight: Sight,
): [header: string[], lines: Iterable<string[]>] {
  const attributes = log.attributes.filter(({ name }) => sight.seesContacts || !isContactColumn(name));
  const names = ["file", "line", "opportunity_id", "recorded_on", "effective_on", "stage", "amount"];
  const { rows } = log;
  function* lines(): Generator<string[]> {
    for (const [opportunity, id] of log.opportunityIds.entries()) {
      for (let row = log.rowStart[opportunity]!; row < log.rowStart[opportunity + 1]!; row++) {
        const file = log.files[rows.file[row]!]!;
        if (!newFiles.has(file)) continue;
        const amount = rows.amount[row]!;
        yield [
          file,
          String(rows.line[row]!),
          id,
          isoFromDay(rows.recordedOn[row]! as Day),
          isoFromDay(rows.effectiveOn[row]! as Day),
          log.stages[rows.stage[row]!]!,
          Number.isNaN(amount) ? "" : decimalFromMinorUnits(amount, log.minorDigits),
          ...attributes.map(({ values, codes }) => values[codes[row]!]!),
        ];
      }
    }
  }
  return [[...names, ...attributes.map(({ name }) => name)], lines()];
}

/** Text that is asked for piece by piece, so that no more of it is there than the reader has room for. */
function* table(header: readonly string[], lines: Iterable<readonly string[]>): Generator<string> {
  let piece = csvLine(header);
  for (const line of lines) {
    piece += csvLine(line);
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

const PIECE_CHARACTERS = 16 << 10;
