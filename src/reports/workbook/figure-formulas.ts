import { Decimal } from "decimal.js";
import type { ScenarioReport } from "../../contracts/investment.ts";
import type { CashFlow } from "../../core/roi/cash-flow.ts";
import { modifiedInternalRateOfReturn } from "../../core/roi/modified-internal-rate-of-return.ts";
import { profitabilityIndex, type ProfitabilityBasis } from "../../core/roi/profitability-index.ts";
import { monthColumn, monthRange, TOTAL_COLUMN, type CaseColumns } from "./case-columns.ts";
import { cellAddress } from "./cell-address.ts";
import { formulaCell, textCell, type Cell } from "./cell.ts";
import { figureRows, type FigureRow } from "./figure-rows.ts";
import { sameFigure } from "./same-figure.ts";

/** Rows of a scenario's sheet that its figures are computed from. */
export interface FigureSources {
  readonly monthLabels: number;
  readonly benefits: number;
  readonly costs: number;
  readonly net: number;
  readonly discountedBenefits: number;
  readonly discountedCosts: number;
  readonly discountedNet: number;
}

/** What the formulas of a case need to know. */
export interface FigureCase {
  readonly report: ScenarioReport;
  readonly columns: CaseColumns;
  readonly sources: FigureSources;
  /** Address of the discount rate per year. */
  readonly rate: string;
  readonly minorDigits: number;
  /** Net amounts, shape [month], the initial one first. */
  readonly netMonths: readonly Decimal[];
}

/** What formulas say where a figure does not exist. */
export const NO_FIGURE = {
  costs: "No costs",
  signChange: "No change of sign",
  rates: "No single rate",
  outlay: "No outlay",
  outlayOrReturn: "No outlay or no return",
} as const;

/** The cells of all figures but the paybacks; live wherever a formula gives what the reply says. */
export function figureCells(case_: FigureCase): ReadonlyMap<FigureRow["key"], Cell> {
  const { sources, minorDigits } = case_;
  const total = (row: number): string => cellAddress(TOTAL_COLUMN, row);
  const rounded = (value: string): string => `ROUND(${value},${minorDigits})`;
  const benefitsOverCosts = (benefits: string, costs: string): string =>
    `IF(${costs}<0,(${benefits}+${costs})/-${costs},"${NO_FIGURE.costs}")`;
  const formulas = {
    netPresentValue: { formula: rounded(total(sources.discountedNet)), otherwise: "-" },
    presentValueOfBenefits: { formula: rounded(total(sources.discountedBenefits)), otherwise: "-" },
    presentValueOfCosts: { formula: rounded(`-${total(sources.discountedCosts)}`), otherwise: "-" },
    returnOnInvestment: {
      formula: benefitsOverCosts(total(sources.discountedBenefits), total(sources.discountedCosts)),
      otherwise: NO_FIGURE.costs,
    },
    undiscountedReturn: {
      formula: benefitsOverCosts(total(sources.benefits), total(sources.costs)),
      otherwise: NO_FIGURE.costs,
    },
    internalRateOfReturn: internalRate(case_),
    modifiedInternalRateOfReturn: modifiedRate(case_),
    profitabilityIndex: indexOfProfit(case_),
  };
  return new Map(
    figureRows(case_.report.figures).flatMap((row) => {
      if (!(row.key in formulas)) return [];
      const { formula, otherwise } = formulas[row.key as keyof typeof formulas];
      const cached = row.reported ?? { text: otherwise };
      if (formula !== undefined) return [[row.key, formulaCell(formula, cached, row.format)] as const];
      return [[row.key, textCell(row.reported === null ? otherwise : "As reported only", "note")] as const];
    }),
  );
}

/** One cell for each rate at which the net present value is 0, where there are several. */
export function rootCells({ report, columns, sources }: FigureCase): readonly Cell[] {
  const { roots } = report.figures.internalRateOfReturn;
  if (roots.length < 2) return [];
  const flows = monthRange(columns, sources.net);
  return roots.map((root) => formulaCell(yearlyRate(`IRR(${flows},${guessFor(root)})`), root, "percent"));
}

