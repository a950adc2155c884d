import { beginningOf, displayWidth } from "./display-width.ts";

/**
 * Breaks a sentence into lines at spaces, but for the one before a per cent sign; a word longer than a line is broken where it must.
 * @param columnCount columns of a line, the indents included
 * @param first       stands before the first line
 * @param later       stands before the others
 */
export function wrapText(text: string, columnCount: number, first = "", later = first): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  const close = () => {
    lines.push(line);
    line = later;
    isEmpty = true;
  };
  for (const word of text.split(/ (?!% |%$|%[,.;:)])/).filter((word) => word !== "")) {
    if (!isEmpty && displayWidth(line) + 1 + displayWidth(word) > columnCount) close();
    let rest = isEmpty ? word : ` ${word}`;
    while (displayWidth(line) + displayWidth(rest) > columnCount) {
      const part = beginningOf(rest, columnCount - displayWidth(line));
      if (part === "") break;
      line += part;
      rest = rest.slice(part.length);
      close();
    }
    line += rest;
    isEmpty = false;
  }
  if (!isEmpty) lines.push(line);
  return lines;
}
