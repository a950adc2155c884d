import type { TableColumn } from "../figures/table-column.ts";
import { columnWidth } from "./column-width.ts";
import type { Paint } from "./paint.ts";
import { tableLines } from "./table.ts";

const GAP = 2;

/**
 * A table of which no column is left out: what does not fit beside the others follows below, again under the names of
 * the rows.
 * @param columns     the first one names the rows
 * @param columnCount columns of the terminal
 * @param boldRows    indices of rows that are set off
 */
export function tablePieces(
  columns: readonly TableColumn[],
  columnCount: number,
  paint: Paint,
  boldRows: readonly number[] = [],
): string[] {
  const [names, ...others] = columns;
  if (names === undefined) return [];
  const room = columnCount - columnWidth(names);
  const greedy = piecesOf(others, room, others.length);
  const even = piecesOf(others, room, Math.ceil(others.length / greedy.length));
  const pieces = even.length > greedy.length ? greedy : even;
  return pieces.flatMap((piece, index) => [
    ...(index === 0 ? [] : [""]),
    ...tableLines([names, ...piece], columnCount, paint, boldRows),
  ]);
}

/** Neighbours that fit into the room together, at most `most` of them. */
function piecesOf(columns: readonly TableColumn[], room: number, most: number): TableColumn[][] {
  const pieces: TableColumn[][] = [[]];
  let left = room;
  for (const column of columns) {
    const width = GAP + columnWidth(column);
    const piece = pieces.at(-1)!;
    if (piece.length > 0 && (width > left || piece.length >= most)) {
      pieces.push([column]);
      left = room - width;
    } else {
      piece.push(column);
      left -= width;
    }
  }
  return pieces;
}
