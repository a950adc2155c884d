import type { RecordSource } from "../customers/customer-records.ts";
import type { KpiPart, KpiUnit, KpiWindow, RowBehind, RowKind } from "./kpi-record.ts";

/**
 * Adds up a numerator or denominator over members that files of customers, leads or spend tell of, and notes the rows that it
 * was counted from, the first ones by name.
 */
export class RecordPart {
  value = 0;
  count = 0;
  private readonly window: KpiWindow;
  private readonly of: RowKind;
  private readonly first: RowBehind[] = [];
  private readonly byGroup: Float64Array | undefined;

  constructor(window: KpiWindow, of: RowKind) {
    this.window = window;
    this.of = of;
    this.byGroup = window.groups === undefined ? undefined : new Float64Array(window.groups.count);
  }

  /** Adds what a member stands for; `source` is the row that is named. */
  add(member: number, id: string, source: RecordSource | undefined, value = 1): void {
    this.value += value;
    this.count++;
    if (this.byGroup !== undefined) this.byGroup[this.window.groups!.codes[member]!]! += value;
    if (source === undefined || this.first.length >= this.window.rowLimit) return;
    this.first.push({ id, file: source.file, line: source.line });
  }

  part(label: string, unit: KpiUnit = "count"): KpiPart {
    const { value, of, count, first, byGroup } = this;
    const rows = { of, count, first };
    return byGroup === undefined ? { label, unit, value, rows } : { label, unit, value, rows, byGroup };
  }
}
