import { AppFailure } from "../contracts/failure.ts";
import { AmountColumnEvidence } from "./amount-column.ts";
import { AmountReader } from "./amount-reader.ts";
import type { DecimalMark } from "./amount-text.ts";
import type { Joined } from "./lookup-tables.ts";

/** The list price that a joined table gives to the value of a row: the amount of what has none of its own. */
export class ListPrice {
  readonly table: Joined;
  private readonly reader: AmountReader;

  /** @throws {AppFailure} `ambiguous_input` when the prices can be read in two ways */
  constructor(table: Joined, minorDigits: number, decimalMark: DecimalMark | undefined) {
    const evidence = new AmountColumnEvidence();
    table.prices().forEach((price, i) => evidence.add(price, i));
    const mark = evidence.provenMark() ?? decimalMark;
    const doubt = mark === undefined ? evidence.contradiction()[0] : undefined;
    if (doubt !== undefined) {
      throw new AppFailure(
        "ambiguous_input",
        `Cannot tell the decimal mark of the prices in ${table.table.source.name}: "${doubt.text}" can be read in ` +
          `two ways and no cell settles it; say --decimal-mark "." or --decimal-mark ","`,
      );
    }
    this.table = table;
    this.reader = new AmountReader(mark ?? ".", minorDigits);
  }

  /** @returns whole minor units, NaN when the table does not know the value or its price */
  of(cells: readonly string[]): number {
    const price = this.table.priceOf(cells[this.table.mainIndex]!.trim());
    return this.reader.read(price ?? "") ?? Number.NaN;
  }
}
