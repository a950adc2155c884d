import type { InvestmentReply, ScenarioReport } from "../../contracts/investment.ts";
import { cleanText } from "../figures/clean-text.ts";
import { columnName } from "./cell-address.ts";

/** Columns of one grain on a scenario's sheet; the first is the initial column, the day of the decision. */
export interface ColumnBand {
  readonly name: string;
  readonly firstColumn: number;
  readonly labels: readonly string[];
  /** The months that each column sums, both ends included; shape [column]. */
  readonly spans: readonly (readonly [from: number, to: number])[];
}

/** Where what stands on a scenario's sheet. */
export interface CaseColumns {
  readonly horizonMonths: number;
  readonly years: ColumnBand;
  readonly quarters: ColumnBand;
  readonly months: ColumnBand;
}

/** Before the bands stand the line's name, its kind and its side, and its total. */
export const LEAD_COLUMNS = ["Line", "Kind", "Side", "Total"] as const;
export const TOTAL_COLUMN = 3;

/** Years, quarters and months of a scenario, side by side after its totals. */
export function caseColumns(reply: InvestmentReply, { horizonMonths }: ScenarioReport): CaseColumns {
  const monthLabels = Array.from(
    { length: horizonMonths },
    (_, index) => cleanText(reply.months[index]?.label ?? "") || `Month ${index + 1}`,
  );
  const years = band("Years", LEAD_COLUMNS.length, numbered("Year", horizonMonths, 12), 12, horizonMonths);
  const quarterLabels = numbered("Quarter", horizonMonths, 3);
  const quarters = band("Quarters", endOf(years), quarterLabels, 3, horizonMonths);
  const months = band("Months", endOf(quarters), monthLabels, 1, horizonMonths);
  return { horizonMonths, years, quarters, months };
}

/** The column of a month; 0 is the initial column. */
export function monthColumn({ months }: CaseColumns, month: number): number {
  return months.firstColumn + month;
}

/** The cells of a row from the initial column to the last month: `T8:BD8`, or fixed: `$T$8:$BD$8`. */
export function monthRange(columns: CaseColumns, row: number, isFixed = false): string {
  const first = columnName(monthColumn(columns, 0));
  const last = columnName(monthColumn(columns, columns.horizonMonths));
  return isFixed ? `$${first}$${row}:$${last}$${row}` : `${first}${row}:${last}${row}`;
}

/** How many columns a scenario's sheet has. */
export function columnCountOf(columns: CaseColumns): number {
  return endOf(columns.months);
}

function band(
  name: string,
  firstColumn: number,
  labels: readonly string[],
  length: number,
  horizonMonths: number,
): ColumnBand {
  const spans = labels.map(
    (_, index) => [index * length + 1, Math.min((index + 1) * length, horizonMonths)] as const,
  );
  return { name, firstColumn, labels: ["Initial", ...labels], spans: [[0, 0], ...spans] };
}

function endOf({ firstColumn, labels }: ColumnBand): number {
  return firstColumn + labels.length;
}

function numbered(name: string, horizonMonths: number, length: number): readonly string[] {
  return Array.from({ length: Math.ceil(horizonMonths / length) }, (_, index) => `${name} ${index + 1}`);
}
