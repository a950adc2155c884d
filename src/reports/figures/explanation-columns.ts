import type { Explanation } from "../../contracts/investment.ts";
import { MoneyDecimal } from "../../core/base/money.ts";
import { sumOfTerms } from "../../core/roi/explanation.ts";
import { FIGURE_NAMES } from "./case-figure-rows.ts";
import { cleanText } from "./clean-text.ts";
import type { TableColumn } from "./table-column.ts";

const NAMES: ReadonlyMap<string, string> = new Map(Object.entries(FIGURE_NAMES));

/** What people call the figure that is explained. */
export function explainedName({ figure }: Explanation): string {
  return NAMES.get(figure) ?? cleanText(figure);
}

/** A decimal text with thousands separated and every digit it has. */
export function fullNumberText(value: string): string {
  const [whole, fraction] = new MoneyDecimal(value).toFixed().split(".");
  return `${whole!.replace(/\B(?=(\d{3})+$)/g, ",")}${fraction === undefined ? "" : `.${fraction}`}`;
}

/** The terms with their values, the decimal points below each other. */
export function explanationColumns({ terms }: Explanation): TableColumn[] {
  const numbers = terms.map(({ value }) => fullNumberText(value));
  const fractionRoom = Math.max(0, ...numbers.map((text) => fractionOf(text).length));
  const formulas = terms.map(({ formula }) => cleanText(formula ?? ""));
  return [
    { header: "Term", cells: terms.map(({ label }) => cleanText(label)), align: "left", minWidth: 10 },
    {
      header: "Value",
      // Figure spaces keep the points in one column on a page as well, where spaces fall together.
      cells: numbers.map((text) => text + "\u{2007}".repeat(fractionRoom - fractionOf(text).length)),
      align: "right",
    },
    ...(formulas.every((formula) => formula === "")
      ? []
      : [{ header: "How", cells: formulas, align: "left", breaks: "freely" } satisfies TableColumn]),
  ];
}

/** That the terms add up to the figure, or by how much they do not. */
export function explanationSum({ terms, value }: Explanation): string {
  const sum = sumOfTerms(terms.map((term) => ({ label: term.label, value: new MoneyDecimal(term.value) })));
  const figure = fullNumberText(value);
  if (sum.eq(value)) return `${terms.length === 1 ? "The term is" : `The ${terms.length} terms add up to`} ${figure} exactly`; // prettier-ignore
  return `The terms add up to ${fullNumberText(sum.toFixed())}, the figure is ${figure}`;
}

function fractionOf(text: string): string {
  return text.includes(".") ? text.slice(text.indexOf(".")) : "";
}
