import { decimalFromMinorUnits, MoneyDecimal } from "../core/base/money.ts";
import type { CostKind, FixedEntry, FixedItem } from "../core/costs/cost-plan.ts";
import type { AmountReader } from "./amount-reader.ts";
import type { CaseMonthReader } from "./case-month.ts";
import { closestName } from "./closest-name.ts";
import { plainName } from "./column-roles.ts";
import type { CostColumns } from "./cost-columns.ts";
import type { Findings } from "./findings.ts";
import type { SourceFile } from "./source-file.ts";
import { detached } from "./text-pool.ts";

const CATEGORIES: ReadonlyMap<string, CostKind> = new Map([
  ["staff", "staff"],
  ["people", "staff"],
  ["personnel", "staff"],
  ["technology", "technology"],
  ["software", "technology"],
  ["tools", "technology"],
  ["training", "training"],
  ["other", "other"],
  ["avoided", "avoided"],
]);
const TOTAL = /^(?:grand|sub)?total$|^sum$/;

interface Readers {
  readonly months: CaseMonthReader;
  readonly amounts: AmountReader;
  readonly minorDigits: number;
}

interface GrowingItem {
  readonly category: CostKind;
  readonly name: string;
  readonly department: string;
  readonly notes: Set<string>;
  readonly entries: FixedEntry[];
}

/** Gathers the rows of a cost table into items; what cannot be used is listed. */
export class CostRows {
  private readonly source: SourceFile;
  private readonly columns: CostColumns;
  private readonly findings: Findings;
  private readonly readers: Readers;
  private readonly grown = new Map<string, GrowingItem>();
  /** Month of each amount column of the wide layout. */
  private readonly headerMonths = new Map<number, number>();

  constructor(source: SourceFile, columns: CostColumns, findings: Findings, readers: Readers) {
    this.source = source;
    this.columns = columns;
    this.findings = findings;
    this.readers = readers;
    if (columns.layout === "wide") this.readHeaderMonths();
  }

  add(cells: readonly string[], line: number): void {
    const item = this.itemOf(cells, line);
    if (item === undefined) return;
    if (this.columns.month === undefined) {
      for (const [index, month] of this.headerMonths) {
        const source = `${this.source.name} line ${line}, column "${this.source.header[index]}"`;
        this.addEntry(item, month, { cells, index, line, source });
      }
      return;
    }
    const cell = cells[this.columns.month]!;
    const month = this.readers.months.read(cell);
    if (typeof month === "string") return this.reject(this.columns.month, line, month, cell);
    this.addEntry(item, month, {
      cells,
      index: this.columns.amounts[0]!,
      line,
      source: `${this.source.name} line ${line}`,
    });
  }

  items(): readonly FixedItem[] {
    return [...this.grown.values()].map(fixedItemOf);
  }

  private addEntry(
    item: GrowingItem,
    month: number,
    at: {
      readonly cells: readonly string[];
      readonly index: number;
      readonly line: number;
      readonly source: string;
    },
  ): void {
    const { cells, index, line, source } = at;
    const units = this.readers.amounts.read(cells[index]!.trim());
    if (units === undefined) {
      return this.reject(
        index,
        line,
        "not an amount that can be read; write one such as 1200.50",
        cells[index]!,
      );
    }
    if (Number.isNaN(units)) {
      if (this.columns.layout === "long")
        this.reject(index, line, "no amount; write 0 where nothing is paid", "");
      return;
    }
    if (units < 0) {
      const advice =
        "write a cost as a positive amount, and money that is no longer spent under the category avoided";
      return this.reject(index, line, `the amount is negative; ${advice}`, cells[index]!);
    }
    const amount = new MoneyDecimal(decimalFromMinorUnits(units, this.readers.minorDigits));
    item.entries.push({ month, amount, source });
  }

  private itemOf(cells: readonly string[], line: number): GrowingItem | undefined {
    const name = cells[this.columns.item]!.trim();
    if (name === "") return this.refuseItem(line, "no item; name what the money is for", "");
    if (TOTAL.test(plainName(name))) {
      return this.refuseItem(
        line,
        "the row looks like a total and would count twice; remove it, or rename it",
        name,
      );
    }
    const category = this.categoryOf(cells, line);
    if (category === undefined) return undefined;
    const department = this.textAt(this.columns.department, cells);
    const key = JSON.stringify([category, name, department]);
    let item = this.grown.get(key);
    if (item === undefined) {
      item = {
        category,
        name: detached(name),
        department: detached(department),
        notes: new Set(),
        entries: [],
      };
      this.grown.set(key, item);
    }
    const note = this.textAt(this.columns.note, cells);
    if (note !== "") item.notes.add(detached(note));
    return item;
  }

  private categoryOf(cells: readonly string[], line: number): CostKind | undefined {
    const text = this.textAt(this.columns.category, cells);
    if (text === "") return "other";
    const category = CATEGORIES.get(plainName(text));
    if (category !== undefined) return category;
    const closest = closestName(text, CATEGORIES.keys());
    const advice =
      closest === undefined
        ? "write staff, technology, training, other or avoided"
        : `did you mean ${closest}?`;
    this.reject(this.columns.category!, line, `not a category; ${advice}`, text);
    return undefined;
  }

  private readHeaderMonths(): void {
    const { header, head } = this.source;
    const first = new Map<number, number>();
    for (const index of this.columns.amounts) {
      const month = this.readers.months.read(header[index]!);
      if (typeof month === "string") this.reject(index, head.headerLine, month, header[index]!);
      else if (first.has(month)) {
        const reason = `the month of column "${header[first.get(month)!]}" again; keep one column for a month`;
        this.reject(index, head.headerLine, reason, header[index]!);
      } else {
        first.set(month, index);
        this.headerMonths.set(index, month);
      }
    }
  }

  private textAt(index: number | undefined, cells: readonly string[]): string {
    return index === undefined ? "" : cells[index]!.trim();
  }

  private refuseItem(line: number, reason: string, value: string): undefined {
    this.reject(this.columns.item, line, reason, value);
    return undefined;
  }

  private reject(index: number, line: number, reason: string, value: string): void {
    this.findings.reject({ file: this.source.name, line, column: this.source.header[index]!, reason, value });
  }
}

function fixedItemOf({ category, name, department, notes, entries }: GrowingItem): FixedItem {
  return {
    category,
    name,
    entries,
    ...(department === "" ? {} : { department }),
    ...(notes.size === 0 ? {} : { note: [...notes].join("; ") }),
  };
}
