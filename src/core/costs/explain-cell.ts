import type { Decimal } from "decimal.js";
import { MoneyDecimal } from "../base/money.ts";
import type { CostLedger, CostTerm, LedgerLine } from "./cost-ledger.ts";
import type { CostKind } from "./cost-plan.ts";

export interface CostExplanation {
  readonly amount: Decimal;
  /** In words with its numbers, such as `2.5 people x 84,000.00 a year / 12 months`. */
  readonly formula: string;
  /** Add up to the amount exactly. */
  readonly terms: readonly CostTerm[];
}

/** How one cell comes about. @throws {RangeError} outside of the ledger's months */
export function explainCell(line: LedgerLine, month: number): CostExplanation {
  const terms = line.terms(month);
  const formulas = terms.map(({ formula }) => formula).filter((formula) => formula !== "");
  const formula = formulas.length === 0 ? `nothing is charged in month ${month}` : formulas.join(" + ");
  return { amount: line.amounts[month]!, formula, terms };
}

/** Which cells a total is made of; what is left out does not restrict. `costs` are all kinds but the avoided one. */
export interface CellSelection {
  readonly kind?: CostKind | "costs";
  readonly item?: string;
  readonly department?: string;
  /** Both included. */
  readonly fromMonth: number;
  readonly toMonth: number;
}

/** How a total comes about: a term for each line that has a part in it. Avoided amounts never enter without being named. */
export function explainTotal(ledger: CostLedger, selection: CellSelection): CostExplanation {
  const { kind = "costs", item, department, fromMonth, toMonth } = selection;
  const zero = new MoneyDecimal(0);
  const terms = ledger.lines
    .filter((line) => (kind === "costs" ? line.kind !== "avoided" : line.kind === kind))
    .filter((line) => item === undefined || line.item === item)
    .filter((line) => department === undefined || (line.department ?? "") === department)
    .map((line) => {
      const cells = line.amounts.slice(Math.max(0, fromMonth), toMonth + 1);
      return {
        label: `${line.item}: ${line.line}`,
        formula: `months ${fromMonth} to ${toMonth} of ${line.line}`,
        amount: cells.reduce((sum, cell) => sum.plus(cell), zero),
      };
    })
    .filter(({ amount }) => !amount.isZero());
  const amount = terms.reduce((sum, term) => sum.plus(term.amount), zero);
  const formula =
    terms.length === 0 ? "no line has a part in it" : terms.map(({ label }) => label).join(" + ");
  return { amount, formula, terms };
}
