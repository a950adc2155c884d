import type { TableColumn } from "../figures/table-column.ts";
import { markup, type Markup } from "./markup.ts";

/**
 * A table for people: a caption, headers with their scope, the first column naming the row. It scrolls by itself in a
 * narrow window.
 * @param allRow index of the row that sums up the others
 */
export function dataTable(caption: string, columns: readonly TableColumn[], allRow = -1): Markup {
  const rowCount = Math.max(0, ...columns.map(({ cells }) => cells.length));
  const heads = columns.map(({ header, align }) =>
    align === "right"
      ? markup`<th scope="col" class="number">${header}</th>`
      : markup`<th scope="col">${header}</th>`,
  );
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const cells = columns.map(({ cells, align }, column) => {
      const text = cells[row] ?? "";
      if (column === 0) return markup`<th scope="row">${text}</th>`;
      return align === "right"
        ? markup`<td class="number">${text}</td>`
        : markup`<td class="name">${text}</td>`;
    });
    return row === allRow ? markup`<tr class="all">${cells}</tr>\n` : markup`<tr>${cells}</tr>\n`;
  });
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
<table><caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${rows}</tbody></table></div>
`;
}
