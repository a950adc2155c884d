import type { InvestmentReply, ScenarioReport } from "../../contracts/investment.ts";
import { chanceText } from "./case-headline.ts";
import { cleanText } from "./clean-text.ts";
import type { MoneyWriter } from "./exact-money-text.ts";
import { monthsText } from "./payback-text.ts";
import { percentText } from "./percent-text.ts";
import { rateText } from "./rate-text.ts";
import { reasonText } from "./reason-text.ts";
import { MISSING } from "./score-text.ts";
import type { TableColumn } from "./table-column.ts";

type Comparison = InvestmentReply["comparisons"][number];

const right = (header: string, cells: readonly string[], rank?: number): TableColumn => ({
  header,
  cells,
  align: "right",
  ...(rank === undefined ? {} : { rank }),
});

/** A scenario's name, for people. */
export function scenarioName({ name }: Pick<ScenarioReport, "name">): string {
  return cleanText(name) || "(no name)";
}

/** Names with their numbers, so that two long ones are told apart where they are cut. */
export function numberedNames({ scenarios }: InvestmentReply): string[] {
  return scenarios.map((scenario, index) => `${index + 1}. ${scenarioName(scenario)}`);
}

/** All scenarios of a run side by side. */
export function scenarioColumns(reply: InvestmentReply, money: MoneyWriter): TableColumn[] {
  const figures = reply.scenarios.map((scenario) => scenario.figures);
  const values = figures.map(({ netPresentValue }) => netPresentValue);
  const mean = ({ ledger, distribution }: (typeof values)[number]) => ledger ?? distribution?.mean ?? null;
  const costs = figures.map(({ presentValueOfCosts }) => mean(presentValueOfCosts));
  const write = writerFor(money, [
    ...values.flatMap((value) => [mean(value), value.distribution?.quantiles["0.05"], value.distribution?.quantiles["0.95"]]), // prettier-ignore
    ...costs,
  ]);
  return [
    { header: "Scenario", cells: numberedNames(reply), align: "left", minWidth: 10 },
    right("NPV", values.map((value) => write(mean(value)))), // prettier-ignore
    right("5 %", values.map(({ distribution }) => write(distribution?.quantiles["0.05"]))), // prettier-ignore
    right("95 %", values.map(({ distribution }) => write(distribution?.quantiles["0.95"]))), // prettier-ignore
    right("Gain", reply.scenarios.map((scenario) => chanceText(scenario.figures.probabilityOfGain, scenario))), // prettier-ignore
    right("ROI", figures.map(({ returnOnInvestment: { ledger } }) => (ledger === null ? MISSING : rateText(ledger)))), // prettier-ignore
    right("Payback", figures.map(({ payback: { months } }) => (months === null ? MISSING : monthsText(months).split(" ")[0]!))), // prettier-ignore
    right("PV costs", costs.map(write)), // prettier-ignore
  ];
}

/** What the columns mean, and why a scenario lacks a figure. */
export function scenarioNotes({ scenarios }: InvestmentReply): string[] {
  const reasons = new Map<string, number[]>();
  for (const [index, { figures }] of scenarios.entries()) {
    const { netPresentValue, returnOnInvestment, payback } = figures;
    const parts = [
      ["NPV", netPresentValue.ledger, netPresentValue.reason],
      ["ROI", returnOnInvestment.ledger, returnOnInvestment.reason],
      ["payback", payback.months, payback.reason],
    ] as const;
    for (const [name, value, reason] of parts) {
      if (value !== null || reason === null) continue;
      const key = `No ${name} in\n${reasonText(reason)}`;
      reasons.set(key, [...(reasons.get(key) ?? []), index + 1]);
    }
  }
  const horizons = new Set(scenarios.map(({ horizonMonths, discountRatePerYear }) => `${horizonMonths} ${discountRatePerYear}`)); // prettier-ignore
  return [
    "NPV: mean net present value, with the 5th and 95th percentile of the draws. Gain: chance of an NPV above 0. Payback in months, of the ledger case.",
    ...(horizons.size > 1
      ? [
          "The scenarios differ in horizon or discount rate: their net present values do not measure the same.",
        ]
      : []),
    ...[...reasons].map(([key, numbers]) => key.replace("\n", ` ${numbers.join(", ")}: `)),
  ];
}

/** How much better one scenario is than another, draw by draw. */
export function comparisonColumns(reply: InvestmentReply, money: MoneyWriter): TableColumn[] {
  const { comparisons } = reply;
  const drawn = comparisons.map(({ netPresentValueDifference }) => netPresentValueDifference);
  const write = writerFor(money, drawn.flatMap(({ mean, quantiles }) => [mean, quantiles["0.05"], quantiles["0.95"]])); // prettier-ignore
  const names = new Map(reply.scenarios.map(({ name }, index) => [name, numberedNames(reply)[index]!]));
  const named = (header: string, key: "scenario" | "against"): TableColumn => ({
    header,
    cells: comparisons.map((pair) => names.get(pair[key]) ?? cleanText(pair[key])),
    align: "left",
    minWidth: 10,
  });
  return [
    named("Scenario", "scenario"),
    named("Against", "against"),
    right("NPV more by", drawn.map(({ mean }) => write(mean))), // prettier-ignore
    right("5 %", drawn.map(({ quantiles }) => write(quantiles["0.05"]))), // prettier-ignore
    right("95 %", drawn.map(({ quantiles }) => write(quantiles["0.95"]))), // prettier-ignore
    right("Better", comparisons.map(betterText)), // prettier-ignore
  ];
}

/** What fits into the budget best; undefined where no budget was given. */
export function bestSubsetSentence(
  { bestSubset, currency }: InvestmentReply,
  money: MoneyWriter,
): string | undefined {
  if (bestSubset === null) return undefined;
  const { budget, chosen, presentValueOfCosts, netPresentValue, method, together } = bestSubset;
  const write = money([budget, presentValueOfCosts, netPresentValue]);
  const unit = currency === "XXX" ? "" : ` ${cleanText(currency)}`;
  const names = chosen.map((name) => scenarioName({ name })).join(" + ");
  const how = reasonText(method);
  const joint =
    together === undefined
      ? ""
      : ` Simulated as one they have ${write(together.netPresentValue)}, ${differenceText(together.lessThanSum, write)} their sum.`;
  return chosen.length === 0
    ? `With ${write(budget)}${unit} for costs (present value): none of the scenarios (${how}).`
    : `With ${write(budget)}${unit} for costs (present value): ${names}. They cost ${write(presentValueOfCosts)} and have a net present value of ${write(netPresentValue)} together (${how}).${joint}`;
}

function differenceText(less: string, write: (amount: string) => string): string {
  return less.startsWith("-") ? `${write(less.slice(1))} more than` : `${write(less)} less than`;
}

function betterText({ probabilityBetter, netPresentValueDifference }: Comparison): string {
  return percentText(probabilityBetter, Number(netPresentValueDifference.sd) === 0);
}

function writerFor(money: MoneyWriter, amounts: readonly (string | null | undefined)[]) {
  const write = money(amounts.filter((amount) => typeof amount === "string"));
  return (amount: string | null | undefined) => (typeof amount === "string" ? write(amount) : MISSING);
}