interface FigureFormula {
  /** Absent where no formula gives what is reported. */
  readonly formula: string | undefined;
  /** What the formula says where there is no figure. */
  readonly otherwise: string;
}

/** Spreadsheets look for the monthly rate near a guess and find one rate only. */
function internalRate({ report, columns, sources, netMonths }: FigureCase): FigureFormula {
  const { ledger } = report.figures.internalRateOfReturn;
  const flows = monthRange(columns, sources.net);
  const changesSign = netMonths.some((amount) => amount.gt(0)) && netMonths.some((amount) => amount.lt(0));
  if (ledger === null && changesSign) return { formula: undefined, otherwise: NO_FIGURE.rates };
  const rate = yearlyRate(`IRR(${flows}${ledger === null ? "" : `,${guessFor(ledger)}`})`);
  const formula = `IF(AND(MIN(${flows})<0,MAX(${flows})>0),${rate},"${NO_FIGURE.signChange}")`;
  return { formula, otherwise: NO_FIGURE.signChange };
}

/** With the discount rate as the rate that money is borrowed and invested at. */
function modifiedRate({ report, columns, sources, rate, netMonths }: FigureCase): FigureFormula {
  const ratePerYear = new Decimal(report.discountRatePerYear);
  const rates = { financeRatePerYear: ratePerYear, reinvestRatePerYear: ratePerYear };
  const outcome = modifiedInternalRateOfReturn(flowsOf(netMonths), rates);
  const ours = outcome.ok ? outcome.value.ratePerYear : null;
  const monthly = `(1+${rate})^(1/12)-1`;
  const modified = yearlyRate(`MIRR(${monthRange(columns, sources.net)},${monthly},${monthly})`);
  const isSame = sameFigure(ours, report.figures.modifiedInternalRateOfReturn.ledger);
  return {
    formula: isSame ? `IFERROR(${modified},"${NO_FIGURE.outlayOrReturn}")` : undefined,
    otherwise: NO_FIGURE.outlayOrReturn,
  };
}

/** Over the initial outlay or over all money out: whichever of the two the reply means. */
function indexOfProfit({ report, columns, sources, netMonths }: FigureCase): FigureFormula {
  const rate = new Decimal(report.discountRatePerYear);
  const { ledger } = report.figures.profitabilityIndex;
  const isMeant = (basis: ProfitabilityBasis): boolean => {
    const outcome = profitabilityIndex(flowsOf(netMonths), rate, basis);
    return sameFigure(outcome.ok ? outcome.value.index : null, ledger);
  };
  const flows = monthRange(columns, sources.discountedNet);
  const initial = cellAddress(monthColumn(columns, 0), sources.discountedNet);
  const all = cellAddress(TOTAL_COLUMN, sources.discountedNet);
  const [out, into] = [`SUMIF(${flows},"<0")`, `SUMIF(${flows},">0")`];
  const formula = isMeant("all_outlays")
    ? `IF(${out}<0,${into}/-${out},"${NO_FIGURE.outlay}")`
    : isMeant("initial_outlay")
      ? `IF(${initial}<0,(${all}-${initial})/-${initial},"${NO_FIGURE.outlay}")`
      : undefined;
  return { formula, otherwise: NO_FIGURE.outlay };
}

function yearlyRate(monthlyRate: string): string {
  return `(1+${monthlyRate})^12-1`;
}

/** The monthly rate to start from, to nine digits of its growth: near enough that programs end at the rate meant. */
function guessFor(ratePerYear: number): string {
  const growthPerMonth = new Decimal(1).plus(ratePerYear).pow(new Decimal(1).div(12));
  return growthPerMonth.toSignificantDigits(9).minus(1).toFixed();
}

function flowsOf(netMonths: readonly Decimal[]): readonly CashFlow[] {
  return netMonths.map((amount, monthsFromStart) => ({ monthsFromStart, amount }));
}
