import { cleanText } from "../reports/figures/clean-text.ts";
import type { TableColumn } from "../reports/figures/table-column.ts";
import { paintFor } from "../reports/terminal/paint.ts";
import { tableLines } from "../reports/terminal/table.ts";
import { wrapText } from "../reports/terminal/wrap-text.ts";
import { terminalLook } from "./terminal.ts";

/** A column of a list and what it says of an item. */
export interface ListColumn<Item> extends Pick<TableColumn, "header" | "minWidth" | "rank"> {
  readonly align?: TableColumn["align"];
  readonly cell: (item: Item) => string;
}

/**
 * What a workspace keeps, as a table that fits the terminal: names are cut, then columns with a rank are left out; ids never are.
 * @param below further words on an item, in full under its row; none where they are empty
 */
export function listing<Item>(
  items: readonly Item[],
  columns: readonly ListColumn<Item>[],
  below: (item: Item) => string = () => "",
  look = terminalLook(),
): string {
  const table = tableLines(
    columns.map(({ cell, align = "left", ...column }) => ({
      ...column,
      align,
      cells: items.map((item) => cleanText(cell(item))),
    })),
    look.width,
    paintFor(look.colour),
  );
  const [head = "", rule = "", ...rows] = table;
  const lines = rows.flatMap((row, index) => [
    row,
    ...wrapText(cleanText(below(items[index]!)), look.width, "    "),
  ]);
  return `${[head, rule, ...lines].join("\n")}\n`;
}
