import type { PipelineView } from "../pipeline/pipeline-view.ts";
import type { KpiPart, KpiUnit, KpiWindow, RowBehind } from "./kpi-record.ts";

/** Adds up a numerator or denominator and notes the rows that it was counted from, the first ones by name. */
export class PartCollector {
  value = 0;
  count = 0;
  private readonly view: PipelineView;
  private readonly window: KpiWindow;
  private readonly first: RowBehind[] = [];
  private readonly valueByGroup: Float64Array | undefined;
  private readonly countByGroup: Float64Array | undefined;

  constructor(view: PipelineView, window: KpiWindow) {
    this.view = view;
    this.window = window;
    if (window.groups === undefined) return;
    this.valueByGroup = new Float64Array(window.groups.count);
    this.countByGroup = new Float64Array(window.groups.count);
  }

  /** Adds one opportunity; `state` is the one whose row of the file is named. */
  add(opportunity: number, state: number, value = 1): void {
    const { view, window } = this;
    this.value += value;
    this.count++;
    if (window.groups !== undefined) {
      const group = window.groups.codes[opportunity]!;
      this.valueByGroup![group]! += value;
      this.countByGroup![group]!++;
    }
    if (this.first.length >= window.rowLimit) return;
    const row = view.stateRow[state]!;
    this.first.push({
      id: view.opportunityIds[opportunity]!,
      file: view.log.files[view.log.rows.file[row]!]!,
      line: view.log.rows.line[row]!,
    });
  }

  /** The sum of what was added. */
  part(label: string, unit: KpiUnit = "count"): KpiPart {
    return this.partOf(label, unit, this.value, this.valueByGroup);
  }

  /** How often something was added. */
  countPart(label: string): KpiPart {
    return this.partOf(label, "count", this.count, this.countByGroup);
  }

  private partOf(label: string, unit: KpiUnit, value: number, byGroup: Float64Array | undefined): KpiPart {
    const rows = { of: "opportunity" as const, count: this.count, first: this.first };
    return byGroup === undefined ? { label, unit, value, rows } : { label, unit, value, rows, byGroup };
  }
}
