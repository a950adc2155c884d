import { ensure } from "../base/ensure.ts";
import { attributeOf, stateOn } from "../pipeline/pipeline-view.ts";
import { FIGURE_NAMES, type FigureName, type FigurePart } from "./owner-figures.ts";
import type { OwnerTree, SeatState } from "./owner-tree.ts";
import type { OpportunityLives } from "./opportunity-lives.ts";

/** A sum and what it was added up from. */
export interface RolledFigure {
  /** Whole minor units. */
  readonly amount: number;
  readonly count: number;
}
export type RolledFigures = Readonly<Record<FigureName, RolledFigure>>;

/** A row of a roll-up: the whole company, a seat, or those who are not in the hierarchy. */
export interface RollUpRow {
  readonly name: string;
  /** `company` is the root, `outside` the seat of all who are not in the hierarchy, `stranger` one of them. */
  readonly kind: SeatState | "company" | "outside" | "stranger";
  /** Index of the row that it is part of, -1 for the company. */
  readonly parent: number;
  readonly depth: number;
  readonly hasReports: boolean;
  /** What the owner has himself. */
  readonly own: RolledFigures;
  /** The same with all that is below. */
  readonly team: RolledFigures;
  /** Target of the booked amount that the owner was given, whole minor units. */
  readonly target: number | undefined;
  /** Sum over the reports: of their targets, or of those below them where they have none. */
  readonly targetOfReports: number | undefined;
  /** Whether the target, or that of the reports, is about all that the team has: nobody with anything lacks one. */
  readonly isTargetWhole: boolean;
}

export const NO_OWNER = "(no owner)";

export interface RollUpQuestion {
  readonly tree: OwnerTree;
  readonly parts: readonly FigurePart[];
  /** Owner of an opportunity; "" where nobody is named. */
  readonly ownerOf: (opportunity: number) => string;
  /** Targets of booked amounts by owner, whole minor units. */
  readonly targets: ReadonlyMap<string, number>;
  /** Target of the company as a whole. */
  readonly companyTarget?: number | undefined;
}

/** Owner of each opportunity as recorded at the end of a day. */
export function ownersOn(
  lives: OpportunityLives,
  ownerColumn: string,
  day: number,
): (opportunity: number) => string {
  const { view } = lives;
  const column = view.attributes.find(({ name }) => name === ownerColumn);
  ensure(column !== undefined, `Cannot roll up by ${ownerColumn}: there is no such column`);
  return (opportunity) => {
    const state = stateOn(view, opportunity, day);
    return state < 0 ? "" : attributeOf(view, column, state);
  };
}

/**
 * Figures added up along a hierarchy. Every part is counted once, in the row of its owner; the company's figures are the sum over
 * all rows, in whole minor units.
 */
export function rollUp({
  tree,
  parts,
  ownerOf,
  targets,
  companyTarget,
}: RollUpQuestion): readonly RollUpRow[] {
  const targetOf = new Map([...targets].map(([name, target]) => [keyOf(name), target]));
  const owners = [...new Set([...parts.map(({ opportunity }) => ownerOf(opportunity)), ...targets.keys()])];
  const strangers = new Map<string, string>();
  for (const owner of owners) {
    if (tree.seatOf(owner) !== undefined) continue;
    const key = keyOf(owner);
    if (!strangers.has(key)) strangers.set(key, owner.trim() === "" ? NO_OWNER : owner.trim());
  }
  const rows = emptyRows(tree, strangers);
  const firstStranger = tree.seats.length + 2;
  const strangerKeys = [...strangers.keys()].sort();
  const rowOf = (owner: string): number => {
    const seat = tree.seatOf(owner);
    return seat === undefined ? firstStranger + strangerKeys.indexOf(keyOf(owner)) : seat + 1;
  };
  const rowOfOwner = new Map(owners.map((owner) => [owner, rowOf(owner)]));
  for (const { figure, opportunity, amount } of parts) {
    const own = rows[rowOfOwner.get(ownerOf(opportunity))!]!.own[figure];
    own.amount += amount;
    own.count++;
  }
  for (const [owner, row] of rowOfOwner) rows[row]!.target = targetOf.get(keyOf(owner)) ?? rows[row]!.target;
  rows[0]!.target = companyTarget;
  addUp(rows);
  return rows;
}

function keyOf(name: string): string {
  return name.trim().toLowerCase();
}

interface WritableFigure {
  amount: number;
  count: number;
}
type WritableFigures = Record<FigureName, WritableFigure>;
interface WritableRow extends Omit<
  RollUpRow,
  "own" | "team" | "target" | "targetOfReports" | "isTargetWhole"
> {
  readonly own: WritableFigures;
  readonly team: WritableFigures;
  target: number | undefined;
  targetOfReports: number | undefined;
  isTargetWhole: boolean;
}

/** The company, the seats, and below the last one all who have no seat. */
function emptyRows(tree: OwnerTree, strangers: ReadonlyMap<string, string>): readonly WritableRow[] {
  const row = (place: Pick<RollUpRow, "name" | "kind" | "parent" | "depth" | "hasReports">): WritableRow => ({
    ...place,
    own: noFigures(),
    team: noFigures(),
    target: undefined,
    targetOfReports: undefined,
    isTargetWhole: true,
  });
  const rows = [row({ name: "Company", kind: "company", parent: -1, depth: 0, hasReports: true })];
  for (const { name, state, parent, depth, hasReports } of tree.seats)
    rows.push(row({ name, kind: state, parent: parent + 1, depth: depth + 1, hasReports }));
  if (strangers.size === 0) return rows;
  const outside = rows.length;
  rows.push(row({ name: "(not in the hierarchy)", kind: "outside", parent: 0, depth: 1, hasReports: true }));
  for (const key of [...strangers.keys()].sort()) {
    const place = { kind: "stranger", parent: outside, depth: 2, hasReports: false } as const;
    rows.push(row({ name: strangers.get(key)!, ...place }));
  }
  return rows;
}

function noFigures(): WritableFigures {
  return Object.fromEntries(FIGURE_NAMES.map((name) => [name, { amount: 0, count: 0 }])) as WritableFigures;
}

/** Reports stand after their managers, so from the last row on every team is complete when it is added to the one above. */
function addUp(rows: readonly WritableRow[]): void {
  for (const row of rows.toReversed()) {
    for (const figure of FIGURE_NAMES) add(row.team[figure], row.own[figure]);
    // So far true unless somebody below has something and no target.
    row.isTargetWhole = row.target !== undefined || (row.isTargetWhole && row.targetOfReports !== undefined);
    const above = rows[row.parent];
    if (above === undefined) continue;
    if (!row.isTargetWhole && row.team.booked.count + row.team.open.count > 0) above.isTargetWhole = false;
    for (const figure of FIGURE_NAMES) add(above.team[figure], row.team[figure]);
    const target = row.target ?? row.targetOfReports;
    if (target !== undefined) above.targetOfReports = (above.targetOfReports ?? 0) + target;
  }
}

function add(sum: WritableFigure, { amount, count }: RolledFigure): void {
  sum.amount += amount;
  sum.count += count;
}
