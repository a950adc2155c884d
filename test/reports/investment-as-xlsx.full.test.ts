import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { investmentOfFiles } from "../../src/app/investment-files.ts";
import { investmentAsXlsx } from "../../src/reports/investment-as-xlsx.ts";
import {
  hiringCase,
  publishedCase,
  twoRatesCase,
  workbookCase,
  type WorkbookScenario,
} from "./workbook-case.ts";
import { edited, findSoffice, recalculate, withoutValues } from "./workbook/recalculate.ts";
import { sampleInvestment } from "./sample-investment.ts";
import {
  assumptionDifferences,
  definitionDifferences,
  writtenDifferences,
} from "./workbook/words-differences.ts";
import { allDifferences, differencesOf } from "./workbook/workbook-differences.ts";

const soffice = findSoffice();
if (soffice === undefined) {
  console.warn("Skipped: LibreOffice (soffice) is not on the PATH, so no workbook is computed anew");
}

/** Flows by a seed (xorshift32): an outlay, then months of either sign. */
function randomCase(seed: number): WorkbookScenario {
  let state = seed * 2_654_435_761;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const size = 10 ** (3 + Math.floor(next() * 8));
  const horizonMonths = 1 + Math.floor(next() * 48);
  const flow = (from: number, to: number): number[] =>
    Array.from({ length: horizonMonths + 1 }, () => Math.round(size * (from + next() * (to - from))));
  return {
    name: `Random ${seed}`,
    discountRatePerYear: Math.round(next() * 400) / 1_000,
    profitabilityBasis: seed % 2 === 0 ? "initial_outlay" : "all_outlays",
    flows: [
      { label: "Margin", kind: "gross_margin", months: flow(-0.2, 1) },
      { label: "Saved", kind: "avoided_cost", months: flow(0, 0.2) },
      { label: "Outlay", kind: "cost", months: flow(-0.4, 0).map((amount, month) => (month === 0 ? amount * 10 - 1 : amount)) }, // prettier-ignore
    ],
  };
}

const plain: readonly WorkbookScenario[] = [
  hiringCase(),
  publishedCase(),
  { ...publishedCase(), name: "Published, by months", monthsPerPeriod: 1 },
  twoRatesCase(),
  { ...hiringCase("Not discounted", 0), profitabilityBasis: "initial_outlay" },
  {
    name: "Never",
    discountRatePerYear: 0.12,
    flows: [{ label: "Cost", kind: "cost", months: [-100, -33, -33] }],
  },
  {
    name: "Free",
    discountRatePerYear: 0.12,
    flows: [{ label: "Hours", kind: "direct_benefit", months: [0, 10, 7] }],
  },
  {
    name: "Paid back at the end of a month",
    discountRatePerYear: 0,
    flows: [
      { label: "Cost", kind: "cost", months: [-30, 0, 0, 0, -5] },
      { label: "Hours", kind: "direct_benefit", months: [0, 10, 10, 10, 10] },
    ],
  },
  {
    name: "One month",
    discountRatePerYear: 0.3,
    flows: [{ label: "All", kind: "gross_margin", months: [-10_001, 10_777] }],
  },
];

describe.skipIf(soffice === undefined)("a workbook computed anew by LibreOffice (needs soffice)", () => {
  it("is compared with the reply cell by cell, so that a cent too much is seen", async () => {
    const reply = workbookCase([hiringCase("Case")]);
    const sheets = await recalculate(soffice!, withoutValues(investmentAsXlsx(reply)));
    const [report] = structuredClone(reply).scenarios;
    report!.figures.netPresentValue.ledger = "1.00";
    report!.lines.find(({ kind }) => kind === "cumulative")!.quarterly[4] = "0.01";
    expect(differencesOf(sheets.get("Case")!, report!, "EUR")).toHaveLength(3);
  }, 300_000);

  it("equals the reply to the cent, with every value that we wrote taken out before", async () => {
    const reply = workbookCase(plain);
    const workbook = withoutValues(investmentAsXlsx(reply));
    expect(allDifferences(reply, await recalculate(soffice!, workbook))).toEqual([]);
  }, 300_000);

  it("equals the reply for the published case that is shipped as a scenario", async () => {
    const path = fileURLToPath(new URL("../../scenarios/published-tei-case.yaml", import.meta.url));
    const { reply } = await investmentOfFiles({ scenarioPaths: [path], history: [], reading: {} });
    const sheets = await recalculate(soffice!, withoutValues(investmentAsXlsx(reply)));
    expect(allDifferences(reply, sheets)).toEqual([]);
  }, 300_000);

  it("equals the reply for flows of any size and sign", async () => {
    const reply = workbookCase(Array.from({ length: 30 }, (_, index) => randomCase(index + 1)));
    const sheets = await recalculate(soffice!, withoutValues(investmentAsXlsx(reply)));
    expect(allDifferences(reply, sheets)).toEqual([]);
  }, 300_000);

  it("has the assumptions of the reply and the definitions as they were written, cell by cell", async () => {
    const reply = sampleInvestment({ scenarioCount: 3 });
    const written = investmentAsXlsx(reply);
    const sheets = await recalculate(soffice!, withoutValues(written));
    expect(assumptionDifferences(reply, sheets)).toEqual([]);
    expect(definitionDifferences(sheets)).toEqual([]);
    expect(await writtenDifferences(written, sheets)).toEqual([]);
    const [changed] = structuredClone(reply).scenarios;
    changed!.levers[0]!.p90 += 1e-6;
    changed!.lines.find(({ kind }) => kind === "cost")!.total = "1.00";
    const scenarios = [changed!, ...reply.scenarios.slice(1)];
    expect(assumptionDifferences({ ...reply, scenarios }, sheets)).toHaveLength(2);
  }, 300_000);

  it("equals the reply in currencies without and with three decimal places", async () => {
    for (const currency of ["JPY", "KWD"]) {
      const reply = workbookCase([hiringCase(), randomCase(99)], { currency });
      const sheets = await recalculate(soffice!, withoutValues(investmentAsXlsx(reply)));
      expect(allDifferences(reply, sheets)).toEqual([]);
    }
  }, 300_000);

  it("follows a discount rate that is changed in the assumptions", async () => {
    const changed = edited(withoutValues(investmentAsXlsx(workbookCase([hiringCase("Case", 0.1)]))), (xml) =>
      xml.replace(/(<c r="B6" s="\d+">)<v>0\.1<\/v>/, "$1<v>0.25</v>"),
    );
    const [report] = workbookCase([hiringCase("Case", 0.25)]).scenarios;
    const sheets = await recalculate(soffice!, changed);
    expect(differencesOf(sheets.get("Case")!, report!, "EUR")).toEqual([]);
  }, 300_000);

  it("runs nothing that a scenario file wrote", async () => {
    const names = [
      "=1+1",
      "+1+1",
      "-1",
      "@SUM(A1)",
      '=HYPERLINK("http://example.org")',
      "a'b",
      "[x]:*?",
      "=1+1",
    ];
    const reply = workbookCase(names.map((name) => ({ ...publishedCase(), name })));
    const sheets = await recalculate(soffice!, withoutValues(investmentAsXlsx(reply)));
    expect(allDifferences(reply, sheets)).toEqual([]);
    const firstColumn = [...sheets.values()].slice(1, 1 + names.length).map((rows) => rows[0]![0]);
    expect(firstColumn).toEqual(names);
  }, 300_000);
});
