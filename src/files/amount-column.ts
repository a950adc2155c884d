import type { Example } from "./date-column.ts";
import { decimalMarkProvenBy, isBlankCell, parseAmountText, type DecimalMark } from "./amount-text.ts";

/** Gathers over a whole column of amounts which decimal mark it has and which currency signs it bears. */
export class AmountColumnEvidence {
  readonly points: Example[] = [];
  readonly commas: Example[] = [];
  readonly undecided: Example[] = [];
  /** Cells per currency that is written beside the figures. */
  readonly currencies = new Map<string, Example>();

  add(cell: string, line: number): void {
    const proven = plainFigure(cell);
    if (proven === "whole") return;
    if (proven === "decimal") {
      if (this.points.length === 0) this.points.push({ text: cell, line });
      return;
    }
    if (isBlankCell(cell)) return;
    const amount = parseAmountText(cell);
    if (amount === undefined) return;
    if (amount.currency !== undefined && !this.currencies.has(amount.currency)) {
      this.currencies.set(amount.currency, { text: cell, line });
    }
    const mark = decimalMarkProvenBy(amount.figure);
    if (mark === undefined) return;
    const examples = mark === "." ? this.points : mark === "," ? this.commas : this.undecided;
    if (examples.length < 2) examples.push({ text: cell, line });
  }

  provenMark(): DecimalMark | undefined {
    if (this.points.length > 0 && this.commas.length > 0) return undefined;
    return this.points.length > 0 ? "." : this.commas.length > 0 ? "," : undefined;
  }

  /** Cells that show the need for a decision which the column cannot take by itself; empty when it can. */
  contradiction(): readonly Example[] {
    if (this.points.length > 0 && this.commas.length > 0) return [this.points[0]!, this.commas[0]!];
    return this.provenMark() === undefined ? this.undecided : [];
  }
}

/**
 * Digits alone, or with one point that cannot group them; the common case, so without regular expressions.
 * @returns undefined when the cell needs a closer look
 */
function plainFigure(cell: string): "whole" | "decimal" | undefined {
  let point = -1;
  const length = cell.length;
  if (length === 0) return undefined;
  for (let i = cell.charCodeAt(0) === 45 ? 1 : 0; i < length; i++) {
    const code = cell.charCodeAt(i);
    if (code >= 48 && code <= 57) continue;
    if (code !== 46 || point >= 0) return undefined;
    point = i;
  }
  if (point < 0) return cell === "-" ? undefined : "whole";
  const decimals = length - point - 1;
  return decimals === 3 || decimals === 0 || point === 0 ? undefined : "decimal";
}
