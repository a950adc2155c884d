import type { AttributeColumn } from "../pipeline/change-log.ts";
import { attributeOf } from "../pipeline/pipeline-view.ts";
import type { OpportunityChange } from "./opportunity-change.ts";
import {
  barsOf,
  endOf,
  sumOfBars,
  unknownAfter,
  unknownBefore,
  type BridgeBar,
  type BridgeEnd,
  type EndEntry,
  type PipelineBridge,
} from "./pipeline-bridge.ts";

/** The bridge of one group: a segment, an owner, a forecast category. */
export interface GroupBridge {
  /** Value of the attribute; "" where it is not known. */
  readonly name: string;
  readonly start: BridgeEnd;
  readonly end: BridgeEnd;
  readonly bars: readonly BridgeBar[];
  readonly residual: number;
}

/**
 * The bridge cut by an attribute. Changing the group comes first: the old group gives the opportunity away with its amount
 * at the start, the new one receives it with that, and all that happened otherwise happened in the new group. So every other
 * bar adds up over the groups to that of the whole, and what groups gave is what groups received.
 * @returns by the larger of start and end, then by name
 */
export function groupBridges(bridge: PipelineBridge, attribute: AttributeColumn): GroupBridge[] {
  const { views } = bridge;
  const [amountBefore, amountAfter] = [unknownBefore(views), unknownAfter(views)];
  const groups = new Map<string, Group>();
  const groupOf = (name: string): Group => {
    const group = groups.get(name) ?? { start: [], end: [], changes: [] };
    groups.set(name, group);
    return group;
  };
  for (const change of bridge.changes) {
    const { before, after } = groupsOfChange(bridge, attribute, change);
    const to = groupOf(after);
    to.changes.push(change);
    if (change.after === "in") to.end.push(amountAfter(change));
    if (change.before !== "in") continue;
    const from = groupOf(before!);
    from.start.push(amountBefore(change));
    if (from === to) continue;
    const move = { amount: change.amountBefore, row: views.after.stateRow[change.stateAfter]! };
    from.changes.push({ moves: [{ ...move, kind: "groupOut" }] });
    to.changes.push({ moves: [{ ...move, kind: "groupIn" }] });
  }
  return [...groups]
    .map(([name, group]): GroupBridge => {
      const [start, end, bars] = [endOf(group.start), endOf(group.end), barsOf(group.changes)];
      return { name, start, end, bars, residual: start.amount + sumOfBars(bars) - end.amount };
    })
    .sort((a, b) => largerEnd(b) - largerEnd(a) || (a.name < b.name ? -1 : 1));
}

interface Group {
  readonly start: EndEntry[];
  readonly end: EndEntry[];
  readonly changes: Pick<OpportunityChange, "moves">[];
}

/** The group of an opportunity at both ends; undefined before where it was not known yet. */
function groupsOfChange(
  { views }: Pick<PipelineBridge, "views">,
  attribute: AttributeColumn,
  { stateBefore, stateAfter }: Pick<OpportunityChange, "stateBefore" | "stateAfter">,
): { readonly before: string | undefined; readonly after: string } {
  return {
    before: stateBefore < 0 ? undefined : attributeOf(views.before!, attribute, stateBefore),
    after: attributeOf(views.after, attribute, stateAfter),
  };
}

function largerEnd({ start, end }: GroupBridge): number {
  return Math.max(start.amount, end.amount);
}
