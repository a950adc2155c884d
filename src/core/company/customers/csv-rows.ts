import { CHUNK_LENGTH } from "../csv-text.ts";

/** A CSV file in pieces of text; no cell of the generated company needs quotes. */
export function* csvRows(header: string, rows: Iterable<readonly string[]>): Generator<string> {
  let text = `${header}\n`;
  for (const row of rows) {
    text += `${row.join(",")}\n`;
    if (text.length < CHUNK_LENGTH) continue;
    yield text;
    text = "";
  }
  yield text;
}
