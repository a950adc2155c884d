import { describe, expect, it } from "vitest";
import { previewImport } from "../../src/app/preview-import.ts";
import { ImportPreview } from "../../src/contracts/import-preview.ts";
import { importPreviewAsText } from "../../src/reports/import-preview-as-text.ts";
import { failureOf, withFolder } from "../files/import-texts.ts";

const HISTORY =
  "opportunity_id,changed_at,stage,amount,region\n" +
  'a,3/14/2024,Demo,"1,000.50",EU\na,3/4/2024,Lead,"1,000.00",EU\nb,soon,Demo,1,US\nc,3/20/2024,Closed Won,,\u{1b}[31mEU\n';
const look = { width: 80, colour: false };

describe("previewImport()", () => {
  it("says of every column what it is for, how it is read, what shows it, and three samples", async () => {
    await withFolder({ "history.csv": HISTORY, "other.csv": "x,y\n1,2\n" }, async (folder) => {
      const preview = await previewImport([folder]);
      expect(ImportPreview.parse(preview)).toEqual(preview);
      const [history, other] = preview.files;
      expect(history).toMatchObject({
        file: "history.csv",
        layout: "change history",
        preset: null,
        why: "change history, by the headers opportunity_id, changed_at, stage, amount",
        rowCount: 4,
        rejectedCount: 1,
        delimiter: ",",
      });
      expect(history!.columns[1]).toEqual({
        header: "changed_at",
        role: "changedAt",
        use: "role",
        chosenBy: "name",
        confidence: 1,
        format: "month/day/year",
        evidence: { "month first": 2, "either order": 1, "no date": 1 },
        samples: ["3/14/2024", "3/4/2024", "soon"],
      });
      expect(history!.columns[3]).toMatchObject({ format: "decimal point", evidence: { "decimal point": 2, "whole number": 1, blank: 1 } }); // prettier-ignore
      expect(history!.columns[4]).toMatchObject({ role: null, use: "attribute", format: null });
      expect(other).toMatchObject({ layout: null, why: "other.csv is not used: its columns are no layout that is known" }); // prettier-ignore
      expect(other!.columns.map(({ use }) => use)).toEqual(["ignored", "ignored"]);
      expect(preview.outcome).toMatchObject({
        opportunityCount: 2,
        stateCount: 3,
        firstDay: "2024-03-04",
        lastDay: "2024-03-20",
        openStages: ["Lead", "Demo"],
        closedStages: [{ stage: "Closed Won", kind: "won" }],
        currency: "XXX",
      });
      expect(preview.rejections).toMatchObject([{ line: 4, column: "changed_at", value: "soon" }]);
    });
  });
  it("shows the columns of a file that cannot be imported, with the reason", async () => {
    const text = "opportunity_id,changed_at,stage,amount\na,3/4/2024,Demo,1\n";
    await withFolder({ "history.csv": text }, async (folder) => {
      const preview = await previewImport([folder]);
      expect([preview.outcome, preview.failure?.code]).toEqual([null, "ambiguous_input"]);
      expect(preview.files[0]!.columns[1]!.format).toBe("day and month cannot be told apart");
      const said = await previewImport([folder], { dateOrder: "dmy" });
      expect([said.failure, said.outcome?.firstDay]).toEqual([null, "2024-04-03"]);
    });
  });
  it("names the preset, and what its rules read beside the roles", async () => {
    const text =
      "Id,OpportunityId,StageName,Amount,PrevAmount,CreatedById,CreatedDate\n008A,006A,Demo,1,,005,2024-01-05T10:00:00Z\n";
    await withFolder({ "h.csv": text }, async (folder) => {
      const [file] = (await previewImport([folder])).files;
      expect([file!.preset, file!.layout]).toEqual(["salesforce", "change history"]);
      expect(file!.columns.map(({ header, use }) => `${header} ${use}`)).toEqual([
        "Id preset",
        "OpportunityId role",
        "StageName role",
        "Amount role",
        "PrevAmount preset",
        "CreatedById ignored",
        "CreatedDate role",
      ]);
    });
  });
  it("says when no stage means won, which a word that nobody knows may be", async () => {
    const codesOf = (stage: string) =>
      withFolder({ "history.csv": HISTORY.replace("Closed Won", stage) }, async (folder) =>
        (await previewImport([folder])).warnings.map(({ code }) => code),
      );
    expect(await codesOf("Vunnet")).toContain("no_won_stage");
    expect(await codesOf("Cierre ganado")).not.toContain("no_won_stage");
  });
  it("fails where there is nothing at a path", async () => {
    expect((await failureOf(previewImport(["/nowhere"]))).code).toBe("not_found");
  });
});

describe("importPreviewAsText()", () => {
  it("fits into 80 columns, holds no control characters and shows all that matters", async () => {
    await withFolder({ "history.csv": HISTORY }, async (folder) => {
      const text = importPreviewAsText(await previewImport([folder]), look);
      expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
      expect(text).not.toContain("\u{1b}");
      expect(text).toContain('history.csv line 4, column "changed_at": not a date in the format of the column ("soon")'.slice(0, 60)); // prettier-ignore
      expect(text).toContain("Open stages in order: Lead > Demo");
      expect(text).toContain("nothing is written");
    });
  });
});
