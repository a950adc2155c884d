import type { ChangesReply } from "../contracts/changes.ts";
import { rejectionText } from "../files/findings.ts";
import { funnelOf, readFunnelDefinition } from "../files/funnel-definition.ts";
import { importPipeline } from "../files/import-pipeline.ts";
import type { ImportOptions } from "../files/import-result.ts";
import { changesRequestOf, type ChangesOptions } from "./changes-question.ts";
import { recordedReading } from "./recorded-reading.ts";
import { runChanges } from "./run-changes.ts";

/** What is to be read and compared; texts as typed. */
export interface ChangesQuestion extends Omit<ChangesOptions, "reading" | "funnelBefore"> {
  readonly paths: readonly string[];
  /** Funnel definition that held on the first day. */
  readonly funnelBefore?: string | undefined;
  readonly reading: Omit<ImportOptions, "signal" | "onProgress">;
}

export interface FilesChanges {
  readonly reply: ChangesReply;
  readonly rejectionCount: number;
  /** The first thousand, each with its file, line, column, reason and value. */
  readonly rejections: readonly string[];
}

/**
 * What changed between two days in files.
 * @throws {AppFailure} as import and comparison do: the message names file, line, column and what to do
 */
export async function changesFiles(
  question: ChangesQuestion,
  onProgress?: (step: string, share?: number) => void,
): Promise<FilesChanges> {
  const { paths, reading } = question;
  const imported = await importPipeline(paths, {
    ...reading,
    onProgress: ({ file, pass, bytesRead, byteCount }) =>
      onProgress?.(
        `${pass === 1 ? "looking at" : "reading"} ${file}`,
        byteCount > 0 ? bytesRead / byteCount : 1,
      ),
  });
  const funnelBefore =
    question.funnelBefore === undefined
      ? undefined
      : funnelOf(await readFunnelDefinition(question.funnelBefore));
  const options = { ...question, funnelBefore, reading: recordedReading(reading) };
  const request = changesRequestOf(options, imported);
  const reply = runChanges(request, imported, { onProgress: (step) => onProgress?.(step) });
  return {
    reply,
    rejectionCount: imported.rejectionCount,
    rejections: imported.rejections.map(rejectionText),
  };
}
