import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { backtestFiles } from "../../src/app/backtest-files.ts";
import { changesFiles } from "../../src/app/changes-files.ts";
import { forecastFiles } from "../../src/app/forecast-files.ts";
import { investmentDigest } from "../../src/app/digests.ts";
import { investmentOfFiles } from "../../src/app/investment-files.ts";
import { kpiFiles } from "../../src/app/kpi-files.ts";
import { verifyResult } from "../../src/app/verify-result.ts";
import { companyOf, historyText } from "../core/company/written-company.ts";
import { failureOf } from "../files/import-texts.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-verify-"));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const csv = historyText(companyOf({ opportunityCount: 300, seed: 4 }));
const history = written("history.csv", csv);
const last = csv.trimEnd().lastIndexOf("\n");
/** The same file without its last row. */
const shorter = written("shorter.csv", csv.slice(0, last + 1));
const AS_OF = "2025-05-20";
const paths = [history];
const scenario = written(
  "case.yaml",
  "name: Case\nhorizonMonths: 6\ndiscountRatePerYear: 10%\ngrossMargin: 0.8\ncosts: { fixed: [{ name: Tool, category: technology, amounts: { 0: 10000 } }] }\n" +
    'levers:\n  - { name: "win", kind: win_rate, size: 0.1, scope: {}, reasoning: Only a test }\n',
);
const costs = written("costs.csv", "item,month,amount\nLicence,1,500\n");
const targets = written("targets.yaml", "kpis: [{ kpi: win_rate_count, target: { value: 0.4, byWhen: 2025-12-31 } }]\n"); // prettier-ignore
const asOfLast = csv.trimEnd().split("\n").at(-1)!.split(",")[1]!.slice(0, 10);

const RESULTS: Readonly<Record<string, () => Promise<{ readonly reply: object }>>> = {
  forecast: () =>
    forecastFiles({ paths, asOf: AS_OF, horizon: "30d", draws: 1_000, reading: {} }, { workers: 0 }),
  "comparison of the pipeline": () =>
    changesFiles({ paths, from: "2025-01-10", to: AS_OF, owner: "owner", reading: {} }),
  "comparison of forecasts": () =>
    changesFiles({ paths, from: "2025-04-10", to: AS_OF, forecast: true, reading: {} }),
  "set of KPIs": () =>
    kpiFiles({ paths, asOf: AS_OF, period: "2025-Q1", owner: "owner", targets, reading: {} }),
  backtest: () =>
    backtestFiles({ paths, from: "2025-01-06", to: "2025-02-06", every: "month", horizon: "30d", draws: 1_000, methods: "naive-last,stage-win-rate", reading: {} }, { workers: 0 }), // prettier-ignore
  case: () =>
    investmentOfFiles({ scenarioPaths: [scenario], history: paths, costTables: [costs], asOf: asOfLast, draws: 1_000, reading: {} }, { workers: 0 }), // prettier-ignore
};

describe("verifyResult()", () => {
  it.each(Object.keys(RESULTS))("runs a %s again, finds it identical, and says what another figure or file makes different", async (kind) => {
    const { reply } = await RESULTS[kind]!();
    const recorded: unknown = JSON.parse(JSON.stringify(reply));
    const files = kind === "case" ? [scenario, costs] : [];
    expect(await verifyResult(recorded, "r.json", { paths: [...files, history] }, { workers: 0 })).toEqual([]);
    const changed = { ...(recorded as object), resultDigest: "0".repeat(64) };
    const differences = await verifyResult(changed, "r.json", { paths: [...files, history] }, { workers: 0 });
    expect(differences.map(({ field }) => field)).toEqual(["resultDigest"]);
    const other = await verifyResult(recorded, "r.json", { paths: [...files, shorter] }, { workers: 0 });
    expect(other.map(({ field }) => field)).toContain("sources");
  }); // prettier-ignore
  it("verifies a case from its result and files alone: what it was asked is recorded, outside of the digest", async () => {
    const grouped = written(
      "grouped.yaml",
      "name: Grouped\nhorizonMonths: 6\ndiscountRatePerYear: 10%\ngrossMargin: 0.8\ncosts: { fixed: [{ name: Tool, category: technology, amounts: { 0: 10000 } }] }\n" +
        'levers:\n  - { name: "win", kind: win_rate, size: 0.1, scope: { owners: [nobody] }, reasoning: Only a test }\n',
    );
    const asked = {
      asOf: "2025-02-28",
      owner: "rep",
      fiscalYearStart: 4,
      holidays: { country: "NL", extra: ["2025-03-03"] },
      realised: "2025-05-15",
      seed: 7,
      draws: 1_000,
    };
    const renamed = written("renamed.csv", csv.replace("owner", "rep"));
    const question = { ...asked, scenarioPaths: [grouped], history: [renamed], reading: { currency: "EUR" } };
    const { reply } = await investmentOfFiles(question, { workers: 0 });
    expect(reply.request).toEqual({ ...asked, timeZone: "UTC", currency: "EUR", reading: {} });
    const recorded: unknown = JSON.parse(JSON.stringify(reply));
    const files = { paths: [grouped, renamed] };
    expect(await verifyResult(recorded, "r.json", files, { workers: 0 })).toEqual([]);
    const { request, ...earlier } = reply;
    expect(investmentDigest(earlier)).toBe(
      investmentDigest({ ...earlier, request: { ...request!, seed: 8 } }),
    );
    // Without the request of the result its options have to be said again.
    const said = { ...files, caseOptions: { ...asked, reading: { currency: "EUR" } } };
    expect(await verifyResult(earlier, "r.json", said, { workers: 0 })).toEqual([]);
    const unsaid = await verifyResult(earlier, "r.json", { ...files, caseOptions: { owner: "rep" } }, { workers: 0 }); // prettier-ignore
    expect(unsaid.map(({ field }) => field)).toContain("resultDigest");
  });
  it("says of a result that another version of the engine made that it is one, not that it differs", async () => {
    const { reply } = await RESULTS["forecast"]!();
    const failure = await failureOf(verifyResult({ ...reply, engineVersion: "1" }, "r.json", { paths }));
    expect(failure.code).toBe("not_supported");
    expect(failure.message).toContain("r.json: it was made by another version of the engine (1, this is");
  });
  it("asks for the scenario of a case that is not among the files", async () => {
    const { reply } = await RESULTS["case"]!();
    const failure = await failureOf(verifyResult(reply, "r.json", { paths }, { workers: 0 }));
    expect([failure.code, failure.message.includes("name case.yaml among the files")]).toEqual([
      "usage",
      true,
    ]);
  });
  it.each([[{ schema: "revcast.other.1" }], [{}], [null], [{ schema: "revcast.kpi.1" }]])(
    "refuses %j, which is no result",
    async (document) => {
      expect((await failureOf(verifyResult(document, "r.json", { paths }))).code).toBe("bad_input");
    },
  );
});
