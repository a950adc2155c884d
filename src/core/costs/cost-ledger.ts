import type { Decimal } from "decimal.js";
import { ensure } from "../base/ensure.ts";
import { MoneyDecimal } from "../base/money.ts";
import { chargeAmount, chargeFormula } from "./charge.ts";
import { checkCostPlan, MOST_MONTHS } from "./check-cost-plan.ts";
import type { CostItem, CostKind, CostPlan, CostRisk } from "./cost-plan.ts";
import { fixedLines } from "./fixed-lines.ts";
import { horizonWarnings, type CostWarning } from "./horizon-warnings.ts";
import type { LineDraft } from "./line-draft.ts";
import { otherLines } from "./other-lines.ts";
import { roundCells } from "./round-cells.ts";
import { staffLines } from "./staff-lines.ts";
import { technologyLines } from "./technology-lines.ts";
import { trainingLines } from "./training-lines.ts";

/** One part of a cell. The parts of a cell add up to it exactly. */
export interface CostTerm {
  readonly label: string;
  /** The product in words with its numbers; "" for what rounding carries. */
  readonly formula: string;
  readonly amount: Decimal;
}

export interface LedgerLine {
  readonly item: string;
  /** List of the plan that the item stands in; an avoided line keeps the category of its item. */
  readonly category: CostKind;
  readonly kind: CostKind;
  readonly line: string;
  readonly department?: string;
  readonly note?: string;
  /** Carried from the item; never on an avoided line, which is no cost. */
  readonly risk?: CostRisk;
  /** shape [month], month 0 first; exact minor units, 0 or more. Of an avoided line: what is no longer spent. */
  readonly amounts: readonly Decimal[];
  /** What the cell of a month is made of; empty where nothing is charged or carried. */
  readonly terms: (month: number) => readonly CostTerm[];
}

/** Costs by month, exact to the minor unit; an investment without costs has no lines. */
export interface CostLedger {
  readonly monthCount: number;
  readonly minorDigits: number;
  readonly lines: readonly LedgerLine[];
  readonly warnings: readonly CostWarning[];
}

/** Decimals of a term; what lies behind them is part of the rounding term. Below 1e12 terms add up in 20 digits. */
const TERM_DECIMALS = 8;

/**
 * The ledger of a plan: a cell for every line and month. Cents are made in `roundCells` alone.
 * @param monthCount  last month of the case, 1..600; months run 0..monthCount
 * @param minorDigits decimal places of the currency, as `minorDigitsOf` gives them
 * @throws {RangeError} on a plan that breaks what `CostPlan` says of its fields
 */
export function costLedger(plan: CostPlan, monthCount: number, minorDigits = 2): CostLedger {
  const isHorizon = Number.isSafeInteger(monthCount) && monthCount >= 1 && monthCount <= MOST_MONTHS;
  ensure(isHorizon, `Cannot make a ledger of ${monthCount} months: it takes 1 to ${MOST_MONTHS}`);
  checkCostPlan(plan);
  const lines: LedgerLine[] = [];
  const warnings: CostWarning[] = [];
  const add = (item: CostItem, category: CostKind, drafts: readonly LineDraft[]): void => {
    warnings.push(...horizonWarnings(item.name, drafts, monthCount));
    for (const draft of drafts) lines.push(ledgerLine(item, category, draft, { monthCount, minorDigits }));
  };
  for (const item of plan.staff) add(item, "staff", staffLines(item));
  for (const item of plan.technology) add(item, "technology", technologyLines(item));
  for (const item of plan.training) add(item, "training", trainingLines(item));
  for (const item of plan.other) add(item, "other", otherLines(item));
  for (const item of plan.fixed) add(item, item.category, fixedLines(item));
  return { monthCount, minorDigits, lines, warnings };
}

function ledgerLine(
  { name, department, note, risk }: CostItem,
  category: CostKind,
  draft: LineDraft,
  { monthCount, minorDigits }: Pick<CostLedger, "monthCount" | "minorDigits">,
): LedgerLine {
  const zero = new MoneyDecimal(0);
  const exact = Array.from({ length: monthCount + 1 }, (_, month) =>
    draft.chargesAt(month).reduce((sum, charge) => sum.plus(chargeAmount(charge)), zero),
  );
  const isCost = exact.every((amount) => amount.isFinite() && amount.gte(0));
  ensure(isCost, `Cannot cost "${name}": its ${draft.line} is negative or no number`);
  const amounts = roundCells(exact, draft.firstMonth, minorDigits);
  return {
    item: name,
    category,
    kind: draft.kind,
    line: draft.line,
    ...(department === undefined ? {} : { department }),
    ...(note === undefined ? {} : { note }),
    ...(risk === undefined || draft.kind === "avoided" ? {} : { risk }),
    amounts,
    terms: (month) => {
      ensure(month in amounts, `Cannot explain month ${month}: the ledger has months 0 to ${monthCount}`);
      return termsOf(draft, month, amounts[month]!);
    },
  };
}

function termsOf(draft: LineDraft, month: number, cell: Decimal): readonly CostTerm[] {
  const terms: CostTerm[] = draft.chargesAt(month).map((charge) => ({
    label: charge.label,
    formula: chargeFormula(charge),
    amount: chargeAmount(charge).toDecimalPlaces(TERM_DECIMALS),
  }));
  const carried = terms.reduce((rest, { amount }) => rest.minus(amount), cell);
  if (!carried.isZero()) {
    const label = "rounding to whole cents, so that twelve months add up to the year";
    terms.push({ label, formula: "", amount: carried });
  }
  return terms;
}
