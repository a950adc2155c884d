import type { RecordColumn, RecordLayout } from "./record-layout.ts";
import { RECORD_LAYOUTS } from "./record-layouts.ts";

const KINDS: Readonly<Record<RecordColumn["kind"], string>> = {
  id: "text, compared as it is written",
  text: "text",
  day: "date, as in a pipeline: 2025-02-03, 3/2/2025, 3 Feb 2025, a serial of a spreadsheet",
  month: "2025-02, Feb 2025, or a date in the month",
  money: "amount in units of the currency, not negative unless said: 1200.50, 1.200,50 €, 1.2k",
  number: "number",
  currency: "ISO 4217 code",
  rate: "number above 0",
  choice: "one of the words said; letter case does not count",
};

/** All tables of records for programs and people: what `revcast schema records` prints. */
export function recordLayoutsDocument(): Readonly<Record<string, unknown>> {
  return {
    kind: "record-layouts",
    kindsOfColumns: KINDS,
    tables: RECORD_LAYOUTS.map((layout) => ({
      table: layout.table,
      oneRowIs: layout.oneRowIs,
      recognisedBy: layout.recognisedBy,
      columns: layout.columns.map(({ name, kind, needed, meaning, example, alsoCalled }) => {
        return { name, kind, needed, meaning, example, alsoCalled };
      }),
      example: exampleOf(layout),
    })),
  };
}

/** The same as Markdown: the part of the README between its two marks. */
export function recordLayoutsMarkdown(): string {
  return RECORD_LAYOUTS.map((layout) => sectionOf(layout)).join("\n");
}

function sectionOf(layout: RecordLayout): string {
  const { table, oneRowIs, columns } = layout;
  const rows = columns.map(({ name, kind, needed, meaning }) => {
    const escaped = meaning.replaceAll("|", "\\|");
    return `| \`${name}\` | ${kind} | ${needed} | ${escaped} |`;
  });
  const { header, row } = exampleOf(layout);
  return [
    `### ${table}`,
    "",
    `One row is ${oneRowIs}.`,
    "",
    "| column | is | needed | meaning |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
    `    ${header}`,
    `    ${row}`,
    "",
  ].join("\n");
}

/** A file of one row that shows how the columns look. */
export function exampleOf({ columns, shown }: RecordLayout): {
  readonly header: string;
  readonly row: string;
} {
  const example = new Map(columns.map((column) => [column.name, column.example]));
  return { header: shown.join(","), row: shown.map((name) => example.get(name) ?? "").join(",") };
}
