import type { Day } from "../base/day.ts";
import type { OwnerRecord } from "../customers/customer-records.ts";
import type { AttributeColumn } from "../pipeline/change-log.ts";
import { attributeOf, stateOn } from "../pipeline/pipeline-view.ts";
import type { OpportunityLives } from "./opportunity-lives.ts";

/**
 * The hierarchy that columns of the pipeline tell of by a day, as records that hold on it: each owner belongs to what the columns
 * say in the state of the owner's that began last, and what the first column says belongs to the next, and so on.
 * @param columns from the owner up; none = owners stand beside each other
 */
export function hierarchyOfColumns(
  lives: OpportunityLives,
  ownerColumn: AttributeColumn,
  columns: readonly AttributeColumn[],
  day: Day,
): readonly OwnerRecord[] {
  const { view } = lives;
  const latest = new Map<string, { readonly state: number; readonly day: number }>();
  for (let opportunity = 0; opportunity < lives.count; opportunity++) {
    const state = stateOn(view, opportunity, day);
    if (state < 0) continue;
    const owner = attributeOf(view, ownerColumn, state);
    const known = latest.get(owner);
    const began = view.stateDay[state]!;
    if (owner !== "" && (known === undefined || began >= known.day)) latest.set(owner, { state, day: began });
  }
  const records = new Map<string, OwnerRecord & { readonly day: number }>();
  for (const [owner, { state, day: began }] of latest) {
    let name = owner;
    const row = view.stateRow[state]!;
    const source = { file: view.log.files[view.log.rows.file[row]!]!, line: view.log.rows.line[row]! };
    for (const column of [...columns, undefined]) {
      const above = column === undefined ? "" : attributeOf(view, column, state);
      if (above === name) continue;
      const known = records.get(name);
      if (known === undefined || began > known.day) {
        const manager = above === "" ? undefined : above;
        records.set(name, { owner: name, manager, from: undefined, to: undefined, source, day: began });
      }
      if (above === "") break;
      name = above;
    }
  }
  return [...records.values()];
}
