import type { ImportPreview, PreviewColumn, PreviewFile } from "../contracts/import-preview.ts";
import { counted } from "../contracts/counted.ts";
import { cleanText } from "./figures/clean-text.ts";
import { paintFor, type Paint } from "./terminal/paint.ts";
import { rejectionLines } from "./terminal/rejection-lines.ts";
import { tableLines } from "./terminal/table.ts";
import { wrapText } from "./terminal/wrap-text.ts";

const LEAST_WIDTH = 20;

/**
 * What an import would do, for a terminal.
 * @param look columns of the terminal, and whether it shows colour
 */
export function importPreviewAsText(
  preview: ImportPreview,
  look: { readonly width: number; readonly colour: boolean },
): string {
  const width = Math.max(LEAST_WIDTH, look.width);
  const paint = paintFor(look.colour);
  const lines = [
    ...wrapText("Import preview: nothing is written", width).map(paint.strong),
    "",
    ...preview.files.flatMap((file) => fileLines(file, width, paint)),
    ...outcomeLines(preview, width, paint),
    ...recordLines(preview, width, paint),
    ...rejectionLines(preview, width, paint),
    ...preview.warnings.flatMap(({ message, count }) => {
      const counted = count === undefined ? "" : ` (${count})`;
      return wrapText(`${cleanText(message)}${counted}`, width, "! ", "  ").map(paint.caution);
    }),
  ];
  if (preview.failure !== null) {
    const { code, message } = preview.failure;
    lines.push(
      ...wrapText(`The import would fail (${code}): ${cleanText(message)}`, width).map(paint.strong),
    );
  }
  return `${lines.join("\n")}\n`;
}

function fileLines(file: PreviewFile, width: number, paint: Paint): readonly string[] {
  const use = file.layout === null ? "not used" : file.preset === null || file.layout.startsWith(file.preset) ? file.layout : `${file.preset}, ${file.layout}`; // prettier-ignore
  const rows = `${counted(file.rowCount, "row")}, ${file.rejectedCount} of them cannot be used`;
  const delimiter = file.delimiter === null ? "" : `, cells between "${file.delimiter === "\t" ? "tab" : file.delimiter}"`; // prettier-ignore
  const columns = file.columns.map((column) => ({ ...column, header: cleanText(column.header) }));
  const table = tableLines(
    [
      { header: "Column", cells: columns.map(({ header }) => header), align: "left", minWidth: 10 },
      { header: "Read as", cells: columns.map(readAs), align: "left", minWidth: 10 },
      { header: "Format and cells", cells: columns.map(evidenceText), align: "left", minWidth: 12 },
      { header: "Samples", cells: columns.map(sampleText), align: "left", minWidth: 8, rank: 1 },
    ],
    width,
    paint,
  );
  return [
    ...wrapText(`${cleanText(file.file)}: ${use}`, width).map(paint.strong),
    ...wrapText(cleanText(file.why), width, "  "),
    ...wrapText(`${rows}; ${file.encoding}${delimiter}`, width, "  "),
    "",
    ...table,
    "",
  ];
}

/** What is plain from the header is not said. */
const PLAIN: ReadonlySet<string | null> = new Set([null, "name", "preset"]);

function readAs({ role, use, chosenBy, confidence }: PreviewColumn): string {
  const why = PLAIN.has(chosenBy) ? "" : ` (${chosenBy} ${Math.round((confidence ?? 0) * 100)}%)`;
  if (use === "role" || use === "preset") return role === null ? "the preset's rules" : `${role}${why}`;
  return use === "ignored" ? "- ignored" : use === "joined" ? "joined" : "attribute";
}

function evidenceText({ format, evidence }: PreviewColumn): string {
  const counts = Object.entries(evidence).sort((a, b) => b[1] - a[1]);
  const shown = counts.map(([name, count]) => `${count} ${name}`).join(", ");
  const isPlain = format === null || counts.some(([name]) => name === format || `${name}s` === format);
  return isPlain ? shown : `${format}: ${shown}`;
}

function sampleText({ samples }: PreviewColumn): string {
  return samples.map(cleanText).join(" | ");
}

function outcomeLines({ outcome }: ImportPreview, width: number, paint: Paint): readonly string[] {
  if (outcome === null) return [];
  const { firstDay, lastDay, openStages, closedStages, attributes, currency, timeZone } = outcome;
  const kinds = (["won", "lost", "removed"] as const).flatMap((kind) => {
    const stages = closedStages.filter((stage) => stage.kind === kind).map(({ stage }) => stage);
    return stages.length === 0 ? [] : [`${kind}: ${stages.join(", ")}`];
  });
  const days = firstDay === null ? "no dated state" : `${firstDay} to ${lastDay}`;
  const facts = [
    `${counted(outcome.opportunityCount, "opportunity", "opportunities")}, ${counted(outcome.stateCount, "state")}, ${days}; days of ${timeZone}`,
    outcome.undatedCount === 0
      ? ""
      : `${counted(outcome.undatedCount, "opportunity", "opportunities")} without any date`,
    `Open stages in order: ${openStages.join(" > ") || "none"}`,
    `Closed stages: ${kinds.join("; ") || "none"}`,
    `Currency ${currency}; owner by ${outcome.ownerColumn ?? "no column"}`,
    `Can cut the total: ${attributes.join(", ") || "no column"}`,
  ];
  return [
    ...wrapText("What would be read", width).map(paint.strong),
    ...facts.filter((fact) => fact !== "").flatMap((fact) => wrapText(cleanText(fact), width, "  ", "    ")),
    "",
  ];
}

function recordLines({ records }: ImportPreview, width: number, paint: Paint): readonly string[] {
  if (records === null) return [];
  const currency = records.currency === "XXX" ? "" : `, in ${records.currency}`;
  const facts = records.tables.map(({ table, recordCount, firstDay, lastDay }) => {
    return `${table}: ${recordCount}${firstDay === null ? "" : `, from ${firstDay} to ${lastDay}`}`;
  });
  return [
    ...wrapText(`Besides the pipeline${currency}`, width).map(paint.strong),
    ...facts.flatMap((fact) => wrapText(fact, width, "  ", "    ")),
    "",
  ];
}
