import type { ChangesReply } from "../contracts/changes.ts";
import { rejectionText } from "../files/findings.ts";
import { funnelOf, parseFunnelDefinition } from "../files/funnel-definition.ts";
import { documentText } from "./documents/document-text.ts";
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
    question.funnelBefore === undefined ? undefined : await funnelBeforeOf(question.funnelBefore, question);
  const options = { ...question, funnelBefore, reading };
  const request = changesRequestOf(options, imported);
  const reply = runChanges(request, imported, { onProgress: (step) => onProgress?.(step) });
  return {
    reply,
    rejectionCount: imported.rejectionCount,
    rejections: imported.rejections.map(rejectionText),
  };
}

/** A file, or the name of a funnel definition that the workspace keeps. */
async function funnelBeforeOf(
  named: string,
  { paths, place }: PipelineSource,
): Promise<ChangesOptions["funnelBefore"]> {
  const document = await documentText(
    named,
    "funnel",
    "funnel definition",
    paths.length === 0 ? place : undefined,
  );
  return funnelOf(parseFunnelDefinition(document.text, document.name));
}
