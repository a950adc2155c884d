import type { RecordSource } from "../../core/customers/customer-records.ts";
import type { Entry } from "./record-file.ts";

export interface Sourced {
  readonly source: RecordSource;
}

/** What a record says, wherever it was read: equal texts are equal records. */
export function contentOf(record: Sourced): string {
  const told = Object.entries(record).filter(([name, value]) => name !== "source" && value !== undefined);
  return JSON.stringify(told.sort(([a], [b]) => compareTexts(a, b)));
}

export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function compareSources(a: Sourced, b: Sourced): number {
  return compareTexts(a.source.file, b.source.file) || a.source.line - b.source.line;
}

/** `customers.csv line 7`. */
export function placeOf({ source }: Sourced): string {
  return `${source.file} line ${source.line}`;
}

/** Ascending by first day, then by id, then by source; what has no first day comes first. */
export function inOrder<Value extends Sourced>(
  entries: readonly Entry<Value>[],
  keyOf: (record: Value) => { readonly day: number | undefined; readonly id: string },
): Value[] {
  const keyed = entries.map(({ record }) => ({ record, ...keyOf(record) }));
  keyed.sort(
    (a, b) => compareDays(a.day, b.day) || compareTexts(a.id, b.id) || compareSources(a.record, b.record),
  );
  return keyed.map(({ record }) => record);
}

function compareDays(a: number | undefined, b: number | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  return a - b;
}
