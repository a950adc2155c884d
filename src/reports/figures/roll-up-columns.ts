import type { KpiRollUp } from "../../contracts/kpi-sections.ts";
import { CATEGORY_NAMES, cumulativeNames } from "./category-columns.ts";
import { cleanText } from "./clean-text.ts";
import { tableMoneyText } from "./money-text.ts";
import { MISSING } from "./score-text.ts";
import type { TableColumn } from "./table-column.ts";

export type RollUpRow = KpiRollUp["asOf"]["rows"][number];

/** Rows with nothing in them are left out, unless somebody below has something or a target was given. */
export function shownRows(rows: readonly RollUpRow[]): readonly RollUpRow[] {
  return rows.filter(
    ({ team, target, targetOfReports, depth }) =>
      depth === 0 || team.booked.count + team.open.count > 0 || target !== null || targetOfReports !== null,
  );
}

/** The roll-up as a table: teams, with what a manager has himself in a column of its own. */
export function rollUpColumns(rows: readonly RollUpRow[]): TableColumn[] {
  const teams = rows.map(({ team }) => team);
  const cumulative = cumulativeNames(teams);
  const text = tableMoneyText(teams.flatMap(({ booked, open }) => [booked.amount, open.amount]));
  const right = (header: string, cells: readonly string[]): TableColumn => ({
    header,
    cells,
    align: "right",
  });
  const hasOwn = rows.some(({ hasReports, own }) => hasReports && own.booked.count > 0);
  const hasTarget = rows.some(({ target, targetOfReports }) => (target ?? targetOfReports) !== null);
  return [
    { header: "Owner", cells: rows.map(nameOf), align: "left", minWidth: 16 },
    right(
      "Booked",
      teams.map(({ booked }) => text(booked.amount)),
    ),
    ...(hasOwn
      ? [
          right(
            "Own",
            rows.map(({ hasReports, own }) => (hasReports ? text(own.booked.amount) : "")),
          ),
        ]
      : []),
    right(
      "Open",
      teams.map(({ open }) => text(open.amount)),
    ),
    right(
      "Weighted",
      teams.map(({ weighted }) => text(weighted.amount)),
    ),
    ...cumulative.map((name) =>
      right(
        CATEGORY_NAMES[name],
        teams.map((team) => text(team.cumulative?.[name].amount ?? "0")),
      ),
    ),
    ...(hasTarget
      ? [
          right(
            "Target",
            rows.map((row) => (targetOf(row) === null ? MISSING : text(targetOf(row)!))),
          ),
          right(
            "Reports'",
            rows.map(({ targetOfReports }) => (targetOfReports === null ? "" : text(targetOfReports))),
          ),
          right("Reached", rows.map(reachedText)),
        ]
      : []),
  ];
}

/** The target that was given, else the sum of the reports'. */
function targetOf({ target, targetOfReports }: RollUpRow): string | null {
  return target ?? targetOfReports;
}

function reachedText(row: RollUpRow): string {
  const target = row.isTargetWhole ? Number(targetOf(row) ?? 0) : 0;
  return target > 0 ? `${Math.round((100 * Number(row.team.booked.amount)) / target)} %` : MISSING;
}

/** Indented by the depth; spaces that a page keeps. */
function nameOf({ name, depth, kind, isVacant }: RollUpRow): string {
  const mark = isVacant ? " (vacant)" : kind === "left" ? " (left)" : "";
  return `${"\u{a0}\u{a0}".repeat(depth)}${cleanText(name)}${mark}`;
}

/** Where the hierarchy comes from. */
export function hierarchySentence({ hierarchy, columns, ownerColumn }: KpiRollUp): string {
  if (hierarchy === "records")
    return `Hierarchy of the owners' table; owners by column ${cleanText(ownerColumn)}`;
  if (hierarchy === "columns")
    return `Hierarchy of the columns ${columns.map(cleanText).join(", ")}, from ${cleanText(ownerColumn)} up`;
  return `No file tells a hierarchy: owners of column ${cleanText(ownerColumn)} beside each other`;
}
