import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dayFromIso } from "../../../src/core/base/day.ts";
import { customerFiles } from "../../../src/core/company/customers/customer-files.ts";
import { customerSources, type CustomerSources } from "../../../src/core/kpi/customer-sources.ts";
import { readCustomerRecords } from "../../../src/files/records/read-customer-records.ts";
import { companyOf } from "../company/written-company.ts";
import { day, measureOf, windowFrom } from "./customer-samples.ts";
import { rivalOf, valueOf } from "./kpi-logs.ts";

interface SqlCustomers {
  readonly sha256: string;
  readonly asOf: string;
  readonly from: string;
  readonly to: string;
  readonly values: Readonly<Record<string, number>>;
  readonly rivals: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly netBurn: number;
  readonly channels: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
const fixture = JSON.parse(
  readFileSync(new URL("fixtures/sql-customers.json", import.meta.url), "utf8"),
) as SqlCustomers;
const FILES = ["customers", "subscriptions", "leads", "touches", "spend", "finances", "surveys"] as const;
const folder = mkdtempSync(join(tmpdir(), "revcast-sql-customers-"));
afterAll(() => rmSync(folder, { recursive: true }));

const window = windowFrom(fixture.from, fixture.to, { followUntil: day(fixture.asOf), rowLimit: 0 });
const digest = createHash("sha256");
let kpis: CustomerSources;
let rejected = -1;

beforeAll(async () => {
  const files = customerFiles(companyOf({ opportunityCount: 3_000, seed: 5 }));
  for (const name of FILES) {
    const text = [...files[`${name}.csv`]].join("");
    digest.update(text);
    writeFileSync(join(folder, `${name}.csv`), text);
  }
  const { records, rejectionCount } = await readCustomerRecords([folder]);
  rejected = rejectionCount;
  kpis = customerSources(records, dayFromIso(fixture.asOf)!, undefined);
});

describe("KPIs of the customers of a generated company", () => {
  it("are of the same files that the SQL was run on", () => {
    expect(digest.digest("hex")).toBe(fixture.sha256);
    expect(rejected).toBe(0);
  });

  it("equal what plain SQL over the rows gives", () => {
    const entries = Object.entries(fixture.values);
    expect(entries.length).toBeGreaterThan(35);
    for (const [id, value] of entries) {
      const own = valueOf(measureOf(kpis, id, window));
      // Money and counts are whole; the rest may differ in the last bits of a division.
      expect(Number(own) / value, id).toBeCloseTo(1, 11);
    }
  });

  it("equal it by other conventions too", () => {
    for (const [id, rivals] of Object.entries(fixture.rivals))
      for (const [name, value] of Object.entries(rivals))
        expect(Number(rivalOf(measureOf(kpis, id, window), name)) / value, `${id}, ${name}`).toBeCloseTo(
          1,
          11,
        );
  });

  it("share the new customers among the channels as SQL does, under all four rules", () => {
    expect(Object.keys(fixture.channels).length).toBeGreaterThan(3);
    for (const [channel, { direct, ...rules }] of Object.entries(fixture.channels)) {
      const cost = measureOf(kpis, "cac_channel", window, channel);
      for (const [rule, customers] of Object.entries(rules))
        expect(rivalOf(cost, `customers, ${rule}`), `${channel}, ${rule}`).toBeCloseTo(customers, 10);
      expect(cost.numerator!.value - Number(rivalOf(cost, "shared cost"))).toBe(direct);
    }
  });

  it("have no burn multiple where the books say that money came in", () => {
    expect(fixture.netBurn).toBeLessThan(0);
    expect(valueOf(measureOf(kpis, "burn_multiple", window))).toMatch(/no burn/);
  });
});
