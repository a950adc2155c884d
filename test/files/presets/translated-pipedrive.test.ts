import { describe, expect, it } from "vitest";
import { translatedPipedrive } from "../../../src/files/presets/translated-pipedrive.ts";
import { failureOf, importTexts, linesOf } from "../import-texts.ts";

const short = (lines: readonly string[]) => lines.map((line) => line.replace(/ \[.*/, ""));
const ENGLISH = "Deal - ID,Deal - Title,Deal - Status,Deal - Stage,Deal - Value,Deal - Currency,Deal - Owner,Deal - Deal created,Deal - Expected close date,Deal - Won time,Deal - Lost time,Deal - Lost reason"; // prettier-ignore
const ROWS = [
  "1,A,open,Talks,10,EUR,Ann,2024-01-05 09:00:00,2024-06-30,,,",
  "2,B,won,Offer,20,EUR,Ann,2024-01-06 09:00:00,2024-03-01,2024-02-20 10:00:00,,",
  "3,C,lost,Talks,30,EUR,Bob,2024-01-07 09:00:00,2024-03-01,,2024-02-10 10:00:00,price",
];
const FILES: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ["German", "Deal - ID,Deal - Titel,Deal - Status,Deal - Phase,Deal - Wert,Deal - Währung,Deal - Besitzer,Deal - Erstellt am,Deal - Erwartetes Abschlussdatum,Deal - Gewonnen am,Deal - Verloren am,Deal - Verlustgrund", { open: "Offen", won: "Gewonnen", lost: "Verloren" }],
  ["Spanish", "Negocio - ID,Negocio - Título,Negocio - Estado,Negocio - Etapa,Negocio - Valor,Negocio - Moneda,Negocio - Propietario,Negocio - Fecha de creación,Negocio - Fecha de cierre prevista,Negocio - Fecha de ganado,Negocio - Fecha de perdido,Negocio - Motivo de pérdida", { open: "Abierto", won: "Ganado", lost: "Perdido" }],
]; // prettier-ignore
const withWords = (words: Readonly<Record<string, string>>): string =>
  ROWS.map((row) => row.replace(/,(open|won|lost),/, (_, word: string) => `,${words[word]},`)).join("\n");

describe("importPipeline() of a file of Pipedrive in another language", () => {
  it.each(FILES)("reads it as the English one: %s", async (_, header, words) => {
    const english = await importTexts({ "d.csv": `${ENGLISH}\n${ROWS.join("\n")}\n` });
    const other = await importTexts({ "d.csv": `${header}\n${withWords(words)}\n` });
    expect(short(linesOf(other.log))).toEqual(short(linesOf(english.log)));
    expect(other.warnings.map(({ code }) => code)).toEqual(english.warnings.map(({ code }) => code));
    expect(other.ownerColumn).toBe(header.split(",")[6]);
  });
  it("asks what a status means that it does not know, so that nothing won counts as open", async () => {
    const [, header, words] = FILES[0]!;
    const failure = await failureOf(importTexts({ "d.csv": `${header}\n${withWords({ ...words, won: "Vunnet" })}\n` })); // prettier-ignore
    expect([failure.code, failure.message]).toEqual(["ambiguous_input", expect.stringContaining('the status "Vunnet" of d.csv line 3')]); // prettier-ignore
  });
  it("takes no file for one of which a column that it needs is not known", () => {
    expect(translatedPipedrive(["Deal - ID", "Deal - Titel", "Deal - Phase", "Deal - Wert"])).toBeUndefined();
    expect(translatedPipedrive(["ID", "Titel", "Status", "Phase", "Wert"])).toBeUndefined();
    expect(translatedPipedrive([])).toBeUndefined();
  });
});
