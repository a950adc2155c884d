/** East Asian Wide and Fullwidth of Unicode (UAX #11), and what terminals show as pictures two columns wide. */
const WIDE =
  /[\u{1100}-\u{115f}\u{2e80}-\u{303e}\u{3041}-\u{33ff}\u{3400}-\u{4dbf}\u{4e00}-\u{9fff}\u{a000}-\u{a4cf}\u{a960}-\u{a97c}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]/u;
/** Marks that sit on the letter before, format characters, and the vowels and finals of a Hangul syllable in parts. */
const ZERO = /[\p{Mn}\p{Me}\p{Cf}\u{1160}-\u{11ff}\u{d7b0}-\u{d7ff}]/u;
const PLAIN = /^[ -~\u{a0}-\u{ac}\u{ae}-\u{2ff}─-▟]*$/u;
const ELLIPSIS = "…";

const clusters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Columns that a text takes in a terminal: 2 for wide characters, 0 for combining marks, else 1. No escapes in it. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += ZERO.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return columns;
}

/** The longest beginning of a text that fits, never through the middle of a character and its marks. */
export function beginningOf(text: string, columnCount: number): string {
  let columns = 0;
  let end = 0;
  for (const { segment } of clusters.segment(text)) {
    columns += displayWidth(segment);
    if (columns > columnCount) break;
    end += segment.length;
  }
  return text.slice(0, end);
}

/** A text in at most `columnCount` columns; what is cut ends in an ellipsis. */
export function cutToWidth(text: string, columnCount: number): string {
  if (displayWidth(text) <= columnCount) return text;
  return columnCount < 1 ? "" : beginningOf(text, columnCount - 1).trimEnd() + ELLIPSIS;
}

/** A text in exactly `columnCount` columns, cut or filled with spaces. */
export function fitToWidth(text: string, columnCount: number, align: "left" | "right"): string {
  const cut = cutToWidth(text, columnCount);
  const space = " ".repeat(columnCount - displayWidth(cut));
  return align === "left" ? cut + space : space + cut;
}
