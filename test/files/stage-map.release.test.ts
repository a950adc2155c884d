import { describe, expect, it } from "vitest";
import { forecastFiles } from "../../src/app/forecast-files.ts";
import { DEFAULT_COMPANY_SETTINGS } from "../../src/core/company/company-settings.ts";
import { generateCompany } from "../../src/core/company/generate-company.ts";
import { historyCsv } from "../../src/core/company/history-csv.ts";
import { withFolder } from "./import-texts.ts";

// Three whole forecasts, drawn and exact: too slow for the quick tier.
describe("a forecast with a stage map", () => {
  it("treats a renamed stage as one that had its name throughout, to the byte", async () => {
    const company = generateCompany({
      ...DEFAULT_COMPANY_SETTINGS,
      opportunityCount: 300,
      dayCount: 500,
      seed: 5,
    });
    const plain = [...historyCsv(company)].join("");
    const rows = plain.trimEnd().split("\n");
    const stageAt = rows[0]!.split(",").indexOf("stage");
    const name = rows.slice(1).map((row) => row.split(",")[stageAt]!).find((stage) => !stage.startsWith("Closed"))!; // prettier-ignore
    const days = rows.slice(1).map((row) => row.split(",")[1]!.slice(0, 10)).sort(); // prettier-ignore
    const from = days[Math.floor(days.length / 2)]!;
    const renamed = rows.map((row, i) => {
      const cells = row.split(",");
      const isOld = i > 0 && cells[1]!.slice(0, 10) < from && cells[stageAt] === name;
      if (isOld) cells[stageAt] = "A name of long ago";
      return cells.join();
    });
    expect(renamed.join("\n")).toContain("A name of long ago");
    const forecastOf = (texts: Record<string, string>) =>
      withFolder(texts, async (folder) => {
        const options = {
          asOf: days.at(-30)!,
          horizon: "30d",
          draws: 2_000,
          method: "both" as const,
          reading: {},
        };
        const { reply } = await forecastFiles({ ...options, paths: [folder] }, { workers: 0 });
        return { planDigest: reply.planDigest, resultDigest: reply.resultDigest, total: reply.total, opportunities: reply.opportunities }; // prettier-ignore
      });
    const once = await forecastOf({ "history.csv": plain });
    const map = `stageMap: [{from: ${from}, stages: {A name of long ago: ${name}}}]\n`;
    expect(await forecastOf({ "history.csv": `${renamed.join("\n")}\n`, "funnel.yaml": map })).toEqual(once);
    // Without the map it is another forecast: the test would notice.
    const without = await forecastOf({ "history.csv": `${renamed.join("\n")}\n` });
    expect(without.planDigest).not.toBe(once.planDigest);
  });
});
