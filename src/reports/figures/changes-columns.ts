import type { ChangesReply } from "../../contracts/changes.ts";
import { barLabel } from "./changes-rows.ts";
import { MoneyDecimal } from "../../core/base/money.ts";
import { cleanText } from "./clean-text.ts";
import { exactMoneyText } from "./exact-money-text.ts";
import type { TableColumn } from "./table-column.ts";

interface Source {
  readonly file: string;
  readonly line: number;
}

/** The rows of the files: the line alone where there is one file. */
function sourceColumn(sources: readonly Source[]): TableColumn {
  const files = [...new Set(sources.map(({ file }) => file))];
  if (files.length === 1) {
    const header = "Line";
    return { header, cells: sources.map(({ line }) => String(line)), align: "right", rank: 2 };
  }
  const cells = sources.map(({ file, line }) => `${cleanText(file)}:${line}`);
  return { header: "File and line", cells, align: "left", minWidth: 10, rank: 2 };
}

/** An opportunity behind a bar, written out. */
export interface MoveRow {
  readonly bar: string;
  readonly id: string;
  readonly change: string;
  readonly path: string;
  readonly owner: string | null;
  readonly source: Source;
}

/** The opportunities behind the bars, the largest of each first; at most `perBar` of each. */
export function moveRows(
  { pipeline, forecast }: Pick<ChangesReply, "pipeline" | "forecast">,
  perBar: number,
): MoveRow[] {
  const bars = [...(pipeline?.bars ?? []), ...(forecast?.terms ?? [])];
  return bars.flatMap(({ kind, opportunities }) =>
    opportunities.slice(0, perBar).map((entry) => ({
      bar: barLabel(kind),
      id: cleanText(entry.id),
      change: entry.change,
      path: pathText(kind, entry),
      owner: entry.owner,
      source: entry.source,
    })),
  );
}

interface Moved {
  readonly stageBefore: string | null;
  readonly stageAfter: string;
  readonly closeDateBefore?: string | null;
  readonly closeDateAfter?: string | null;
}

const DATE_MOVES: ReadonlySet<string> = new Set(["pulledIn", "pushedIn", "pulledOut", "pushedOut"]);
const STAGE_MAPS: ReadonlySet<string> = new Set(["stageMapIn", "stageMapOut"]);
const CLOSES: ReadonlySet<string> = new Set(["won", "lost", "deleted", "merged"]);

/** In a few words what a bar is about: its dates, the stage that it left, or the stages that it moved between. */
function pathText(kind: string, entry: Moved): string {
  const { stageBefore, stageAfter, closeDateBefore, closeDateAfter } = entry;
  const isOfPipeline = closeDateAfter !== undefined;
  if (isOfPipeline && DATE_MOVES.has(kind))
    return `${closeDateBefore ?? "no date"} to ${closeDateAfter ?? "no date"}`;
  if (isOfPipeline && CLOSES.has(kind))
    return stageBefore === null ? "came since" : `from ${cleanText(stageBefore)}`;
  if (STAGE_MAPS.has(kind)) return cleanText(stageBefore ?? stageAfter);
  const stages =
    stageBefore === null || stageBefore === stageAfter ? stageAfter : `${stageBefore} to ${stageAfter}`;
  const isForDay = kind === "created" && typeof closeDateAfter === "string";
  return cleanText(isForDay ? `${stages}, for ${closeDateAfter}` : stages);
}

export function moveColumns(rows: readonly MoveRow[], withBars: boolean): TableColumn[] {
  const textOf = exactMoneyText(rows.map(({ change }) => change));
  const bars: TableColumn[] = withBars
    ? [
        {
          header: "Bar",
          cells: rows.map(({ bar }, index) => (rows[index - 1]?.bar === bar ? "" : bar)),
          align: "left",
        },
      ]
    : [];
  const owners = rows.map(({ owner }) => (owner === null ? "-" : cleanText(owner)));
  return [
    ...bars,
    { header: "Opportunity", cells: rows.map(({ id }) => id), align: "left", minWidth: 14 },
    { header: "Change", cells: rows.map(({ change }) => textOf(change)), align: "right" },
    { header: "What happened", cells: rows.map(({ path }) => path), align: "left", minWidth: 24 },
    ...(owners.some((owner) => owner !== "-")
      ? [{ header: "Owner", cells: owners, align: "left", minWidth: 8, rank: 1 } satisfies TableColumn]
      : []),
    sourceColumn(rows.map(({ source }) => source)),
  ];
}

export function roundTripColumns(
  trips: readonly NonNullable<ChangesReply["pipeline"]>["roundTrips"][number][],
): TableColumn[] {
  const textOf = exactMoneyText(trips.map(({ amount }) => amount));
  return [
    { header: "Opportunity", cells: trips.map(({ id }) => cleanText(id)), align: "left", minWidth: 8 },
    {
      header: "Amount",
      cells: trips.map(({ amount, isMember }) => (isMember ? textOf(amount) : "-")),
      align: "right",
    },
    {
      header: "What happened",
      cells: trips.map(({ isMember, via }) => (isMember ? WENT[via] : "came in and left again")),
      align: "left",
      minWidth: 12,
    },
    sourceColumn(trips.map(({ source }) => source)),
  ];
}

