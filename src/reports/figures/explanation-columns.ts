import type { Explanation, Working } from "../../contracts/explanation.ts";
import { MoneyDecimal } from "../../core/base/money.ts";
import { sumOfTerms } from "../../core/roi/explanation.ts";
import { FIGURE_NAMES } from "./case-figure-rows.ts";
import { cleanText } from "./clean-text.ts";
import { percentText } from "./percent-text.ts";
import { chosenRateText, rateText } from "./rate-text.ts";
import type { TableColumn } from "./table-column.ts";

const POINT_SPACE = "\u{2008}";
const DIGIT_SPACE = "\u{2007}";
const FRACTION = /\..*$/;
const NAMES: ReadonlyMap<string, string> = new Map([
  ...Object.entries(FIGURE_NAMES),
  ["probabilityOfGain", "Chance of a gain"],
  ["riskAdjusted.benefitFactor", "Benefits, risk-adjusted share"],
  ["riskAdjusted.costFactor", "Costs, risk-adjusted share"],
]);
const RISK_ADJUSTED = "riskAdjusted.";
const ROOT = /^internalRateOfReturn\.roots\[(\d+)\]$/;

/** What people call the figure that is explained. */
export function explainedName({ figure }: Pick<Explanation, "figure">): string {
  const own = NAMES.get(figure);
  if (own !== undefined) return own;
  const root = ROOT.exec(figure)?.[1];
  if (root !== undefined) return `Rate ${Number(root) + 1} a year at which the value is 0`;
  if (!figure.startsWith(RISK_ADJUSTED)) return cleanText(figure);
  const plain = explainedName({ figure: figure.slice(RISK_ADJUSTED.length) });
  return `${plain}, risk-adjusted`;
}

const RATES: ReadonlySet<string> = new Set([
  "returnOnInvestment",
  "undiscountedReturn",
  "internalRateOfReturn",
  "modifiedInternalRateOfReturn",
]);

/** The figure that is explained as people read it elsewhere: rates and shares in percent, the rest with every digit. */
export function explainedValue({ figure, value }: Pick<Explanation, "figure" | "value">): string {
  if (figure === "probabilityOfGain") return percentText(Number(value), false);
  if (figure.endsWith("Factor")) return chosenRateText(Number(value));
  const plain = figure.startsWith(RISK_ADJUSTED) ? figure.slice(RISK_ADJUSTED.length) : figure;
  return RATES.has(plain) || ROOT.test(figure) ? rateText(Number(value)) : fullNumberText(value);
}

/** A decimal text with thousands separated and every digit it has. */
export function fullNumberText(value: string): string {
  const [whole, fraction] = new MoneyDecimal(value).toFixed().split(".");
  return `${whole!.replace(/\B(?=(\d{3})+$)/g, ",")}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** The terms with their values, the decimal points below each other. */
export function explanationColumns({ terms }: Pick<Explanation, "terms">): TableColumn[] {
  const numbers = terms.map(({ value }) => fullNumberText(value));
  const fractionRoom = Math.max(0, ...numbers.map((text) => FRACTION.exec(text)?.[0].length ?? 0));
  const formulas = terms.map(({ formula }) => cleanText(formula ?? ""));
  return [
    { header: "Term", cells: terms.map(({ label }) => cleanText(label)), align: "left", minWidth: 10 },
    {
      header: "Value",
      cells: numbers.map((text) => text + spacesAs(FRACTION.exec(text)?.[0] ?? "", fractionRoom)),
      align: "right",
    },
    ...(formulas.every((formula) => formula === "")
      ? []
      : [{ header: "How", cells: formulas, align: "left", breaks: "freely" } satisfies TableColumn]),
  ];
}

/** That the terms add up to the figure, or by how much they do not. */
export function explanationSum({ terms, value }: Pick<Explanation, "terms" | "value">): string {
  const sum = sumOfTerms(terms.map((term) => ({ label: term.label, value: new MoneyDecimal(term.value) })));
  const figure = fullNumberText(value);
  if (sum.eq(value)) return `${terms.length === 1 ? "The term is" : `The ${terms.length} terms add up to`} ${figure} exactly`; // prettier-ignore
  return `The terms add up to ${fullNumberText(sum.toFixed())}, the figure is ${figure}`;
}

/** The numbers that formulas of the terms are fed with: those that open in turn, and those that are given. */
export function workingsOf({ workings = [] }: Explanation): {
  readonly opened: readonly Working[];
  readonly given: readonly Working[];
} {
  return {
    opened: workings.filter(({ terms }) => terms.length > 0),
    given: workings.filter(({ terms }) => terms.length === 0),
  };
}

/** A number with its name, and what it has to be. */
export function workingTitle({ label, value, formula }: Working): string {
  const how = formula === undefined ? "" : ` (${cleanText(formula)})`;
  return `${cleanText(label)}: ${fullNumberText(value)}${how}`;
}

/** Spaces as wide as the point and the digits that a fraction lacks, on a page as well, where spaces fall together. */
function spacesAs(fraction: string, room: number): string {
  const missing = room - fraction.length;
  return fraction === "" && missing > 0
    ? POINT_SPACE + DIGIT_SPACE.repeat(missing - 1)
    : DIGIT_SPACE.repeat(missing);
}
