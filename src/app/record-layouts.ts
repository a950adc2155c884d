import { recordLayoutsDocument } from "../files/records/layouts-document.ts";

/** The tables that are read besides a pipeline, with their columns: for programs and people, no JSON Schema. */
export function recordLayouts(): Readonly<Record<string, unknown>> {
  return recordLayoutsDocument();
}
