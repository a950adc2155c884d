import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { AppFailure } from "../../src/contracts/failure.ts";
import { isoFromDay, type Day } from "../../src/core/base/day.ts";
import type { ChangeLog } from "../../src/core/pipeline/change-log.ts";
import { importPipeline } from "../../src/files/import-pipeline.ts";
import type { ImportedPipeline, ImportOptions } from "../../src/files/import-result.ts";

export type Texts = Readonly<Record<string, string | Buffer>>;

/** Writes the texts into a folder of their own, gives it to `use`, and removes it. */
export async function withFolder<Result>(
  texts: Texts,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "revcast-files-"));
  try {
    for (const [name, text] of Object.entries(texts)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Imports texts as a folder; a single one as a file that the user named. */
export function importTexts(texts: Texts, options: ImportOptions = {}): Promise<ImportedPipeline> {
  const names = Object.keys(texts);
  return withFolder(texts, (folder) => {
    return importPipeline([names.length === 1 ? join(folder, names[0]!) : folder], options);
  });
}

/** A change history of one text, below the usual header. */
export function importHistory(rows: string, options: ImportOptions = {}): Promise<ImportedPipeline> {
  return importTexts({ "history.csv": `opportunity_id,changed_at,stage,amount\n${rows}` }, options);
}

/** The failure that a promise ends with. */
export async function failureOf(work: Promise<unknown>): Promise<AppFailure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppFailure) return error;
    throw error;
  }
  throw new Error("Nothing failed");
}

/** The rows of a log as lines such as `a 2018-06-30@36900 open 12345 [x] history.csv:2`. */
export function linesOf(log: ChangeLog, options: { readonly source?: boolean } = {}): string[] {
  const lines: string[] = [];
  log.opportunityIds.forEach((id, opportunity) => {
    for (let row = log.rowStart[opportunity]!; row < log.rowStart[opportunity + 1]!; row++) {
      const { recordedOn, recordedSecond, effectiveOn, stage, amount, file, line } = log.rows;
      const second = recordedSecond[row]! < 0 ? "" : `@${recordedSecond[row]}`;
      const since =
        effectiveOn[row] === recordedOn[row] ? "" : ` since ${isoFromDay(effectiveOn[row] as Day)}`;
      const attributes = log.attributes.map(({ values, codes }) => values[codes[row]!]).join("|");
      const shown = log.attributes.length > 0 ? ` [${attributes}]` : "";
      const source = options.source === true ? ` ${log.files[file[row]!]}:${line[row]}` : "";
      const day = isoFromDay(recordedOn[row] as Day);
      lines.push(`${id} ${day}${second}${since} ${log.stages[stage[row]!]} ${amount[row]}${shown}${source}`);
    }
  });
  return lines;
}
