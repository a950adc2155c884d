import { cleanText } from "../figures/clean-text.ts";

/** The longest name of a sheet, in UTF-16 units. */
const NAME_LIMIT = 31;
/** What no spreadsheet program takes in the name of a sheet. */
const FORBIDDEN = /[:\\/?*[\]]/gu;
/** What the file format reads as a character's number; programs differ in whether they do so in a name. */
const ESCAPE = /_(?=x[\da-f]{4}_)/giu;
/** Spreadsheet programs keep this one to themselves. */
const RESERVED = "history";

/**
 * Names of sheets for names from files: without the characters that a sheet's name may not have, at most 31 long, each
 * once whatever its case, and none of those taken.
 * @param names any texts, equal ones too
 * @param taken names of other sheets of the workbook
 * @returns     one for each name, in order
 */
export function sheetNames(names: readonly string[], taken: readonly string[]): readonly string[] {
  const used = new Set([RESERVED, ...taken.map(folded)]);
  return names.map((name) => {
    const wanted = sheetNameOf(name);
    let unique = cutTo(wanted, NAME_LIMIT);
    for (let copy = 2; used.has(folded(unique)); copy++) {
      const suffix = ` (${copy})`;
      unique = cutTo(wanted, NAME_LIMIT - suffix.length) + suffix;
    }
    used.add(folded(unique));
    return unique;
  });
}

function sheetNameOf(name: string): string {
  const allowed = cleanText(cleanText(name).replace(FORBIDDEN, " ").replace(ESCAPE, " "));
  return allowed.replace(/^['\s]+|['\s]+$/gu, "") || "Scenario";
}

/** Without half a character at the end, and without an apostrophe there, which no name may end in. */
function cutTo(text: string, length: number): string {
  const cut = text.slice(0, length);
  return cut.replace(/[\ud800-\udbff]$/u, "").replace(/['\s]+$/u, "");
}

function folded(name: string): string {
  return name.normalize("NFKC").toUpperCase().toLowerCase();
}
