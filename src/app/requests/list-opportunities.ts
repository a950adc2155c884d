import type { Opportunity, OpportunityPage } from "../../contracts/api/opportunity.ts";
import { dayFromIso, isoFromDay, type Day } from "../../core/base/day.ts";
import { decimalFromMinorUnits } from "../../core/base/money.ts";
import { attributeOf, stateOn, type PipelineView } from "../../core/pipeline/pipeline-view.ts";
import { isContactColumn } from "../access/contact-columns.ts";
import { readCursor, writeCursor } from "../access/cursor.ts";
import { seesOwner, type Sight } from "../access/sight.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Pipelines } from "./pipelines.ts";

export interface OpportunityFilter {
  readonly asOf?: string | undefined;
  readonly state?: Opportunity["state"] | undefined;
  readonly stage?: string | undefined;
  readonly owner?: string | undefined;
  readonly id?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * Opportunities as they were known on a day, by id: those that the sight holds and the filter lets through. A page goes on in the
 * revision in which the first one was made.
 * @throws {AppFailure} no_data, usage for a cursor that is none
 */
export async function listOpportunities(
  pipelines: Pipelines,
  workspace: Workspace,
  sight: Sight,
  filter: OpportunityFilter,
): Promise<OpportunityPage> {
  const after = filter.cursor === undefined ? undefined : readPlace(filter.cursor);
  const loaded = await pipelines.open(workspace, after?.revision);
  const view = pipelines.view(loaded, filter.asOf === undefined ? undefined : dayFromIso(filter.asOf));
  const { ownerColumn } = loaded.imported;
  const present = presenter(view, ownerColumn, sight);
  const rows: Opportunity[] = [];
  let isCut = false;
  for (
    let index = firstAfter(view.opportunityIds, after?.lastId);
    index < view.opportunityIds.length;
    index++
  ) {
    const row = present(index);
    if (row === undefined || !seesOwner(sight, row.owner) || !passes(row, filter)) continue;
    isCut = rows.length === filter.limit;
    if (isCut) break;
    rows.push(row);
  }
  const last = rows.at(-1);
  return {
    asOf: isoFromDay(view.asOf),
    revision: loaded.revision,
    currency: view.currency,
    rows,
    nextCursor:
      isCut && last !== undefined ? writeCursor("opportunities", [String(loaded.revision), last.id]) : null,
  };
}

/** Where a page goes on: in which revision, after which id. @throws {AppFailure} usage for a cursor that is none */
export function readPlace(cursor: string): { readonly revision: number; readonly lastId: string } {
  const [revision, lastId] = readCursor(cursor, "opportunities", [/^\d{1,9}$/, /^/u]);
  return { revision: Number(revision), lastId: lastId! };
}

function passes(row: Opportunity, { state, stage, owner, id }: OpportunityFilter): boolean {
  return (
    (state === undefined || row.state === state) &&
    (stage === undefined || row.stage === stage) &&
    (owner === undefined || row.owner === owner) &&
    (id === undefined || row.id.includes(id))
  );
}

/** Index of the first id after another one; ids are ascending. */
function firstAfter(ids: readonly string[], after: string | undefined): number {
  if (after === undefined) return 0;
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle]! <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

function presenter(
  view: PipelineView,
  ownerColumn: string | undefined,
  sight: Sight,
): (index: number) => Opportunity | undefined {
  const ownerAttribute = view.attributes.find(({ name }) => name === ownerColumn);
  const shown = view.attributes.filter(
    (column) => column !== ownerAttribute && (sight.seesContacts || !isContactColumn(column.name)),
  );
  const { log } = view;
  return (index) => {
    const state = stateOn(view, index, view.asOf);
    if (state < 0) return undefined;
    const row = view.stateRow[state]!;
    const code = view.stateStage[state]!;
    const amount = view.stateAmount[state]!;
    const owner = ownerAttribute === undefined ? "" : attributeOf(view, ownerAttribute, state);
    const attributes: [string, string][] = [];
    for (const column of shown) {
      const value = attributeOf(view, column, state);
      if (value !== "") attributes.push([column.name, value]);
    }
    const outcome =
      code === view.wonCode
        ? "won"
        : code === view.lostCode
          ? "lost"
          : code === view.removedCode
            ? "removed"
            : "open";
    return {
      id: view.opportunityIds[index]!,
      state: outcome,
      stage: view.openStages[code] ?? outcome,
      since: isoFromDay(view.stateDay[state]! as Day),
      amount: Number.isNaN(amount) ? null : decimalFromMinorUnits(amount, view.minorDigits),
      owner: owner === "" ? null : owner,
      attributes: Object.fromEntries(attributes),
      source: { file: log.files[log.rows.file[row]!]!, line: log.rows.line[row]! },
    };
  };
}
