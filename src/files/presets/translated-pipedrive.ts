import { plainName } from "../column-roles.ts";
import { TRANSLATIONS } from "../translated-headers.ts";

/** Words in German, French, Spanish, Portuguese and Dutch for the columns of Pipedrive that say what a deal is. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  dealid: ["id"],
  dealtitle: ["titel", "titre", "título", "titulo"],
  dealstatus: ["status", "statut", "estado"],
  dealpipeline: ["pipeline", "embudo", "funil", "pijplijn"],
  dealstage: TRANSLATIONS.stage ?? [],
  dealvalue: TRANSLATIONS.amount ?? [],
  dealcurrency: TRANSLATIONS.currency ?? [],
  dealowner: [...(TRANSLATIONS.owner ?? []), "inhaber"],
  dealprobability: TRANSLATIONS.probability ?? [],
  dealexpectedclosedate: TRANSLATIONS.closeDate ?? [],
  dealcreated: [...(TRANSLATIONS.createdDate ?? []), "dealerstellt"],
};

const PREFIX = /^\s*(\p{L}+) - (.+)$/u;
const WON = /gewonn|gewinn|gagné|ganad|ganh/;
const LOST = /verlor|perdu|perdid/;
const REASON = /grund|raison|motif|motivo|razón|reden/;
const NEEDED = ["dealid", "dealtitle", "dealstage", "dealstatus", "dealvalue"];

/**
 * Headers of a file of deals from Pipedrive in another language, as the English file has them. All of its own columns begin
 * with one word, such as `Deal - ` or `Negocio - `; what follows is known, or the file is not taken for one.
 * @returns names as `plainName` writes them, or undefined when the headers are of no such file
 */
export function translatedPipedrive(header: readonly string[]): readonly string[] | undefined {
  const parts = header.map((name) => PREFIX.exec(name));
  const counts = new Map<string, number>();
  for (const part of parts) if (part !== null) counts.set(part[1]!, (counts.get(part[1]!) ?? 0) + 1);
  const [prefix] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
  const names = header.map((_, index) => {
    const part = parts[index];
    return part?.[1] === prefix && part !== null && part !== undefined
      ? englishOf(plainName(part[2]!))
      : undefined;
  });
  const isWhole = NEEDED.every((name) => names.filter((other) => other === name).length === 1);
  return isWhole ? names.map((name, index) => name ?? plainName(header[index]!)) : undefined;
}

function englishOf(rest: string): string | undefined {
  const known = Object.entries(WORDS).find(([, words]) => words.includes(rest))?.[0];
  if (known !== undefined || REASON.test(rest)) return known;
  if (WON.test(rest)) return "dealwontime";
  return LOST.test(rest) ? "deallosttime" : undefined;
}