const WENT = {
  unknown: "was not known",
  in: "was in",
  earlier: "pulled out and back in",
  later: "pushed out and back in",
  undated: "lost its date and got one again",
  won: "won and taken back",
  lost: "lost and reopened",
  deleted: "deleted and restored",
  merged: "merged and restored",
} as const;

/** Columns of the table of groups, each the sum of the bars that belong together; they add up to the end. */
const PIPELINE_SUMS = [
  { header: "Remapped", kinds: ["stageMapIn", "stageMapOut"] },
  { header: "Created", kinds: ["created", "reopened"] },
  { header: "Dates", kinds: ["pulledIn", "pushedIn", "pulledOut", "pushedOut"] },
  { header: "Currency", kinds: ["currencyUp", "currencyDown"] },
  { header: "Amounts", kinds: ["increased", "decreased"] },
  { header: "Passed on", kinds: ["groupIn", "groupOut"] },
  { header: "Lost", kinds: ["lost", "deleted", "merged"] },
  { header: "Won", kinds: ["won"] },
] as const;
const FORECAST_SUMS = [
  { header: "Won", kinds: ["won", "restated", "takenBack"] },
  { header: "Created", kinds: ["created", "reopened"] },
  { header: "Lost", kinds: ["lost", "removed"] },
  { header: "Passed on", kinds: ["passedOn"] },
  { header: "Time", kinds: ["timePassed"] },
  { header: "Stages", kinds: ["stageMoved", "pulledIn", "slipped"] },
  { header: "Amounts", kinds: ["amountChanged"] },
  { header: "Refit", kinds: ["modelRefit", "newBusiness", "calibration", "commonFactor", "rounding"] },
] as const;

/** The bridge of one group, whatever it is a bridge of. */
interface GroupLine {
  readonly name: string;
  readonly start: string;
  readonly end: string;
  readonly changes: readonly { readonly kind: string; readonly change: string }[];
}

/** The dimensions that a comparison is cut by, with the table of each. */
export function groupTables(
  { pipeline, forecast }: Pick<ChangesReply, "pipeline" | "forecast">,
  most: number,
): { readonly dimension: string; readonly columns: TableColumn[] }[] {
  const lines = [
    ...(pipeline?.groups ?? []).map(({ dimension, name, start, end, bars }) => {
      return { dimension, name, start: start.amount, end: end.amount, changes: bars };
    }),
    ...(forecast?.groups ?? []).map(({ dimension, name, start, end, terms, passedOn }) => {
      return { dimension, name, start, end, changes: [...terms, { kind: "passedOn", change: passedOn }] };
    }),
  ];
  const sums = pipeline === null ? FORECAST_SUMS : PIPELINE_SUMS;
  return [...new Set(lines.map(({ dimension }) => dimension))].map((dimension) => {
    const own = lines.filter((line) => line.dimension === dimension);
    return { dimension: cleanText(dimension), columns: groupColumns(own, sums, most) };
  });
}

/** Bridges side by side, the largest first; those beyond `most` are one row, so that columns add up. */
function groupColumns(
  all: readonly GroupLine[],
  sums: readonly { readonly header: string; readonly kinds: readonly string[] }[],
  most: number,
): TableColumn[] {
  const shown = all.length <= most ? all : all.slice(0, most - 1);
  const rest = all.slice(shown.length);
  const rows = [
    ...shown.map((group) => ({ name: cleanText(group.name) || "(not known)", groups: [group] })),
    ...(rest.length > 0 ? [{ name: `${rest.length} others`, groups: rest }] : []),
  ];
  const total = (amounts: readonly string[]): string =>
    amounts.reduce((sum, amount) => sum.plus(amount), new MoneyDecimal(0)).toFixed();
  const changeOf = ({ changes }: GroupLine, kinds: readonly string[]): string =>
    total(changes.filter(({ kind }) => kinds.includes(kind)).map(({ change }) => change));
  const amountsOf = (amountOf: (group: GroupLine) => string): string[] =>
    rows.map(({ groups }) => total(groups.map(amountOf)));
  const columns = [
    { header: "Start", amounts: amountsOf(({ start }) => start) },
    ...sums.map(({ header, kinds }) => ({ header, amounts: amountsOf((group) => changeOf(group, kinds)) })),
    { header: "End", amounts: amountsOf(({ end }) => end) },
  ].filter(({ amounts }) => amounts.some((amount) => Number(amount) !== 0));
  const textOf = exactMoneyText(columns.flatMap(({ amounts }) => amounts));
  return [
    { header: "Group", cells: rows.map(({ name }) => name), align: "left", minWidth: 8 },
    ...columns.map(({ header, amounts }): TableColumn => ({
      header,
      cells: amounts.map(textOf),
      align: "right",
    })),
  ];
}
