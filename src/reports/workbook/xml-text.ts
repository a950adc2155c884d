import { escapeText } from "../page/markup.ts";

/**
 * A text as it may stand in an element or attribute of a workbook: escaped, without characters that XML cannot hold, and
 * with `_x0041_` kept as it reads (the file format would decode it to `A`).
 */
export function xmlText(text: string): string {
  return escapeText(text.replace(/_(?=x[\da-f]{4}_)/giu, "_x005F_"));
}
