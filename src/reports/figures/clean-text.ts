/** CSI, OSC and the two-byte escape sequences of terminals (ECMA-48), in 7-bit and 8-bit form. */
const ESCAPE_SEQUENCE =
  /(?:\u{1b}\[|\u{9b})[0-?]*[ -/]*[@-~]|(?:\u{1b}\]|\u{9d})[^\u{7}\u{1b}\u{9c}]*(?:\u{7}|\u{1b}\\|\u{9c})?|\u{1b}[ -/]*[0-~]/gu;
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
