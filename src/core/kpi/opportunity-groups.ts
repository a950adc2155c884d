import { attributeOf } from "../pipeline/pipeline-view.ts";
import type { OpportunityLives } from "./opportunity-lives.ts";

/** Groups beyond this many are pooled, the smallest first. */
const MOST_GROUPS = 40;
export const OTHER_GROUPS = "(other)";
export const NOT_SAID = "(not said)";

/** A way to cut the opportunities into groups that do not overlap. */
export interface OpportunityGroups {
  readonly dimension: "stage" | "segment" | "owner";
  /** Shape [group]. */
  readonly names: readonly string[];
  /** Shape [opportunity]. */
  readonly codes: Int32Array;
}

/** By the open stage that each opportunity is in or was closed from. */
export function groupsByStage(lives: OpportunityLives): OpportunityGroups {
  const { openStages } = lives.view;
  const unseen = openStages.length;
  const codes = lives.lastOpenStage.map((stage) => (stage < 0 ? unseen : stage));
  return { dimension: "stage", names: [...openStages, "(never seen open)"], codes };
}

/**
 * By the value of a column as of the last state of each opportunity; the largest groups in order of their names, the
 * rest pooled.
 */
export function groupsByColumn(
  lives: OpportunityLives,
  dimension: "segment" | "owner",
  columnName: string,
): OpportunityGroups | undefined {
  const column = lives.view.attributes.find(({ name }) => name === columnName);
  if (column === undefined) return undefined;
  const values = Array.from(lives.lastState, (state) => attributeOf(lives.view, column, state));
  const sizes = new Map<string, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  const bySize = [...sizes].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([value]) => value);
  const kept = bySize.slice(0, bySize.length > MOST_GROUPS ? MOST_GROUPS - 1 : MOST_GROUPS).sort();
  const codeOf = new Map(kept.map((value, code) => [value, code]));
  const names = kept.map((value) => (value === "" ? NOT_SAID : value));
  if (kept.length < bySize.length) names.push(OTHER_GROUPS);
  return { dimension, names, codes: Int32Array.from(values, (value) => codeOf.get(value) ?? kept.length) };
}

/** 1 for the opportunities whose last state has the value in the column. Shape [opportunity]. */
export function opportunitiesWith(lives: OpportunityLives, columnName: string, value: string): Uint8Array {
  const column = lives.view.attributes.find(({ name }) => name === columnName);
  if (column === undefined) return new Uint8Array(lives.count);
  return Uint8Array.from(lives.lastState, (state) =>
    Number(attributeOf(lives.view, column, state) === value),
  );
}
