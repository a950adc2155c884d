import { AppFailure } from "../contracts/failure.ts";
import type { ColumnRole } from "../contracts/funnel.ts";
import { NO_FUNNEL, stageKindOf } from "../core/pipeline/funnel.ts";
import { isBlankCell, parseAmountText } from "./amount-text.ts";
import { parseDateText } from "./date-text.ts";
import { layoutOf } from "./layouts.ts";
import type { SourceFile } from "./source-file.ts";

const LEAST_ROWS = 3;
const MOST_ROWS = 100;
const MOST_STAGES = 20;
const LEAST_SHARE = 0.9; // of the cells that are not blank
const ID = /^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,39}$/u;

/** What the first rows of a column show; shares of the cells that are not blank. */
interface ColumnContent {
  readonly index: number;
  readonly cells: readonly string[];
  readonly told: readonly string[];
  readonly date: number;
  readonly amount: number;
  readonly isStage: boolean;
  readonly isId: boolean;
}

/**
 * A table whose headers are no layout that is known gets its roles by what its columns hold: a stage is a column of few
 * values with a closed stage among them, an id has no blanks, an amount and a date are read as such. A table without a won
 * stage is left alone: nothing shows that it is a pipeline.
 * @throws {AppFailure} `ambiguous_input` when two columns could have one role; it names them and what settles it
 */
export function withContentRoles(source: SourceFile): SourceFile {
  const { layout, preset, header } = source;
  if (layout !== undefined || preset !== undefined || source.records !== undefined) return source;
  const sample = sampleOf(source);
  if (sample.length < LEAST_ROWS) return source;
  const columns: { -readonly [role in ColumnRole]?: number } = { ...source.columns };
  const taken = (): ReadonlySet<number> => new Set(Object.values(columns));
  const contents = header.map((_, index) =>
    contentOf(
      index,
      sample.map((cells) => cells[index] ?? ""),
    ),
  );
  const confidence: { [role in ColumnRole]?: number } = {};
  const free = (): readonly ColumnContent[] => contents.filter(({ index, told }) => !taken().has(index) && told.length > 0); // prettier-ignore
  const choose = (role: ColumnRole, candidates: readonly ColumnContent[], share: (content: ColumnContent) => number): boolean => {
    if (columns[role] !== undefined) return true;
    if (candidates.length > 1) throw ambiguous(source, role, candidates);
    const found = candidates[0];
    if (found === undefined) return false;
    columns[role] = found.index;
    confidence[role] = share(found);
    return true;
  }; // prettier-ignore
  const stage = columns.stage === undefined ? free().filter(({ isStage }) => isStage) : [];
  const known = columns.stage === undefined ? undefined : contents[columns.stage];
  if (known !== undefined && !known.isStage) return source;
  if (!choose("stage", stage, () => 1)) return source;
  const isPlainId = ({ isId, date }: ColumnContent): boolean => isId && date < LEAST_SHARE;
  const ids = free().filter(isPlainId);
  // A column of words or codes is an id before one of numbers, which may be amounts.
  const codes = ids.filter(({ amount }) => amount < LEAST_SHARE);
  if (!choose("opportunityId", codes.length > 0 ? codes : ids, () => 1)) return source;
  const amounts = free().filter(({ amount, date }) => amount >= LEAST_SHARE && date < LEAST_SHARE);
  if (columns.closeValue === undefined && !choose("amount", amounts, ({ amount }) => amount)) return source;
  const dates = free().filter(({ date }) => date >= LEAST_SHARE);
  if (!chooseDates(source, { columns, contents, dates, choose })) return source;
  const made = layoutOf(columns);
  return made === undefined ? source : { ...source, columns, layout: made, contentRoles: confidence };
}

