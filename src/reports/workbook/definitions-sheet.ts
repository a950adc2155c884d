import { textCell } from "./cell.ts";
import type { Sheet } from "./sheet.ts";

export const DEFINITIONS = "Definitions";

const HEADINGS = ["Word", "What it is", "Convention", "Source"] as const;

const DEFINED: readonly (readonly [string, string, string, string])[] = [
  [
    "Benefits",
    "Gross margin with the investment minus without it, plus what is paid ahead of revenue (minus what is paid behind it), plus direct benefits, plus costs that are no longer spent",
    "Money in is positive; a saving is a benefit and never taken off the costs",
    "Forrester, Total Economic Impact",
  ],
  [
    "Costs",
    "What the investment takes: staff, technology, training and other",
    "Negative in the table, positive as a present value",
    "Ledger of the case, to the smallest unit",
  ],
  [
    "Net cash flow",
    "Benefits plus costs of a month",
    "Flows of a month lie at its end; Initial is the day of the decision",
    "Ledger of the case",
  ],
  [
    "Cumulative net cash flow",
    "All net cash flows so far",
    "Of a quarter or year: at its end",
    "Ledger of the case",
  ],
  [
    "Discount factor",
    "(1 + discount rate a year) ^ (-months / 12)",
    "1 in the initial column; by the month, also in yearly totals",
    "Brealey, Myers and Allen, Principles of Corporate Finance",
  ],
  [
    "Net present value (NPV)",
    "Sum of net cash flow x discount factor",
    "The initial column is not discounted; the NPV function of spreadsheets would put it one period later",
    "Brealey, Myers and Allen, Principles of Corporate Finance",
  ],
  [
    "Present value of benefits, of costs",
    "The same sum of the benefits alone, of the costs alone",
    "Costs are shown positive; NPV = benefits - costs",
    "Forrester, Total Economic Impact",
  ],
  [
    "Return on investment (ROI)",
    "(PV of benefits - PV of costs) / PV of costs",
    "Over the whole horizon, not per year; 329 % is 3.29",
    "Forrester, Total Economic Impact",
  ],
  [
    "Return without discounting",
    "The same of plain totals",
    "As if money were worth the same at any time",
    "Plain ratio of totals",
  ],
  [
    "Internal rate of return (IRR)",
    "The rate per year at which the NPV is 0",
    "(1 + monthly rate) ^ 12 - 1; a plan whose sign changes more than once can have several, then none of them is the figure and all are listed",
    "Brealey, Myers and Allen, Principles of Corporate Finance",
  ],
  [
    "Modified internal rate of return (MIRR)",
    "(final value of money in / present value of money out) ^ (12 / months) - 1",
    "Money is borrowed and invested at the discount rate, until the end of the horizon",
    "Lin (1976), The modified internal rate of return and investment criterion",
  ],
  [
    "Profitability index",
    "Present value of money in per unit of present value of money out, or of later flows per unit of initial outlay: the formula on the scenario's sheet shows which",
    "Above 1 the case gains",
    "Brealey, Myers and Allen, Principles of Corporate Finance",
  ],
  [
    "Payback",
    "Months from the decision until the cumulative net cash flow comes up to 0 for the last time",
    "The flow of that month is spread evenly over it (in a case given by years, over its year); later flows out count",
    "Brealey, Myers and Allen, Principles of Corporate Finance",
  ],
  [
    "Discounted payback",
    "The same of the discounted cumulative",
    "As payback",
    "Brealey, Myers and Allen, Principles of Corporate Finance",
  ],
  [
    "Ledger case",
    "The mean of the draws, cell by cell, to the smallest unit",
    "Its NPV is the mean NPV; its IRR, ROI and payback are those of the mean",
    "This workbook's typed-in cells",
  ],
  [
    "Simulation",
    "The figure in every draw, base and scenario on the same random numbers",
    "Quantiles are linear interpolations between order statistics (type 7); draws without the figure are left out and their share is given",
    "Hyndman and Fan (1996), Sample quantiles in statistical packages",
  ],
  ["Chance of a gain", "Share of the draws with an NPV above 0", "-", "Simulation"],
  [
    "Side: base, scenario, difference",
    "Without the investment, with it, with minus without",
    "Only differences are added up",
    "Simulation",
  ],
  [
    "Risk-adjusted (TEI)",
    "Benefits x (1 - r), costs x (1 + r), r by the mean of low, likely and high",
    "Beside the simulation, not on top of it; flexibility is in none of the figures",
    "Forrester, Total Economic Impact",
  ],
];

/** Each figure in words, the convention it follows and where it comes from. */
export function definitionsSheet(): Sheet {
  return {
    name: DEFINITIONS,
    columnWidths: [34, 64, 64, 50],
    frozen: { rows: 2, columns: 1 },
    rows: [
      [textCell("Definitions", "title")],
      HEADINGS.map((heading) => textCell(heading, "heading")),
      ...DEFINED.map((row) =>
        row.map((text, column) => textCell(text, column === 0 ? "section" : "plain", true)),
      ),
    ],
  };
}
