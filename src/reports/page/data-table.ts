import type { TableColumn } from "../figures/table-column.ts";
import { cutToWidth } from "../terminal/display-width.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";

/** On a phone columns up to this rank are left out, and a line below says so. */
const PHONE_RANK = 2;
/** Names longer than this, as a terminal counts columns, are cut; a digest is not. */
const NAME_COLUMNS = 64;

/**
 * A table for people: a caption, headers with their scope, the first column naming the row. It scrolls by itself in a
 * narrow window.
 * @param allRows indices of the rows that sum up the others
 */
export function dataTable(
  caption: string,
  columns: readonly TableColumn[],
  allRows: number | readonly number[] = [],
): Markup {
  const summing = typeof allRows === "number" ? [allRows] : allRows;
  const rowCount = Math.max(0, ...columns.map(({ cells }) => cells.length));
  const heads = columns.map(
    (column, index) =>
      markup`<th scope="col"${classOf(column, column.align === "right" && index > 0 ? "number" : "")}>${column.header}</th>`,
  );
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const cells = columns.map((column, index) => {
      const text = column.cells[row] ?? "";
      if (column.breaks === "freely") return markup`<td class="prose">${text}</td>`;
      if (index === 0 && column.breaks === "never") return markup`<th scope="row" class="whole">${text}</th>`;
      if (index === 0) return markup`<th scope="row"${titleOf(text)}>${shortened(text)}</th>`;
      // What a terminal never cuts, such as a day, is not broken here.
      const isName = column.minWidth !== undefined && column.align === "left";
      if (isName) return markup`<td${classOf(column, "name")}${titleOf(text)}>${shortened(text)}</td>`;
      return markup`<td${classOf(column, column.align === "right" ? "number" : "whole")}>${text}</td>`;
    });
    return summing.includes(row) ? markup`<tr class="all">${cells}</tr>\n` : markup`<tr>${cells}</tr>\n`;
  });
  const leftOut = columns.filter(isLeftOutOnPhone).map(({ header }) => header);
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
<table><caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${rows}</tbody></table></div>
${leftOut.length === 0 ? EMPTY : markup`<p class="small muted aside">A wider window also shows: ${leftOut.join(", ")}.</p>\n`}`;
}

function shortened(name: string): string {
  return cutToWidth(name, NAME_COLUMNS);
}

/** The whole name, where the cell shows only its beginning. */
function titleOf(name: string): Markup {
  return shortened(name) === name ? EMPTY : markup` title="${name}"`;
}

function isLeftOutOnPhone({ rank }: TableColumn): boolean {
  return rank !== undefined && rank <= PHONE_RANK;
}

function classOf(column: TableColumn, name: string): Markup {
  const names = [...(name === "" ? [] : [name]), ...(isLeftOutOnPhone(column) ? ["extra"] : [])];
  return names.length === 0 ? EMPTY : markup` class="${names.join(" ")}"`;
}
