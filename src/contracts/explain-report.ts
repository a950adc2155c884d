import { Decimal } from "decimal.js";
import { MoneyDecimal } from "../core/base/money.ts";
import type { Explanation, Term, Working } from "./explanation.ts";
import type { CaseLine, InvestmentReply, RealisedReturn, ScenarioReport } from "./investment.ts";

const ROUNDING = "Rounding of the draws and of their means to the smallest unit of the currency";

/**
 * What a reply shows beside its figures of finance, taken apart into what else stands in it: effects by month and by lever,
 * the realised return, goals, and what levers do to the net present value.
 */
export function explainReport(
  scenario: ScenarioReport,
  reply: Pick<InvestmentReply, "months">,
): Explanation[] {
  const { realised } = scenario;
  return [
    ...explainEffects(scenario, reply),
    ...(realised === null ? [] : explainRealised(realised, scenario, reply)),
    ...scenario.goals.flatMap((goal, index) => explainGoal(goal, `goals[${index}].with`)),
    ...scenario.levers.flatMap(({ tornado }, index) =>
      tornado === null
        ? []
        : (["low", "high"] as const).map((end) => explainTornado(scenario, tornado[end], { index, end })),
    ),
  ];
}

function explainEffects(scenario: ScenarioReport, reply: Pick<InvestmentReply, "months">): Explanation[] {
  const effects = [
    ["bookings", "bookings"],
    ["revenue", "revenue"],
    ["grossMargin", "gross_margin"],
  ] as const;
  return effects.map(([name, kind]) => {
    const value = scenario.effects[name].mean;
    const explained = {
      figure: `effects.${name}`,
      formula: "sum of the mean differences of the months",
      value,
      terms: rounded(value, monthTerms(lineOf(scenario, kind, "difference"), reply)),
    };
    return name === "grossMargin" ? { ...explained, workings: byLever(scenario) } : explained;
  });
}

/** What each lever does alone, and what they do to each other. */
function byLever({ levers, effects }: ScenarioReport): Working[] {
  if (levers.length === 0) return [];
  const { mean } = effects.grossMargin;
  const alone = levers.map(({ name, alone: drawn }) => ({
    label: `${name}, alone`,
    value: drawn?.mean ?? "0",
  }));
  return [
    {
      label: "Gross margin by lever",
      value: mean,
      terms: withRest(mean, alone, "What levers do together, and the luck of the draws"),
    },
  ];
}

function explainRealised(
  realised: RealisedReturn,
  scenario: ScenarioReport,
  reply: Pick<InvestmentReply, "months">,
): Explanation[] {
  const { actualBookings, counterfactual, effect, grossMarginOfEffect, costsToDate, net, plannedEffect } =
    realised;
  const { months, from, to } = realised;
  const soFar = (line: CaseLine | undefined): Term[] => monthTerms(line, reply).slice(0, months + 1);
  const sumToDate = (line: CaseLine): string => sumOf(line.monthly.slice(0, months + 1)).toFixed();
  const linesToDate = (kind: CaseLine["kind"]): Term[] =>
    scenario.lines
      .filter((line) => line.kind === kind)
      .map((line) => ({ label: line.label, value: sumToDate(line) }))
      .filter(({ value }) => value !== "0");
  const costs = linesToDate("cost").map(({ label, value }) => ({ label, value: negated(value) }));
  const margin = new Decimal(effect.mean).times(scenario.grossMargin).toFixed();
  const explained = (name: string, formula: string, value: string, terms: readonly Term[]): Explanation => ({
    figure: `realised.${name}`,
    formula,
    value,
    terms: rounded(value, terms),
  });
  const ratio = (
    name: string,
    value: number,
    over: readonly [label: string, amount: string][],
  ): Explanation => ({
    ...explained(name, over.map(([label]) => label).join(" / "), decimalText(value), [
      { label: "Share", value: decimalText(value), formula: over.map(([, amount]) => amount).join(" / ") },
    ]),
    workings: over.map(([label, amount]) => ({ label, value: amount, terms: [] })),
  });
  return [
    explained("actualBookings", `bookings of ${from} to ${to}, as recorded`, actualBookings, [
      { label: `${from} to ${to}`, value: actualBookings },
    ]),
    explained("counterfactual", "sum of the mean bookings of the months without the investment", counterfactual.mean,
      soFar(lineOf(scenario, "bookings", "base"))), // prettier-ignore
    explained("effect", "actual bookings - mean of the counterfactual", effect.mean, [
      { label: "Actual bookings", value: actualBookings },
      { label: "Counterfactual, mean", value: negated(counterfactual.mean) },
    ]),
    explained("grossMarginOfEffect", "effect x gross margin", grossMarginOfEffect.mean, [
      {
        label: "Effect at the gross margin",
        value: margin,
        formula: `${effect.mean} x ${scenario.grossMargin}`,
      },
    ]),
    explained("costsToDate", "sum of the cost lines up to the last whole month", costsToDate, costs),
    explained("net", "gross margin of the effect + direct benefits + avoided costs - costs", net.mean, [
      { label: "Gross margin of the effect", value: grossMarginOfEffect.mean },
      ...linesToDate("direct_benefit"),
      ...linesToDate("avoided_cost"),
      { label: "Costs to date", value: negated(costsToDate) },
    ]),
    explained("plannedEffect", "sum of the mean differences of the months", plannedEffect.mean,
      soFar(lineOf(scenario, "bookings", "difference"))), // prettier-ignore
    ...(realised.returnToDate === null
      ? []
      : [ratio("returnToDate", realised.returnToDate.mean, [["net so far, mean", net.mean], ["costs to date", costsToDate]])]), // prettier-ignore
    ...(realised.shareOfGoal === null
      ? []
      : [ratio("shareOfGoal", realised.shareOfGoal, [["effect, mean", effect.mean], ["planned effect, mean", plannedEffect.mean]])]), // prettier-ignore
  ];
}

