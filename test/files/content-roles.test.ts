import { describe, expect, it } from "vitest";
import { previewImport } from "../../src/app/preview-import.ts";
import { importPreviewAsText } from "../../src/reports/import-preview-as-text.ts";
import { failureOf, importTexts, linesOf, withFolder } from "./import-texts.ts";

const LOCALISED: Readonly<Record<string, string>> = {
  German: "Datensatz-ID;Phase;Betrag;Währung;Erstellungsdatum;Abschlussdatum\n1;Gewonnen;1.200,50;EUR;05.01.2024;01.03.2024\n2;Angebot;300,00;EUR;06.01.2024;\n",
  French: "ID de l'enregistrement;Étape;Montant;Devise;Date de création;Date de fermeture\n1;Gagné;1 200,50;EUR;05.01.2024;01.03.2024\n2;Angebot;300,00;EUR;06.01.2024;\n",
  Spanish: "ID del registro;Etapa;Importe;Moneda;Fecha de creación;Fecha de cierre\n1;Ganado;1.200,50;EUR;05.01.2024;01.03.2024\n2;Angebot;300,00;EUR;06.01.2024;\n",
  Portuguese: "ID do registro;Etapa;Valor;Moeda;Data de criação;Data de fechamento\n1;Ganho;1.200,50;EUR;05.01.2024;01.03.2024\n2;Angebot;300,00;EUR;06.01.2024;\n",
  Dutch: "Deal ID;Fase;Bedrag;Valuta;Aanmaakdatum;Sluitingsdatum\n1;Gewonnen;1.200,50;EUR;05.01.2024;01.03.2024\n2;Angebot;300,00;EUR;06.01.2024;\n",
}; // prettier-ignore

describe("importPipeline() of localised headers", () => {
  it.each(Object.keys(LOCALISED))("reads %s ones, with their closed stages", async (language) => {
    const { log, warnings } = await importTexts({ "export.csv": LOCALISED[language]! });
    const won = log.stages.find((stage) => stage !== "Angebot");
    expect(linesOf(log)).toEqual([
      "1 2024-01-05 Angebot 120050",
      `1 2024-03-01 ${won} 120050`,
      "2 2024-01-06 Angebot 30000",
    ]);
    expect([log.currency, warnings]).toEqual(["EUR", []]);
  });
});

const FOREIGN =
  "Numer;Krok;Kwota;Poczatek;Koniec\nZ-1;Won;120,50;2024-01-05;2024-03-01\nZ-2;Oferta;300,00;2024-01-06;\nZ-3;Lost;80,25;2024-01-07;2024-02-01\nZ-4;Rozmowa;80,25;2024-01-08;\n";

describe("importPipeline() of headers that nobody knows", () => {
  it("takes columns by what they hold: stages, ids, amounts and dates", async () => {
    const { log } = await importTexts({ "a.csv": FOREIGN });
    expect(linesOf(log).filter((line) => line.startsWith("Z-1"))).toEqual([
      "Z-1 2024-01-05 Created 12050",
      "Z-1 2024-03-01 Won 12050",
    ]);
    const history = "Ref,When,Step,Worth\na1,2024-01-05,Demo,10.5\na1,2024-02-05,Won,10.5\nb2,2024-01-06,Demo,3.5\nb2,2024-01-09,Demo,4.5\nb2,2024-01-10,Won,4.5\nc3,2024-01-10,Won,4.5\n"; // prettier-ignore
    const told = await importTexts({ "h.csv": `${history}d4,2024-02-01,Demo,1.5\n` });
    expect(told.sources[0]!.layout).toBe("change history");
  });
  it("asks where two columns could be it, and takes what the definition says", async () => {
    const two = FOREIGN.replaceAll(/^([^;]+;[^;]+);([^;]+);/gm, "$1;$2;$2;").replace("Kwota;Kwota", "Kwota;Marza"); // prettier-ignore
    const failure = await failureOf(importTexts({ "a.csv": two }));
    expect([failure.code, failure.message]).toEqual([
      "ambiguous_input",
      'Cannot tell the amount in a.csv: by what they hold "Kwota" and "Marza" could be it; say which in a funnel definition, e.g. columns: {amount: "Kwota"}',
    ]);
    const { log } = await importTexts({ "a.csv": two, "funnel.yaml": "columns: {amount: Marza}\n" });
    expect(log.opportunityIds).toHaveLength(4);
    const dates = FOREIGN.replaceAll(/;2024-01-0(\d);.*$/gm, ";2024-01-0$1;2024-01-0$1");
    expect((await failureOf(importTexts({ "a.csv": dates }))).message).toContain(
      'Cannot tell what the dates in a.csv are: "Poczatek" and "Koniec"',
    );
  });
  it("leaves a table without a won stage alone", async () => {
    const failure = await failureOf(importTexts({ "a.csv": FOREIGN.replace("Won", "Rozmowa") }));
    expect([failure.code, failure.message.includes("are no layout that is known")]).toEqual([
      "bad_input",
      true,
    ]);
  });
});

describe("previewImport()", () => {
  it("says by what each column came to its role, and how sure that is", async () => {
    await withFolder({ "a.csv": FOREIGN, "b.csv": LOCALISED["German"]! }, async (folder) => {
      const preview = await previewImport([folder]);
      const shown = preview.files.map(({ columns }) =>
        columns.map(({ role, chosenBy, confidence }) => `${role} ${chosenBy} ${confidence}`),
      );
      expect(shown).toEqual([
        [
          "opportunityId content 0.8",
          "stage content 0.8",
          "amount content 0.8",
          "createdDate content 0.8",
          "closeDate content 0.8",
        ],
        [
          "opportunityId translation 0.9",
          "stage translation 0.9",
          "amount translation 0.9",
          "currency translation 0.9",
          "createdDate translation 0.9",
          "closeDate translation 0.9",
        ],
      ]);
      expect(importPreviewAsText(preview, { width: 100, colour: false })).toContain("amount (content 80%)");
    });
  });
});
