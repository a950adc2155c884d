import type { KpiOwnerFigures, KpiRollUp } from "../contracts/kpi-sections.ts";
import { isoFromDay, type Day } from "../core/base/day.ts";
import { decimalFromMinorUnits } from "../core/base/money.ts";
import type { OwnerRecord } from "../core/customers/customer-records.ts";
import { cumulativeSums } from "../core/kpi/category-sums.ts";
import type { KpiWindow } from "../core/kpi/kpi-record.ts";
import type { OpportunityLives } from "../core/kpi/opportunity-lives.ts";
import type { FigurePart } from "../core/kpi/owner-figures.ts";
import { hierarchyOfColumns } from "../core/kpi/owner-hierarchy.ts";
import {
  ownersOn,
  rollUp,
  type RolledFigure,
  type RolledFigures,
  type RollUpRow,
} from "../core/kpi/owner-roll-up.ts";
import { ownerTreeOn, type OwnerTree } from "../core/kpi/owner-tree.ts";

export interface RollUpWork {
  readonly ownerColumn: string;
  /** Columns that tell the hierarchy, from the owner up. */
  readonly columns: readonly string[];
  /** Who reports to whom; used where no columns are named. */
  readonly owners: readonly OwnerRecord[] | undefined;
  readonly window: KpiWindow;
  readonly parts: readonly FigurePart[];
  readonly saysCategories: boolean;
  readonly targets: ReadonlyMap<string, number>;
  readonly companyTarget: number | undefined;
  readonly minorDigits: number;
}

/** The hierarchy on a day: of the columns where some are named, else of the records, else every owner at the top. */
function treeOn(
  lives: OpportunityLives,
  { ownerColumn, columns, owners }: Pick<RollUpWork, "ownerColumn" | "columns" | "owners">,
  day: Day,
): OwnerTree {
  if (columns.length === 0 && owners !== undefined) return ownerTreeOn(owners, day);
  const find = (name: string) => lives.view.attributes.find((column) => column.name === name)!;
  return ownerTreeOn(hierarchyOfColumns(lives, find(ownerColumn), columns.map(find), day), day);
}

/** Roll-up as of the measured day, and as the hierarchy is on the as-of day. */
export function rollUpOf(lives: OpportunityLives, work: RollUpWork): KpiRollUp {
  const { window, owners, columns, ownerColumn } = work;
  const { asOf } = lives.view;
  const views = [...new Set([window.to as Day, asOf])].map((day) => {
    const tree = treeOn(lives, work, day);
    const ownerOf = ownersOn(lives, ownerColumn, day);
    const rows = rollUp({
      tree,
      parts: work.parts,
      ownerOf,
      targets: work.targets,
      companyTarget: work.companyTarget,
    });
    return { tree, view: { day: isoFromDay(day), rows: rows.map((row) => presented(row, work)) } };
  });
  return {
    ownerColumn,
    hierarchy: columns.length > 0 ? "columns" : owners === undefined ? "none" : "records",
    columns: [...columns],
    conventions: [...CONVENTIONS, ...(work.saysCategories ? [CUMULATIVE] : [])],
    asOf: views[0]!.view,
    today: views[1]?.view ?? null,
    problems: [...new Set(views.flatMap(({ tree }) => tree.problems))],
  };
}

const CONVENTIONS = [
  "Booked: won in the period. Open: open at the end of the last measured day, whenever it is due. Weighted: open amounts x the chance that history gives their stage, each rounded to whole minor units so that sums are exact",
  "An opportunity counts once, for the owner recorded on the day of the view; a manager's own ones are in the team and in the own figures",
  "Who left keeps the last manager, and so do the reports of a vacant seat; owners that the hierarchy does not know stand below (not in the hierarchy)",
  "A target that a manager was given stands beside the sum of the reports' and is never added to it; what is reached of the sum is said only where nobody below with anything lacks a target",
] as const;

const CUMULATIVE =
  "Commit, best case and pipeline are cumulative in tables: each with all surer ones, what is won included, of what is due by the end of the period";

function presented(row: RollUpRow, work: RollUpWork): KpiRollUp["asOf"]["rows"][number] {
  const { name, kind, parent, depth, hasReports, target, targetOfReports, isTargetWhole } = row;
  const money = (amount: number): string => decimalFromMinorUnits(amount, work.minorDigits);
  return {
    name,
    kind,
    isVacant: kind === "left" && hasReports,
    parent,
    depth,
    hasReports,
    own: figuresOf(row.own, work),
    team: figuresOf(row.team, work),
    target: target === undefined ? null : money(target),
    isTargetWhole,
    targetOfReports: targetOfReports === undefined ? null : money(targetOfReports),
  };
}

function figuresOf(figures: RolledFigures, { minorDigits, saysCategories }: RollUpWork): KpiOwnerFigures {
  const sum = ({ amount, count }: RolledFigure) => ({
    amount: decimalFromMinorUnits(amount, minorDigits),
    count,
  });
  const { booked, open, weighted, ...categories } = figures;
  const whole = { booked: sum(booked), open: sum(open), weighted: sum(weighted) };
  if (!saysCategories) return { ...whole, categories: null, cumulative: null };
  const cumulative = cumulativeSums(categories);
  return {
    ...whole,
    categories: {
      closed: sum(categories.closed),
      commit: sum(categories.commit),
      mostLikely: sum(categories.mostLikely),
      bestCase: sum(categories.bestCase),
      pipeline: sum(categories.pipeline),
      omitted: sum(categories.omitted),
      unsaid: sum(categories.unsaid),
    },
    cumulative: {
      commit: sum(cumulative.commit),
      mostLikely: sum(cumulative.mostLikely),
      bestCase: sum(cumulative.bestCase),
      pipeline: sum(cumulative.pipeline),
    },
  };
}
