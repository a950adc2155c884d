import { Decimal } from "decimal.js";
import { ensure } from "../../core/base/ensure.ts";
import { cleanText } from "../figures/clean-text.ts";

/** How a number is shown; money by the decimal places of the currency. */
export type CellFormat =
  "general" | "money" | "percent" | "ratio" | "factor" | "months" | "count" | "difference";

/** What a cell is for; `constant` is a number typed in (blue, as finance has it), `input` one that is meant to be changed. */
export type CellRole = "plain" | "title" | "heading" | "section" | "total" | "constant" | "input" | "note";

export interface CellStyle {
  readonly format: CellFormat;
  readonly role: CellRole;
  readonly wraps?: boolean;
}

export type Cell =
  | { readonly kind: "text"; readonly text: string; readonly style: CellStyle }
  | { readonly kind: "number"; readonly value: string; readonly style: CellStyle }
  | {
      readonly kind: "formula";
      readonly formula: string;
      readonly cached: CachedValue;
      readonly style: CellStyle;
    };

/** What a formula gave when the file was written: programs show it until they compute anew. */
export type CachedValue = { readonly number: string } | { readonly text: string };

/** The longest text that a cell holds, in UTF-16 units. */
const TEXT_LIMIT = 32_767;

/**
 * A text as a text, whatever it begins with: the file's format keeps formulas apart, so that "=1+1" from a scenario file
 * never runs. Without control characters, on one line.
 */
export function textCell(text: string, role: CellRole = "plain", wraps = false): Cell {
  const clean = cleanText(text);
  const fits = clean.length <= TEXT_LIMIT ? clean : `${clean.slice(0, TEXT_LIMIT - 1).toWellFormed()}…`;
  return { kind: "text", text: fits, style: { format: "general", role, wraps } };
}

/** A number typed in. */
export function numberCell(value: Decimal.Value, format: CellFormat, role: CellRole = "constant"): Cell {
  return { kind: "number", value: numberText(value), style: { format, role } };
}

/** A number, or the dash that stands for a figure that does not exist. */
export function numberOrDash(value: Decimal.Value | null | undefined, format: CellFormat): Cell {
  return value === null || value === undefined ? textCell("-", "note") : numberCell(value, format);
}

/**
 * A live formula and what it gives.
 * @param formula without the equals sign, in the words of the file format: English names, commas between arguments
 * @param cached  a number, or a text where the formula answers with one
 */
export function formulaCell(
  formula: string,
  cached: Decimal.Value | { readonly text: string },
  format: CellFormat,
  role: CellRole = "plain",
): Cell {
  const value = typeof cached === "object" && "text" in cached ? cached : { number: numberText(cached) };
  return { kind: "formula", formula, cached: value, style: { format, role } };
}

/** A formula that shows another cell of the workbook, and what that one gave. */
export function referenceCell(address: string, target: Cell, format: CellFormat): Cell {
  const cached =
    target.kind === "formula"
      ? target.cached
      : target.kind === "number"
        ? { number: target.value }
        : { text: target.text };
  return { kind: "formula", formula: address, cached, style: { format, role: "plain" } };
}

/** A number as the file holds it: the 17 digits that a Float64 has at most. */
function numberText(value: Decimal.Value): string {
  const decimal = new Decimal(value);
  ensure(decimal.isFinite(), `Cannot write ${decimal.toString()} into a cell: it is not finite`);
  return decimal.isZero() ? "0" : decimal.toSignificantDigits(17).toString();
}
