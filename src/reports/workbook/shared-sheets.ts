import type { Warning } from "../../contracts/forecast.ts";
import type { SourceFile } from "../../contracts/source-file.ts";
import type { z } from "zod";
import { listSheet, numberColumn, textColumn } from "./list-sheet.ts";
import type { Sheet } from "./sheet.ts";

type Source = z.infer<typeof SourceFile>;

/** What every result says of itself: the files that it was made of, and what to know when reading it. */
export function sourceSheets(reply: {
  readonly sources: readonly Source[];
  readonly warnings: readonly Warning[];
}): Sheet[] {
  return [
    listSheet<Warning>("Warnings", reply.warnings, [
      textColumn("Code", 26, ({ code }) => code),
      numberColumn("Count", "count", ({ count }) => count),
      textColumn("What to know", 110, ({ message }) => message),
    ]),
    listSheet<Source>("Sources", reply.sources, [
      textColumn("File", 40, ({ file }) => file),
      textColumn("Layout", 18, ({ layout }) => layout),
      numberColumn("Rows", "count", ({ rowCount }) => rowCount),
      numberColumn("Rejected", "count", ({ rejectedCount }) => rejectedCount),
      textColumn("SHA-256", 68, ({ sha256 }) => sha256),
    ]),
  ];
}

/** Levels of quantiles in ascending order, as they stand in a heading. */
export function quantileColumns<Row>(
  rows: readonly Row[],
  quantilesOf: (row: Row) => Readonly<Record<string, string>> | null,
): ReturnType<typeof numberColumn<Row>>[] {
  const levels = new Set(rows.flatMap((row) => Object.keys(quantilesOf(row) ?? {})));
  return [...levels]
    .sort((a, b) => Number(a) - Number(b))
    .map((level) =>
      numberColumn<Row>(`P${plainPercent(level)}`, "money", (row) => quantilesOf(row)?.[level]),
    );
}

/** `0.025` as `2.5`. */
function plainPercent(level: string): string {
  return String(Number((Number(level) * 100).toFixed(4)));
}