function explainGoal(
  { kpi, without, with: reached, byMonth }: ScenarioReport["goals"][number],
  figure: string,
): Explanation[] {
  if (reached === null || without === null) return [];
  const value = decimalText(reached);
  const before = { label: "Without the investment", value: decimalText(without) };
  return [
    {
      figure,
      formula: `${kpi} by month ${byMonth} without the investment + what it changes`,
      value,
      terms: withRest(value, [before], "What the investment changes"),
    },
  ];
}

function explainTornado(
  { figures, levers }: ScenarioReport,
  value: string,
  { index, end }: { readonly index: number; readonly end: "low" | "high" },
): Explanation {
  const { name, p10, p90 } = levers[index]!;
  const middle = figures.netPresentValue.distribution?.mean ?? "0";
  return {
    figure: `levers[${index}].tornado.${end}`,
    formula: "mean net present value of the draws + what the lever at this size changes",
    value,
    terms: withRest(
      value,
      [{ label: "Mean net present value of the draws", value: middle }],
      `${name} at ${end === "low" ? p10 : p90}, the others simulated`,
    ),
  };
}

function lineOf({ lines }: ScenarioReport, kind: CaseLine["kind"], of: CaseLine["of"]): CaseLine | undefined {
  return lines.find((line) => line.kind === kind && line.of === of);
}

/** Every month with its amount, those of nothing included. */
function monthTerms(line: CaseLine | undefined, { months }: Pick<InvestmentReply, "months">): Term[] {
  if (line === undefined) return [];
  const labels = ["Initial", ...months.map(({ label }) => label)];
  return line.monthly.map((value, month) => ({ label: labels[month]!, value }));
}

function rounded(value: string, terms: readonly Term[]): Term[] {
  return withRest(value, terms.filter((term) => !new MoneyDecimal(term.value).isZero()), ROUNDING); // prettier-ignore
}

/** The terms, and what is left of the value under a name of its own. */
function withRest(value: string, terms: readonly Term[], label: string): Term[] {
  const rest = new MoneyDecimal(value).minus(sumOf(terms.map((term) => term.value)));
  return rest.isZero() ? [...terms] : [...terms, { label, value: rest.toFixed() }];
}

function sumOf(amounts: readonly string[]): Decimal {
  return amounts.reduce<Decimal>((sum, amount) => sum.plus(amount), new MoneyDecimal(0));
}

function negated(amount: string): string {
  return new MoneyDecimal(amount).neg().plus(0).toFixed();
}

function decimalText(value: number): string {
  return new Decimal(value).toFixed();
}
