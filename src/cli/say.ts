/** What of a stream it takes. */
interface Terminal {
  readonly isTTY: boolean;
  readonly columns: number;
  write(text: string): unknown;
}

/**
 * Writes lines to a person on standard error: broken at words where they are wider than the terminal, further lines of one
 * set in by two more columns than it; as they are where the output goes to a file or a program.
 */
export function say(text: string, stream: Terminal): void {
  const width = stream.isTTY ? stream.columns : undefined;
  const lines =
    width === undefined || width < NARROWEST ? [text] : text.split("\n").map((line) => wrapped(line, width));
  stream.write(`${lines.join("\n")}\n`);
}

/** On narrower terminals the indent would leave no room. */
const NARROWEST = 20;

function wrapped(line: string, width: number): string {
  const indent = /^ */.exec(line)![0];
  const rows: string[] = [];
  let row = indent;
  for (const word of line.trimStart().split(" ")) {
    const longer = row.trim() === "" ? `${row}${word}` : `${row} ${word}`;
    if (longer.length > width && row.trim() !== "") {
      rows.push(row);
      row = `${indent}  ${word}`;
    } else row = longer;
  }
  return [...rows, row].join("\n");
}
