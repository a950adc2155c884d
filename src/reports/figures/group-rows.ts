import type { Distribution, ForecastReply } from "../../contracts/forecast.ts";
import { addsUp, differenceOf, sumOf } from "./add-up.ts";
import { cleanText } from "./clean-text.ts";

type Group = ForecastReply["owners"][number];

/** One line of a table of segments or owners. Means add up over the rows, quantiles do not. */
export interface GroupRow {
  readonly name: string;
  readonly kind: "group" | "others" | "all";
  readonly openCount: number;
  readonly booked: string;
  /** Mean of what is still to come: open and new. */
  readonly expected: string;
  /** Of the total; absent for a row that stands for several groups. */
  readonly total?: Distribution;
}

/**
 * The largest groups by median, one row for all others, and the sum where the groups add up to the total.
 * @param reply what they add up to; undefined where nothing is known of a whole
 * @param count how many groups to show at most
 */
export function groupRows(
  groups: readonly Group[],
  reply: Pick<ForecastReply, "booked" | "total"> | undefined,
  count: number,
): GroupRow[] {
  const sorted = [...groups].sort(
    (left, right) =>
      Number(right.total.quantiles["0.5"]) - Number(left.total.quantiles["0.5"]) ||
      Number(right.total.mean) - Number(left.total.mean) ||
      (left.name < right.name ? -1 : 1),
  );
  // A single group too many is shown rather than counted: the line is the same.
  const shownCount = sorted.length === count + 1 ? sorted.length : count;
  const rows: GroupRow[] = sorted.slice(0, shownCount).map((group) => rowOf(group));
  const others = sorted.slice(shownCount);
  if (others.length > 0) {
    rows.push({
      name: `${others.length} more`,
      kind: "others",
      openCount: others.reduce((sum, group) => sum + group.openCount, 0),
      booked: sumOf(others.map(({ booked }) => booked)),
      expected: sumOf(others.map((group) => rowOf(group).expected)),
    });
  }
  const complete =
    reply !== undefined &&
    addsUp(
      groups.map(({ booked }) => booked),
      reply.booked,
    ) &&
    addsUp(
      groups.map(({ total }) => total.mean),
      reply.total.mean,
    );
  if (complete && rows.length > 1) {
    rows.push({
      name: "All",
      kind: "all",
      openCount: groups.reduce((sum, group) => sum + group.openCount, 0),
      booked: reply.booked,
      expected: differenceOf(reply.total.mean, reply.booked),
      total: reply.total,
    });
  }
  return rows;
}

function rowOf(group: Group): GroupRow {
  const name = cleanText(group.name);
  return {
    name: name === "" ? "(no name)" : name,
    kind: "group",
    openCount: group.openCount,
    booked: group.booked,
    expected: differenceOf(group.total.mean, group.booked),
    total: group.total,
  };
}
