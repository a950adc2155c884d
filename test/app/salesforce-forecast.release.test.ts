import { describe, expect, it } from "vitest";
import { forecastFiles } from "../../src/app/forecast-files.ts";
import { importPipeline } from "../../src/files/import-pipeline.ts";
import { linesOf, withFolder, type Texts } from "../files/import-texts.ts";
import { salesforceCompany } from "./salesforce-company.ts";

const { history, tables } = salesforceCompany(400);
const FUNNEL = "currency: EUR\nsegmentColumn: product\n";

function forecastOf(texts: Texts) {
  const question = {
    asOf: "2024-10-31",
    period: "2024-Q4",
    draws: 2_000,
    seed: 3,
    reading: { strict: true },
  };
  return withFolder({ ...texts, "funnel.yaml": FUNNEL }, async (folder) => {
    const { reply } = await forecastFiles({ ...question, paths: [folder] }, { workers: 0 });
    return reply;
  });
}

describe("a forecast of Salesforce's tables", () => {
  it("is to the byte that of the change history with the same information", async () => {
    const [own, exported] = [await forecastOf({ "history.csv": history }), await forecastOf(tables)];
    const figures = (reply: typeof own) =>
      JSON.stringify({ ...reply, sources: [] }).replaceAll(/"(file|line)":("[^"]*"|\d+)/g, '"$1":0');
    expect(exported.sources).toHaveLength(4);
    expect(exported.planDigest).toBe(own.planDigest);
    expect(exported.resultDigest).toBe(own.resultDigest);
    expect(figures(exported)).toBe(figures(own));
  });
  it("has the same states, stages, amounts, owners and close dates", async () => {
    const lines = (texts: Texts) =>
      withFolder({ ...texts, "funnel.yaml": FUNNEL }, async (folder) => {
        const { log } = await importPipeline([folder]);
        // Names of columns differ, and with them their order; the values of a state do not.
        return linesOf(log).map((line) => {
          const [state, values] = line.split(" [") as [string, string];
          return `${state} ${values.slice(0, -1).split("|").toSorted().join()}`;
        });
      });
    expect(await lines(tables)).toEqual(await lines({ "history.csv": history }));
  });
});
