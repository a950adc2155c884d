import type { Decimal } from "decimal.js";
import { MoneyDecimal } from "../base/money.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";
import type { CostLedger, LedgerLine } from "./cost-ledger.ts";
import { COST_KINDS, type CostKind } from "./cost-plan.ts";

/**
 * Sums of cells. Index 0 is the day of the decision ("Initial") in each; month m, quarter q = months 3q-2..3q and year
 * y = months 12y-11..12y follow. The last quarter and year may be short. Sums of whole minor units are exact.
 */
export interface Totals {
  readonly months: readonly Decimal[];
  readonly quarters: readonly Decimal[];
  readonly years: readonly Decimal[];
  readonly total: Decimal;
}

export interface LedgerTotals {
  /** All lines but the avoided ones. */
  readonly costs: Totals;
  /** What is no longer spent; positive, and never taken off the costs here. */
  readonly avoided: Totals;
  readonly byKind: Readonly<Record<CostKind, Totals>>;
  /** One entry for each item and kind, in the ledger's order. */
  readonly byItem: readonly { readonly item: string; readonly kind: CostKind; readonly totals: Totals }[];
  /** Costs by department; "" for items without one. */
  readonly byDepartment: ReadonlyMap<string, Totals>;
}

export function ledgerTotals({ lines, monthCount }: CostLedger): LedgerTotals {
  const totalsOf = (isMeant: (line: LedgerLine) => boolean): Totals =>
    sumLines(lines.filter(isMeant), monthCount);
  const items = new Map(lines.map(({ item, kind }) => [JSON.stringify([kind, item]), { item, kind }]));
  const costLines = lines.filter(({ kind }) => kind !== "avoided");
  const departments = [...new Set(costLines.map(({ department }) => department ?? ""))];
  const kinds = COST_KINDS.map((kind) => [kind, totalsOf((line) => line.kind === kind)] as const);
  const byKind = Object.fromEntries(kinds) as Record<CostKind, Totals>;
  return {
    costs: sumLines(costLines, monthCount),
    avoided: byKind.avoided,
    byKind,
    byItem: [...items.values()].map(({ item, kind }) => ({
      item,
      kind,
      totals: totalsOf((line) => line.item === item && line.kind === kind),
    })),
    byDepartment: new Map(
      departments.map((name) => [
        name,
        totalsOf((line) => line.kind !== "avoided" && (line.department ?? "") === name),
      ]),
    ),
  };
}

/** Cells of several lines, month by month, with their quarters and years. */
export function sumLines(lines: readonly LedgerLine[], monthCount: number): Totals {
  const zero = new MoneyDecimal(0);
  const sum = (amounts: readonly Decimal[]): Decimal =>
    amounts.reduce((total, amount) => total.plus(amount), zero);
  const months = Array.from({ length: monthCount + 1 }, (_, month) =>
    sum(lines.map(({ amounts }) => amounts[month]!)),
  );
  const grouped = (length: number): readonly Decimal[] => [
    months[0]!,
    ...Array.from({ length: Math.ceil(monthCount / length) }, (_, index) =>
      sum(months.slice(1 + index * length, 1 + (index + 1) * length)),
    ),
  ];
  return { months, quarters: grouped(3), years: grouped(12), total: sum(months) };
}

/** All costs, or "no_costs": figures that divide by costs, such as ROI, have no answer then. */
export function totalCostOf({ lines, monthCount }: CostLedger): Outcome<Decimal, "no_costs"> {
  const { total } = sumLines(
    lines.filter(({ kind }) => kind !== "avoided"),
    monthCount,
  );
  return total.isZero() ? missing("no_costs") : found(total);
}
