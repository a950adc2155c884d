/** Texts that are hard to keep: quotes, line ends of every kind, what looks like an end, letters of many scripts. */
export const HARD_TEXTS = [
  `quote " comma , bracket ( ) backslash \\ apostrophe '`,
  "line feed \n carriage return \r both \r\n tab \t",
  "line separators \u2028 \u2029 and \u0085",
  `{"end":"document","rowCount":0}`,
  "ÄÖÜ ß 漢字 العربية 🂡 é",
  "",
  "NULL",
  "=1+1",
];
