import type { ChangesReply } from "../contracts/changes.ts";
import { rejectionText } from "../files/findings.ts";
import { funnelOf, readFunnelDefinition } from "../files/funnel-definition.ts";
import { changesRequestOf, type ChangesOptions } from "./changes-question.ts";
import { readPipeline, type PipelineSource } from "./read-pipeline.ts";
import { runChanges } from "./run-changes.ts";

/** What is to be read and compared; texts as typed. */
export interface ChangesQuestion extends Omit<ChangesOptions, "reading" | "funnelBefore">, PipelineSource {
  /** Funnel definition that held on the first day. */
  readonly funnelBefore?: string | undefined;
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
  const { imported, reading } = await readPipeline(question, {
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
  const options = { ...question, funnelBefore, reading };
  const request = changesRequestOf(options, imported);
  const reply = runChanges(request, imported, { onProgress: (step) => onProgress?.(step) });
  return {
    reply,
    rejectionCount: imported.rejectionCount,
    rejections: imported.rejections.map(rejectionText),
  };
}
