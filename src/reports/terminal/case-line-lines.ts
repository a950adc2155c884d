import type { CaseLine } from "../../contracts/investment.ts";
import { caseLineTable } from "../figures/case-line-table.ts";
import { decimalsFor } from "../figures/money-text.ts";
import type { CaseSheet } from "./case-sheet.ts";
import { cutToWidth, displayWidth } from "./display-width.ts";
import { tablePieces } from "./table-pieces.ts";
import { wrapText } from "./wrap-text.ts";

const WIDEST_NAME = 30;
/** Bills and cash by themselves are for the page and the workbook: here stands what the investment changes in them. */
const ONLY_DIFFERENCE: ReadonlySet<CaseLine["kind"]> = new Set(["billed", "cash"]);

/** The yearly table of a case. */
export function caseLineLines({ reply, scenario, width, paint, money }: CaseSheet): string[] {
  if (scenario.lines.length === 0) return [];
  const isShown = ({ kind, of }: CaseLine) => of === "difference" || !ONLY_DIFFERENCE.has(kind);
  const decimals = decimalsFor(scenario.lines.flatMap(({ yearly, total }) => [...yearly, total]));
  const { columns, boldRows } = caseLineTable(reply, scenario, "yearly", { decimals, money, isShown });
  const [names, ...others] = columns;
  const room = Math.min(WIDEST_NAME, Math.max(16, Math.floor(width / 2.5)));
  const short = { ...names!, cells: names!.cells.map((name) => cutBefore(name, room)) };
  const rest = scenario.horizonMonths % 12;
  const notes = [
    ...(rest === 0 ? [] : [`The last year has ${rest} month${rest === 1 ? "" : "s"}.`]),
    ...(others.some(({ cells }) => cells.some((cell) => /[a-zA-Z]$/.test(cell)))
      ? ["Rounded to four digits; the page and the document have every cent."]
      : decimals === 0
        ? ["Rounded to whole units: every column adds up as shown; a line may miss its total by a unit."]
        : []),
  ];
  return [
    paint.strong("By year"),
    ...tablePieces([short, ...others], width, paint, boldRows),
    ...wrapText(notes.join(" "), width).map(paint.faint),
  ];
}

/** A name of which the last part, such as `salary` or `difference`, is kept when it is too long. */
function cutBefore(name: string, columnCount: number): string {
  if (displayWidth(name) <= columnCount) return name;
  const at = Math.max(name.lastIndexOf(": "), name.lastIndexOf(", "));
  const tail = at < 0 ? "" : name.slice(at);
  const room = columnCount - displayWidth(tail);
  return room < columnCount / 3 ? cutToWidth(name, columnCount) : cutToWidth(name.slice(0, at), room) + tail;
}
