const ESCAPE = String.fromCodePoint(0x1b);
const BELL = String.fromCodePoint(0x07);
/** What opens a control sequence, what opens a command to the terminal and what ends one, each in one character. */
const [CSI, OSC, END] = [0x9b, 0x9d, 0x9c].map((code) => String.fromCodePoint(code)) as [
  string,
  string,
  string,
];
/** Control sequences, commands and the other escape sequences of terminals (ECMA-48). */
const ESCAPE_SEQUENCE = new RegExp(
  [
    `(?:${ESCAPE}\\[|${CSI})[0-?]*[ -/]*[@-~]`,
    `(?:${ESCAPE}\\]|${OSC})[^${BELL}${ESCAPE}${END}]*(?:${BELL}|${ESCAPE}\\\\|${END})?`,
    `${ESCAPE}[ -/]*[0-~]`,
  ].join("|"),
  "gu",
);
const LINE_BREAKS_AND_TABS = /[\t\n\v\f\r\u{85}\u{2028}\u{2029}]+/gu;
/** Controls, direction overrides and marks, zero-width spaces, the byte-order mark and characters no XML may hold. */
const INVISIBLE =
  /[\p{Cc}\u{61c}\u{200b}\u{200e}\u{200f}\u{202a}-\u{202e}\u{2060}-\u{2064}\u{2066}-\u{206f}\u{feff}\u{fff9}-\u{fffb}\u{fffe}\u{ffff}\u{e0000}-\u{e007f}]/gu;

/**
 * A text from the data as it may be shown: one line, without control characters, terminal escapes, direction
 * overrides and invisible characters. Names come from untrusted files, and a terminal obeys what it is sent.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(ESCAPE_SEQUENCE, "")
    .replace(LINE_BREAKS_AND_TABS, " ")
    .replace(INVISIBLE, "")
    .replace(/ {2,}/g, " ")
    .trim();
}
