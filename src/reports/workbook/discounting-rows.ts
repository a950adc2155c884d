import { Decimal } from "decimal.js";
import type { ScenarioReport } from "../../contracts/investment.ts";
import { discountFactors } from "../../core/roi/discount.ts";
import { onGrid } from "../../core/roi/flow-decimal.ts";
import { amountRow, monthRow } from "./amount-rows.ts";
import { runningSum, seriesOfMonths, type AmountSeries } from "./amount-series.ts";
import { monthColumn, type CaseColumns } from "./case-columns.ts";
import { cellAddress } from "./cell-address.ts";
import { formulaCell, textCell } from "./cell.ts";
import { addCumulative } from "./cumulative-row.ts";
import type { FlowRows } from "./flow-rows.ts";
import { crossingCells, monthsPerPeriod, type RunningSum } from "./payback-cells.ts";
import type { SheetRows } from "./sheet.ts";

export interface DiscountingRows {
  readonly rows: {
    readonly discountedBenefits: number;
    readonly discountedCosts: number;
    readonly discountedNet: number;
  };
  readonly crossings: number;
  readonly discountedCrossings: number;
  readonly cumulative: RunningSum;
  readonly discountedCumulative: RunningSum;
}

export interface DiscountingPlace {
  readonly flows: FlowRows;
  readonly monthNumbers: number;
  /** Address of the discount rate per year. */
  readonly rate: string;
  readonly minorDigits: number;
}

/** Factors of the discount rate on the sheet of assumptions, and what is worth what on the day of the decision. */
export function addDiscounting(
  rows: SheetRows,
  columns: CaseColumns,
  report: ScenarioReport,
  place: DiscountingPlace,
): DiscountingRows {
  const { flows, monthNumbers, rate } = place;
  const factorOf = discountFactors(new Decimal(report.discountRatePerYear));
  const at = (month: number, row: number): string => cellAddress(monthColumn(columns, month), row);
  rows.add(textCell("Discounting, at the rate on the sheet Assumptions", "section"));
  const factors = columns.months.labels.map((_, month) =>
    formulaCell(`(1+${rate})^(-${at(month, monthNumbers)}/12)`, factorOf(month), "factor"),
  );
  const factorRow = rows.next;
  rows.add(...monthRow(columns, { label: "Discount factor" }, factors));
  const addDiscounted = (label: string, of: number, series: AmountSeries) => {
    const row = rows.next;
    const months = series.months.map((amount, month) => onGrid(factorOf(month).times(amount)));
    const discounted = seriesOfMonths(months, columns);
    const formulaOf = (month: number): string => `${at(month, of)}*${at(month, factorRow)}`;
    rows.add(...amountRow(columns, { row, lead: { label }, series: discounted, formulaOf }));
    return { row, months };
  };
  const benefits = addDiscounted("Discounted benefits", flows.rows.benefits, flows.benefits);
  const costs = addDiscounted("Discounted costs", flows.rows.costs, flows.costs);
  const net = addDiscounted("Discounted net cash flow", flows.rows.net, flows.net);
  const runningMonths = runningSum(net.months);
  const cumulativeRow = addCumulative(rows, columns, {
    lead: { label: "Discounted cumulative" },
    of: net.row,
    series: seriesOfMonths(runningMonths, columns, "end"),
    // Far below the smallest unit, so that what cancels is 0 and not the noise of the last digit.
    decimals: place.minorDigits + 4,
  });
  const cumulative = { row: flows.cumulativeRow, months: flows.cumulative.months };
  const discountedCumulative = { row: cumulativeRow, months: runningMonths };
  const crossing = { monthNumbers, monthsPerPeriod: monthsPerPeriod(flows.net.months, report.figures) };
  const addCrossings = (label: string, sum: RunningSum): number =>
    rows.add(...monthRow(columns, { label }, [undefined, ...crossingCells(columns, sum, crossing)]));
  return {
    rows: { discountedBenefits: benefits.row, discountedCosts: costs.row, discountedNet: net.row },
    crossings: addCrossings("Months to payback, where the sum comes up to 0", cumulative),
    discountedCrossings: addCrossings("Months to discounted payback, likewise", discountedCumulative),
    cumulative,
    discountedCumulative,
  };
}
