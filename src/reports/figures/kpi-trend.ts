import type { KpiRecord } from "../../contracts/kpi.ts";
import { kpiValueText } from "./kpi-values.ts";
import type { TableColumn } from "./table-column.ts";

const LEVELS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;
const NOTHING = "·";

/** Values over time in one line of signs, from the lowest of them to the highest; a dot where there is none. */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const range = Math.max(...known) - low;
  return values
    .map((value) => {
      if (value === null) return NOTHING;
      const level = range === 0 ? 3 : Math.round(((value - low) / range) * (LEVELS.length - 1));
      return LEVELS[level]!;
    })
    .join("");
}

/** Every KPI in a row: its course, its first and last value and its lowest and highest. */
export function trendColumns(records: readonly KpiRecord[]): TableColumn[] {
  const shown = records.flatMap((record) => {
    const points = record.series.map(({ value }) => (value === null ? null : Number(value)));
    const known = record.series.flatMap(({ value }) => (value === null ? [] : [value]));
    return known.length === 0 ? [] : [{ record, points, known }];
  });
  const right = (header: string, cells: readonly string[]): TableColumn => ({
    header,
    cells,
    align: "right",
  });
  const extreme = (better: (a: number, b: number) => boolean): string[] =>
    shown.map(({ record, known }) =>
      kpiValueText(
        known.reduce((best, value) => (better(Number(value), Number(best)) ? value : best)),
        record.unit,
      ),
    );
  return [
    { header: "KPI", cells: shown.map(({ record }) => record.name), align: "left", minWidth: 16 },
    { header: "Course", cells: shown.map(({ points }) => sparkline(points)), align: "left" },
    right(
      "First",
      shown.map(({ record, known }) => kpiValueText(known[0]!, record.unit)),
    ),
    right(
      "Lowest",
      extreme((a, b) => a < b),
    ),
    right(
      "Highest",
      extreme((a, b) => a > b),
    ),
    right(
      "Last",
      shown.map(({ record, known }) => kpiValueText(known.at(-1)!, record.unit)),
    ),
  ];
}
