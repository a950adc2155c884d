import { attributeOf } from "../pipeline/pipeline-view.ts";
import { groupsOfValues, type KpiGroups } from "./kpi-groups.ts";
import type { OpportunityLives } from "./opportunity-lives.ts";

/** A way to cut the opportunities into groups that do not overlap. */
export type OpportunityGroups = KpiGroups;

/** By the open stage that each opportunity is in or was closed from. */
export function groupsByStage(lives: OpportunityLives): OpportunityGroups {
  const { openStages } = lives.view;
  const unseen = openStages.length;
  const codes = lives.lastOpenStage.map((stage) => (stage < 0 ? unseen : stage));
  return { dimension: "stage", column: null, names: [...openStages, "(never seen open)"], codes };
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
  return groupsOfValues(dimension, columnName, values);
}

/** 1 for the opportunities whose last state has the value in the column. Shape [opportunity]. */
export function opportunitiesWith(lives: OpportunityLives, columnName: string, value: string): Uint8Array {
  const column = lives.view.attributes.find(({ name }) => name === columnName);
  if (column === undefined) return new Uint8Array(lives.count);
  return Uint8Array.from(lives.lastState, (state) =>
    Number(attributeOf(lives.view, column, state) === value),
  );
}