function chooseDates(
  source: SourceFile,
  { columns, contents, dates, choose }: {
    readonly columns: { readonly [role in ColumnRole]?: number };
    readonly contents: readonly ColumnContent[];
    readonly dates: readonly ColumnContent[];
    readonly choose: (role: ColumnRole, candidates: readonly ColumnContent[], share: (content: ColumnContent) => number) => boolean;
  },
): boolean {
  if (layoutOf(columns) !== undefined) return true;
  const { told } = contents[columns.opportunityId!]!;
  const share = ({ date }: ColumnContent): number => date;
  // The same opportunity in several rows: each is a change of it.
  if (new Set(told).size < told.length) return choose("changedAt", dates, share);
  const [a, b] = dates;
  if (a === undefined) return false;
  if (b === undefined) throw ambiguousDates(source, dates);
  if (dates.length > 2) throw ambiguousDates(source, dates);
  const created = isBefore(a, b) && !isBefore(b, a) ? a : isBefore(b, a) && !isBefore(a, b) ? b : undefined;
  if (created === undefined) throw ambiguousDates(source, dates);
  return choose("createdDate", [created], share) && choose("closeDate", [created === a ? b : a], share);
} // prettier-ignore

/** Whether one date is there in every row and never later than the other. */
function isBefore(a: ColumnContent, b: ColumnContent): boolean {
  if (a.told.length < a.cells.length) return false;
  return a.cells.every((cell, row) => {
    const [first, second] = [dayOf(cell), dayOf(b.cells[row]!)];
    return b.cells[row] === "" || (first !== undefined && second !== undefined && first <= second);
  });
}

/** The day of a cell that can be read in one way alone. */
function dayOf(cell: string): number | undefined {
  const date = parseDateText(cell);
  return date?.kind === "day" ? date.day : undefined;
}

function contentOf(index: number, all: readonly string[]): ColumnContent {
  const cells = all.map((cell) => (isBlankCell(cell) ? "" : cell.trim()));
  const told = cells.filter((cell) => cell !== "");
  const share = (isSo: (cell: string) => boolean): number => told.length === 0 ? 0 : told.filter(isSo).length / told.length; // prettier-ignore
  const date = share((cell) => {
    const shown = parseDateText(cell);
    return shown !== undefined && shown.kind !== "digits";
  });
  const amount = share((cell) => parseAmountText(cell) !== undefined);
  const distinct = new Set(told);
  const isWord = amount < 0.5 && date < 0.5 && distinct.size <= MOST_STAGES && distinct.size > 1;
  const hasWon = [...distinct].some((value) => stageKindOf(value, NO_FUNNEL) === "won");
  const isId = told.length === cells.length && told.every((cell) => ID.test(cell)) && distinct.size > Math.min(MOST_STAGES, told.length / 4); // prettier-ignore
  return { index, cells, told, date, amount, isStage: isWord && hasWon, isId };
}

function sampleOf({ head, derived }: SourceFile): readonly (readonly string[])[] {
  if (derived === undefined) return head.sample.slice(0, MOST_ROWS);
  const rows: (readonly string[])[] = [];
  for (const { cells } of derived.rows) {
    if (rows.length >= MOST_ROWS) break;
    rows.push(cells);
  }
  return rows;
}

function ambiguous(source: SourceFile, role: ColumnRole, candidates: readonly ColumnContent[]): AppFailure {
  const names = candidates.map(({ index }) => `"${source.header[index]}"`);
  return new AppFailure(
    "ambiguous_input",
    `Cannot tell the ${role} in ${source.name}: by what they hold ${names.join(" and ")} could be it; say which in a ` +
      `funnel definition, e.g. columns: {${role}: ${names[0]}}`,
  );
}

function ambiguousDates(source: SourceFile, dates: readonly ColumnContent[]): AppFailure {
  const names = dates.map(({ index }) => `"${source.header[index]}"`);
  return new AppFailure(
    "ambiguous_input",
    `Cannot tell what the dates in ${source.name} are: ${names.join(" and ")}; say it in a funnel definition, e.g. ` +
      `columns: {createdDate: ${names[0]}${names[1] === undefined ? "" : `, closeDate: ${names[1]}`}}`,
  );
}
