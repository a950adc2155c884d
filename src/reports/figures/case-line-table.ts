import {
  LINE_KINDS,
  type CaseLine,
  type InvestmentReply,
  type ScenarioReport,
} from "../../contracts/investment.ts";
import { MoneyDecimal } from "../../core/base/money.ts";
import { addsUp, roundedToAddUp, sumOf } from "./add-up.ts";
import { cleanText } from "./clean-text.ts";
import type { MoneyWriter } from "./exact-money-text.ts";
import type { TableColumn } from "./table-column.ts";

export type Grain = "monthly" | "quarterly" | "yearly";

export interface LineTable {
  readonly columns: readonly TableColumn[];
  /** Net and cumulative. */
  readonly boldRows: readonly number[];
}

const ADDED_UP: ReadonlySet<CaseLine["kind"]> = new Set([
  "gross_margin",
  "payment_timing",
  "direct_benefit",
  "avoided_cost",
  "cost",
]);
const IN_THREE: ReadonlySet<CaseLine["kind"]> = new Set([
  "bookings",
  "revenue",
  "billed",
  "cash",
  "gross_margin",
]);

/**
 * The lines of a case by month, quarter or year: what comes in and goes out, net and cumulative.
 * @param options.decimals of the cells; where they are fewer than the amounts have, every column adds up as shown
 * @param options.isShown  which lines
 */
export function caseLineTable(
  reply: InvestmentReply,
  scenario: ScenarioReport,
  grain: Grain,
  options: {
    readonly decimals: number;
    readonly money: MoneyWriter;
    readonly isShown: (line: CaseLine) => boolean;
  },
): LineTable {
  const lines = scenario.lines
    .filter(options.isShown)
    .toSorted((left, right) => LINE_KINDS.indexOf(left.kind) - LINE_KINDS.indexOf(right.kind));
  const cells = roundedCells(lines, grain, options.decimals);
  const write = options.money(cells.flat());
  const headers = [...columnNames(reply, scenario, grain), "Total"];
  return {
    columns: [
      { header: "Line", cells: lines.map(nameOf), align: "left", minWidth: 16 },
      ...headers.map((header, column): TableColumn => ({
        header,
        cells: cells.map((row) => write(row[column] ?? "0")),
        align: "right",
      })),
    ],
    boldRows: lines.flatMap(({ kind }, row) => (kind === "net" || kind === "cumulative" ? [row] : [])),
  };
}

/** The initial column and the periods of a scenario; a shorter one than the longest of the run ends earlier. */
export function columnNames(
  reply: InvestmentReply,
  { horizonMonths }: ScenarioReport,
  grain: Grain,
): string[] {
  const numbered = (name: string, length: number) =>
    Array.from({ length: Math.ceil(horizonMonths / length) }, (_, index) => `${name} ${index + 1}`);
  if (grain === "yearly") return ["Initial", ...numbered("Year", 12)];
  if (grain === "quarterly") return ["Initial", ...numbered("Quarter", 3)];
  return ["Initial", ...reply.months.slice(0, horizonMonths).map(({ label }) => cleanText(label))];
}

function nameOf({ kind, label, of }: CaseLine): string {
  const name = cleanText(label) || kind.replaceAll("_", " ");
  return IN_THREE.has(kind) ? `${name}, ${of}` : name;
}

/** Rows of cells, the total last, rounded so that each column adds up to its net and the nets to the cumulative. */
function roundedCells(lines: readonly CaseLine[], grain: Grain, decimals: number): string[][] {
  const exact = lines.map((line) => [...line[grain], line.total]);
  const cells = exact.map((row) => row.map((amount) => fixed(amount, decimals)));
  const net = lines.findIndex(({ kind }) => kind === "net");
  const parts = lines.flatMap(({ kind, of }, row) =>
    of === "difference" && ADDED_UP.has(kind) ? [row] : [],
  );
  if (net >= 0) {
    const { total } = lines[net]!;
    cells[net] = [...roundedToAddUp(exact[net]!.slice(0, -1), total, decimals), fixed(total, decimals)];
    for (const [column, shown] of cells[net].entries()) {
      const amounts = parts.map((row) => exact[row]![column] ?? "0");
      if (!addsUp(amounts, exact[net]![column] ?? "0")) continue;
      for (const [index, amount] of roundedToAddUp(amounts, shown, decimals).entries()) {
        cells[parts[index]!]![column] = amount;
      }
    }
    addCumulative(lines, exact, cells, net);
  }
  addThirds(lines, cells, decimals);
  return cells;
}

/** The cumulative line as the running sum of what is shown as net. */
function addCumulative(
  lines: readonly CaseLine[],
  exact: readonly (readonly string[])[],
  cells: string[][],
  net: number,
): void {
  const row = lines.findIndex(({ kind }) => kind === "cumulative");
  if (row < 0) return;
  const nets = exact[net]!.slice(0, -1);
  if (!addsUp(nets, exact[row]!.at(-1)!)) return;
  const decimals = fractionLength(cells[net]![0] ?? "0");
  for (let column = 0; column < nets.length; column++) {
    cells[row]![column] = fixed(sumOf(cells[net]!.slice(0, column + 1)), decimals);
  }
}

/** The base as what is left of the scenario without the difference, each as it is shown. */
function addThirds(lines: readonly CaseLine[], cells: string[][], decimals: number): void {
  for (const [base, line] of lines.entries()) {
    if (line.of !== "base") continue;
    const partner = (of: CaseLine["of"]) =>
      lines.findIndex((other) => other.of === of && other.kind === line.kind && other.label === line.label);
    const [scenario, difference] = [partner("scenario"), partner("difference")];
    if (scenario < 0 || difference < 0) continue;
    cells[scenario] = cells[base]!.map((amount, column) => {
      const sum = sumOf([amount, cells[difference]![column] ?? "0"]);
      const shown = cells[scenario]![column]!;
      // Only what rounding moved is put right: lines that do not add up stay as they are.
      return new MoneyDecimal(sum).minus(shown).abs().lte(new MoneyDecimal(10).pow(-decimals).times(2)) ? fixed(sum, decimals) : shown; // prettier-ignore
    });
  }
}

function fixed(amount: string, decimals: number): string {
  return new MoneyDecimal(amount).toDecimalPlaces(decimals).toFixed(decimals);
}

function fractionLength(amount: string): number {
  return amount.split(".")[1]?.length ?? 0;
}
