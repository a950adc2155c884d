import { serialize } from "node:v8";
import type { CellWork, ComputedCell, ComputeKinds } from "../runs/cell-work.ts";
import type { FileReader } from "./file-reader.ts";
import { readHere } from "./read-here.ts";

type Arguments<Kind extends keyof FileReader> = Parameters<FileReader[Kind]>;

/** What a reading process is asked for: the kind is the method of the reader, the request its arguments. */
export const READ_KINDS = {
  pipeline: (work: CellWork) => answered(readHere.pipeline(...argumentsOf<"pipeline">(work))),
  preview: (work: CellWork) => answered(readHere.preview(...argumentsOf<"preview">(work))),
  records: (work: CellWork) => answered(readHere.records(...argumentsOf<"records">(work))),
  checkDocument: (work: CellWork) => answered(readHere.checkDocument(...argumentsOf<"checkDocument">(work))),
} satisfies Record<keyof FileReader, ComputeKinds[string]>;

function argumentsOf<Kind extends keyof FileReader>({ request }: CellWork): Arguments<Kind> {
  return request as Arguments<Kind>;
}

async function answered(value: Promise<unknown>): Promise<ComputedCell> {
  return { bytes: serialize(await value) };
}
