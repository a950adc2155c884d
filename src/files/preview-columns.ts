import type { ColumnRole } from "../contracts/funnel.ts";
import { decimalMarkProvenBy, isBlankCell, parseAmountText } from "./amount-text.ts";
import { parseDateText } from "./date-text.ts";
import { readRows } from "./read-rows.ts";
import type { SourceFile } from "./source-file.ts";
import { detached } from "./text-pool.ts";

/** What the cells of a column show. */
export interface ColumnEvidence {
  /** Cells by what they show. */
  readonly counts: Readonly<Record<string, number>>;
  readonly samples: readonly string[];
}

export interface FileEvidence {
  readonly rowCount: number;
  readonly columns: readonly ColumnEvidence[];
}

const SAMPLES = 3;
const LONGEST_SAMPLE = 60;
const DATE_ROLES: ReadonlySet<string> = new Set(
  "changedAt snapshotDate effectiveDate createdDate closeDate closedDate".split(" "),
);
const AMOUNT_ROLES: ReadonlySet<string> = new Set(["amount", "closeValue", "listPrice"]);

/** What the cells of a column are looked at as. */
export type ColumnKind = "date" | "amount" | "text";

/** Whether a role is one of dates, of amounts, or of neither. */
export function kindOfRole(role: ColumnRole | undefined): ColumnKind {
  if (role !== undefined && DATE_ROLES.has(role)) return "date";
  return role !== undefined && AMOUNT_ROLES.has(role) ? "amount" : "text";
}

/** Reads a file once and counts what the cells of every column show. */
export async function evidenceOf(
  source: SourceFile,
  kindAt: (column: number) => ColumnKind,
  signal: AbortSignal | undefined,
): Promise<FileEvidence> {
  const columns = source.header.map((_, index) => {
    return { kind: kindAt(index), counts: new Map<string, number>(), samples: [] as string[] };
  });
  const rowCount = await readRows(source, {
    signal,
    onRow: (cells) => {
      for (const [index, column] of columns.entries()) {
        const cell = cells[index]!.trim();
        const shown = isBlankCell(cell) ? "blank" : shownBy(cell, column.kind);
        column.counts.set(shown, (column.counts.get(shown) ?? 0) + 1);
        if (shown === "blank" || column.samples.length >= SAMPLES) continue;
        const sample = cell.slice(0, LONGEST_SAMPLE);
        if (!column.samples.includes(sample)) column.samples.push(detached(sample));
      }
    },
  });
  return {
    rowCount,
    columns: columns.map(({ counts, samples }) => ({ counts: Object.fromEntries(counts), samples })),
  };
}

function shownBy(cell: string, kind: ColumnKind): string {
  if (kind === "date") return dateShownBy(cell);
  if (kind === "amount") return amountShownBy(cell);
  return "text";
}

function dateShownBy(cell: string): string {
  const date = parseDateText(cell);
  if (date === undefined) return "no date";
  if (date.kind === "digits") return date.meaning;
  if (date.kind === "day") return date.clock === undefined ? "day" : "day and time";
  const couldBeMdy = date.first <= 12;
  const couldBeDmy = date.second <= 12;
  if (couldBeMdy && couldBeDmy) return "either order";
  return couldBeMdy ? "month first" : couldBeDmy ? "day first" : "no date";
}

function amountShownBy(cell: string): string {
  const amount = parseAmountText(cell);
  if (amount === undefined) return "no amount";
  const mark = decimalMarkProvenBy(amount.figure);
  if (mark === undefined) return "whole number";
  return mark === "." ? "decimal point" : mark === "," ? "decimal comma" : "either mark";
}
