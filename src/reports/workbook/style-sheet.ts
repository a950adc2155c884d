import type { CellFormat, CellRole, CellStyle } from "./cell.ts";
import { xmlText } from "./xml-text.ts";

const FONTS = [
  `<font><sz val="10"/><name val="Calibri"/><family val="2"/></font>`,
  `<font><b/><sz val="10"/><name val="Calibri"/><family val="2"/></font>`,
  `<font><b/><sz val="14"/><name val="Calibri"/><family val="2"/></font>`,
  `<font><sz val="10"/><color rgb="FF1F3FBF"/><name val="Calibri"/><family val="2"/></font>`,
  `<font><i/><sz val="10"/><color rgb="FF595959"/><name val="Calibri"/><family val="2"/></font>`,
] as const;
/** The first two are the format's own. */
const FILLS = [
  `<fill><patternFill patternType="none"/></fill>`,
  `<fill><patternFill patternType="gray125"/></fill>`,
  solid("FFE7ECF3"),
  solid("FFFFF5CC"),
] as const;
const BORDERS = [
  `<border><left/><right/><top/><bottom/><diagonal/></border>`,
  `<border><left/><right/><top style="thin"><color auto="1"/></top><bottom/><diagonal/></border>`,
  `<border><left/><right/><top/><bottom style="thin"><color auto="1"/></bottom><diagonal/></border>`,
] as const;

/** Places in the three lists above. */
const LOOKS: Readonly<
  Record<CellRole, { readonly font: number; readonly fill: number; readonly border: number }>
> = {
  plain: { font: 0, fill: 0, border: 0 },
  title: { font: 2, fill: 0, border: 0 },
  heading: { font: 1, fill: 2, border: 2 },
  section: { font: 1, fill: 0, border: 0 },
  total: { font: 1, fill: 0, border: 1 },
  constant: { font: 3, fill: 0, border: 0 },
  input: { font: 3, fill: 3, border: 2 },
  note: { font: 4, fill: 0, border: 0 },
};

/** The first number that the format leaves to files. */
const FIRST_OWN_FORMAT = 164;

/** The styles that the cells of one workbook use, numbered by first use. */
export class StyleSheet {
  readonly #formatCodes: Readonly<Record<CellFormat, string>>;
  readonly #numbers = new Map<string, number>();
  readonly #formats: string[] = [];
  readonly #xfs: string[] = [];

  /** @param minorDigits decimal places of the currency */
  constructor(minorDigits: number) {
    const money = `#,##0${minorDigits > 0 ? `.${"0".repeat(minorDigits)}` : ""}`;
    this.#formatCodes = {
      general: "General",
      money: redBelowZero(money),
      percent: redBelowZero("#,##0.00%"),
      ratio: redBelowZero("#,##0.000"),
      factor: "0.000000",
      months: "0.00",
      count: "#,##0",
      difference: redBelowZero("#,##0.00####"),
    };
    this.numberOf({ format: "general", role: "plain" });
  }

  /** @param isLiteral a text that a program must not take for a formula when somebody edits its cell */
  numberOf({ format, role, wraps = false }: CellStyle, isLiteral = false): number {
    const key = JSON.stringify([format, role, wraps, isLiteral]);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const { font, fill, border } = LOOKS[role];
    const alignment = wraps || role === "heading" ? `<alignment vertical="top" wrapText="1"/>` : "";
    this.#xfs.push(
      `<xf numFmtId="${this.#formatNumberOf(format)}" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0"${isLiteral ? ` quotePrefix="1"` : ""} applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"${alignment === "" ? "/>" : ` applyAlignment="1">${alignment}</xf>`}`,
    );
    this.#numbers.set(key, this.#xfs.length - 1);
    return this.#xfs.length - 1;
  }

  xml(): string {
    const formats = this.#formats.map(
      (code, index) => `<numFmt numFmtId="${FIRST_OWN_FORMAT + index}" formatCode="${xmlText(code)}"/>`,
    );
    return (
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n` +
      `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
      (formats.length > 0 ? counted("numFmts", formats) : "") +
      counted("fonts", FONTS) +
      counted("fills", FILLS) +
      counted("borders", BORDERS) +
      counted("cellStyleXfs", [`<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>`]) +
      counted("cellXfs", this.#xfs) +
      counted("cellStyles", [`<cellStyle name="Normal" xfId="0" builtinId="0"/>`]) +
      `</styleSheet>`
    );
  }

  #formatNumberOf(format: CellFormat): number {
    if (format === "general") return 0;
    const code = this.#formatCodes[format];
    const known = this.#formats.indexOf(code);
    return FIRST_OWN_FORMAT + (known >= 0 ? known : this.#formats.push(code) - 1);
  }
}

function redBelowZero(code: string): string {
  return `${code};[Red]-${code}`;
}

function solid(colour: string): string {
  return `<fill><patternFill patternType="solid"><fgColor rgb="${colour}"/><bgColor indexed="64"/></patternFill></fill>`;
}

function counted(element: string, children: readonly string[]): string {
  return `<${element} count="${children.length}">${children.join("")}</${element}>`;
}
