import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeCompany } from "../../../src/app/generate-company.ts";
import { dayFromIso, isoFromDay } from "../../../src/core/base/day.ts";
import { decimalFromMinorUnits } from "../../../src/core/base/money.ts";
import { DEFAULT_COMPANY_SETTINGS } from "../../../src/core/company/company-settings.ts";
import { customerTruth } from "../../../src/core/company/customers/customer-truth.ts";
import { reportingLines } from "../../../src/core/company/customers/owners-csv.ts";
import { generateCompany } from "../../../src/core/company/generate-company.ts";
import { importCostTable } from "../../../src/files/cost-table.ts";
import { importPipeline } from "../../../src/files/import-pipeline.ts";
import { readCustomerRecords } from "../../../src/files/records/read-customer-records.ts";

const company = generateCompany({
  ...DEFAULT_COMPANY_SETTINGS,
  opportunityCount: 800,
  dayCount: 700,
  seed: 5,
});
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "revcast-records-"));
  await rm(folder, { recursive: true });
  await writeCompany(company, folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a folder of a generated company", () => {
  it("is read without a listed row or a warning, every table of it", async () => {
    const { records, sources, rejectionCount, warnings } = await readCustomerRecords([folder]);
    expect(rejectionCount).toBe(0);
    expect(warnings).toEqual([]);
    expect(sources.map(({ file, layout }) => `${file} ${layout}`)).toEqual([
      "customers.csv customers",
      "finances.csv finances",
      "leads.csv leads",
      "owners.csv owners",
      "spend.csv spend",
      "subscriptions.csv subscriptions",
      "surveys.csv surveys",
      "touches.csv touches",
    ]);
    expect(records.currency).toBe("EUR");
  });

  it("gives the customers and the recurring revenue of the truth at the end of each month, to the cent", async () => {
    const { records } = await readCustomerRecords([folder]);
    const { monthEnds } = JSON.parse(JSON.stringify(customerTruth(company))) as {
      monthEnds: { day: string; customers: number; mrr: string }[];
    };
    expect(monthEnds.length).toBeGreaterThan(20);
    for (const { day: iso, customers, mrr } of monthEnds) {
      const day = dayFromIso(iso)!;
      const paid = records.subscriptions!.filter(
        ({ from, to }) => from <= day && (to === undefined || to >= day),
      );
      expect(new Set(paid.map(({ customerId }) => customerId)).size).toBe(customers);
      expect(
        decimalFromMinorUnits(
          paid.reduce((sum, { monthly }) => sum + monthly, 0),
          2,
        ),
      ).toBe(mrr);
    }
  });

  it("gives the owners and managers of the truth", async () => {
    const { records } = await readCustomerRecords([folder]);
    const lines = (list: readonly { owner: string; manager: string | undefined; from: number | undefined; to: number | undefined }[]): string[] =>
      list.map(({ owner, manager, from, to }) => [owner, manager ?? "", from, to].join()).sort(); // prettier-ignore
    expect(lines(records.owners!)).toEqual(lines(reportingLines(company)));
  });

  it("is the same pipeline with the files beside it as without them", async () => {
    const beside = await importPipeline([folder]);
    const alone = await importPipeline(["history.csv", "weekly_snapshots.csv"].map((name) => join(folder, name)), {
      funnelFile: join(folder, "funnel.yaml"),
    }); // prettier-ignore
    expect(beside.log).toEqual(alone.log);
    expect(beside.warnings).toEqual(alone.warnings);
    expect(beside.sources).toEqual(alone.sources);
  });

  it("has a table of costs that cost plans read", async () => {
    const caseStart = company.world.settings.firstDay;
    const imported = await importCostTable(join(folder, "costs.csv"), { caseStart });
    expect(JSON.stringify(imported)).toContain("RevOps analysts");
    expect(isoFromDay(caseStart)).toBe("2023-01-02");
  });
});
