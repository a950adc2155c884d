import type { ExplainedChange, KpiRecord } from "../../contracts/kpi.ts";
import { MoneyDecimal } from "../../core/base/money.ts";
import { cleanText } from "./clean-text.ts";
import { kpiChangeText, kpiValueText } from "./kpi-values.ts";
import type { TableColumn } from "./table-column.ts";

/**
 * What a change comes from, the largest effects first, what is left over pooled, and the sum.
 * @param most how many groups are shown by name
 */
export function explainedColumns(record: KpiRecord, change: ExplainedChange, most: number): TableColumn[] {
  const { unit, comparison } = record;
  const named = change.groups.slice(0, most);
  const pooled = change.groups.slice(most);
  const isRatio = named.some(({ shareAfter, shareBefore }) => shareAfter !== null || shareBefore !== null);
  const pool = <Cell>(cell: Cell): Cell[] => (pooled.length === 0 ? [] : [cell]);
  const effects = (pick: "mix" | "rate"): string[] => [
    ...named.map((group) => kpiChangeText(group[pick], unit)),
    ...pool(kpiChangeText(sumOf(pooled, pick), unit)),
    kpiChangeText(sumOf(change.groups, pick), unit),
  ];
  const values = (pick: "before" | "after", all: KpiRecord["value"]): string[] => [
    ...named.map((group) => kpiValueText(group[pick], unit)),
    ...pool(""),
    kpiValueText(all, unit),
  ];
  const names = [...named.map(({ name }) => cleanText(name)), ...pool(`${pooled.length} others`), "All"];
  const column = (header: string, cells: readonly string[]): TableColumn => ({
    header,
    cells,
    align: "right",
  });
  const label = change.column === null ? "Stage" : cleanText(change.column);
  return [
    { header: label, cells: names, align: "left", minWidth: 12 },
    column("Before", values("before", comparison?.value ?? null)),
    column("Now", values("after", record.value)),
    ...(isRatio ? [column("By mix", effects("mix"))] : []),
    column(isRatio ? "By rate" : "Change", effects("rate")),
  ];
}

/** Decimal texts added without rounding. */
function sumOf(groups: ExplainedChange["groups"], pick: "mix" | "rate"): string {
  return groups.reduce((sum, group) => sum.plus(group[pick]), new MoneyDecimal(0)).toFixed();
}
