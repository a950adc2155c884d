import { counted } from "../contracts/counted.ts";
import type { WorkspaceImportReply } from "../contracts/workspace-import.ts";
import { cleanText } from "./figures/clean-text.ts";
import { paintFor } from "./terminal/paint.ts";
import { rejectionLines } from "./terminal/rejection-lines.ts";
import { tableLines } from "./terminal/table.ts";
import { wrapText } from "./terminal/wrap-text.ts";

const STATES = {
  added: "new",
  replaced: "takes the place of the file before",
  known: "was there already",
  renamed: "new, beside a file of the same name",
} as const satisfies Record<WorkspaceImportReply["files"][number]["state"], string>;
const LEAST_WIDTH = 20;
/** Said row by row. */
const SAID = new Set(["rows_rejected"]);

/**
 * What an import made of a workspace, for a terminal: the one place where rows that cannot be used are listed.
 * @param look columns of the terminal, and whether it shows colour
 */
export function workspaceImportAsText(
  reply: WorkspaceImportReply,
  look: { readonly width: number; readonly colour: boolean },
): string {
  const { pipeline, files, warnings } = reply;
  const width = Math.max(LEAST_WIDTH, look.width);
  const paint = paintFor(look.colour);
  const whole = (count: number): string => count.toLocaleString("en-US");
  const many = (count: number, one: string, several?: string): string =>
    counted(count, one, several).replace(/^\d+/, whole(count));
  const said = reply.isNew
    ? `Imported: the workspace is at revision ${reply.revision}`
    : `Nothing new: the workspace stays at revision ${reply.revision}`;
  const days = pipeline.firstDay === null ? "" : `, ${pipeline.firstDay} to ${pipeline.lastDay}`;
  const changes = `${many(reply.addedCount, "change")} ${reply.addedCount === 1 ? "is" : "are"} new`;
  const facts = [
    `${many(pipeline.opportunityCount, "opportunity", "opportunities")}, ${many(pipeline.changeCount, "change")}${days}, in ${pipeline.currency}`,
    `${changes}, ${whole(reply.endedCount)} ${reply.endedCount === 1 ? "holds" : "hold"} no more`,
  ];
  const lines = [
    ...wrapText(said, width).map(paint.strong),
    "",
    ...tableLines(
      [
        { header: "File", cells: files.map(({ name }) => cleanText(name)), align: "left", minWidth: 16 },
        { header: "State", cells: files.map(({ state }) => STATES[state]), align: "left", minWidth: 3 },
      ],
      width,
      paint,
    ),
    "",
    ...facts.flatMap((fact) => wrapText(fact, width)),
    "",
    ...rejectionLines(reply, width, paint),
    ...warnings
      .filter(({ code }) => !SAID.has(code))
      .flatMap(({ message, count }) => {
        const times = count === undefined ? "" : ` (${whole(count)})`;
        return wrapText(`${cleanText(message)}${times}`, width, "! ", "  ").map(paint.caution);
      }),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}
