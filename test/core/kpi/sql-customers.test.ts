import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dayFromIso } from "../../../src/core/base/day.ts";
import { customerFiles } from "../../../src/core/company/customers/customer-files.ts";
import type { CustomerRecords } from "../../../src/core/customers/customer-records.ts";
import { customerSources, type CustomerSources } from "../../../src/core/kpi/customer-sources.ts";
import type { Measurement } from "../../../src/core/kpi/kpi-record.ts";
import { readCustomerRecords } from "../../../src/files/records/read-customer-records.ts";
import { companyOf } from "../company/written-company.ts";
import { day, measureOf, windowFrom } from "./customer-samples.ts";
import { rivalOf, valueOf } from "./kpi-logs.ts";

type Rivals = Readonly<Record<string, Readonly<Record<string, number | null>>>>;
interface SqlCustomers {
  readonly sha256: string;
  readonly asOf: string;
  readonly from: string;
  readonly to: string;
  readonly values: Readonly<Record<string, number>>;
  /** By other conventions, by KPI; null where there is no such figure. */
  readonly rivals: Rivals;
  readonly netBurn: number;
  readonly burning: {
    readonly extraPerMonth: number;
    readonly burn_multiple: number;
    readonly overNewArr: number;
  };
  readonly accuracy: {
    readonly from: string;
    readonly to: string;
    readonly count: number;
    readonly forecasts: readonly (readonly [
      cutoff: string,
      from: string,
      to: string,
      actual: number,
      median: number,
      naive: number,
      low: number,
      high: number,
    ])[];
    readonly values: Readonly<Record<string, number>>;
    readonly rivals: Readonly<Record<string, Readonly<Record<string, number>>>>;
  };
  readonly channels: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly channelRivals: Rivals;
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
let records: CustomerRecords;
let rejected = -1;

beforeAll(async () => {
  const files = customerFiles(companyOf({ opportunityCount: 3_000, seed: 5 }));
  for (const name of FILES) {
    const text = [...files[`${name}.csv`]].join("");
    digest.update(text);
    writeFileSync(join(folder, `${name}.csv`), text);
  }
  const read = await readCustomerRecords([folder]);
  records = read.records;
  rejected = read.rejectionCount;
  kpis = customerSources(records, dayFromIso(fixture.asOf)!, undefined);
});

/** Money and counts are whole; the rest may differ in the last bits of a division. */
function expectRival(measurement: Measurement, name: string, value: number | null): void {
  const own = rivalOf(measurement, name);
  const error = value === 0 ? Number(own) : Number(own) / (value ?? 1) - 1;
  const isAlike = value === null ? typeof own === "string" : Math.abs(error) < 1e-10;
  expect({ name, own, value, isAlike }).toMatchObject({ isAlike: true });
}

describe("KPIs of the customers of a generated company", () => {
  it("are of the same files that the SQL was run on", () => {
    expect(digest.digest("hex")).toBe(fixture.sha256);
    expect(rejected).toBe(0);
  });

  it("equal what plain SQL over the rows gives", () => {
    const entries = Object.entries(fixture.values);
    expect(entries.length).toBeGreaterThan(37);
    for (const [id, value] of entries) {
      const own = valueOf(measureOf(kpis, id, window));
      // Money and counts are whole; the rest may differ in the last bits of a division.
      expect(Number(own) / value, id).toBeCloseTo(1, 11);
    }
  });

  it("equal it by every other convention too, or say why there is none", () => {
    for (const id of Object.keys(fixture.values)) {
      const own = measureOf(kpis, id, window);
      const rivals = fixture.rivals[id] ?? {};
      expect(own.rivals.map(({ name }) => name).toSorted(), id).toEqual(Object.keys(rivals).toSorted());
      for (const [name, value] of Object.entries(rivals)) expectRival(own, name, value);
    }
  });

  it("share the new customers among the channels as SQL does, under all four rules", () => {
    expect(Object.keys(fixture.channels).length).toBeGreaterThan(3);
    for (const [channel, { direct, cost: expected, ...rules }] of Object.entries(fixture.channels)) {
      const cost = measureOf(kpis, "cac_channel", window, channel);
      expect(Number(valueOf(cost)) / expected!, channel).toBeCloseTo(1, 11);
      for (const [rule, customers] of Object.entries(rules))
        expect(rivalOf(cost, `customers, ${rule}`), `${channel}, ${rule}`).toBeCloseTo(customers, 10);
      expect(cost.numerator!.value - Number(rivalOf(cost, "shared cost"))).toBe(direct);
      const rivals = fixture.channelRivals[channel]!;
      expect(cost.rivals.map(({ name }) => name).toSorted()).toEqual(Object.keys(rivals).toSorted());
      for (const [name, value] of Object.entries(rivals)) expectRival(cost, name, value);
    }
  });

  it("have no burn multiple where the books say that money came in", () => {
    expect(fixture.netBurn).toBeLessThan(0);
    expect(valueOf(measureOf(kpis, "burn_multiple", window))).toMatch(/no burn/);
  });

  it("have the burn multiple of SQL where more goes out each month than comes in", () => {
    const { extraPerMonth, burn_multiple: expected, overNewArr } = fixture.burning;
    const finances = records.finances!.map((month) =>
      Object.assign({}, month, { netBurn: month.netBurn! + extraPerMonth }),
    );
    const burning = customerSources({ ...records, finances }, day(fixture.asOf), undefined);
    const measurement = measureOf(burning, "burn_multiple", window);
    expect(Number(valueOf(measurement)) / expected).toBeCloseTo(1, 11);
    expectRival(measurement, "over new ARR", overNewArr);
  });

  it("have the forecast accuracy that SQL finds in the rows of a backtest", () => {
    const { from, to, count, values, rivals } = fixture.accuracy;
    const forecasts = fixture.accuracy.forecasts.map(
      ([cutoff, first, last, actual, forecast, naive, low, high]) => ({
        cutoff: day(cutoff),
        from: day(first),
        to: day(last),
        actual,
        forecast,
        naive,
        range80: { low, high },
        source: { file: "backtest.json", line: 1 },
      }),
    );
    const backtest = { method: "full", horizon: "30d", forecasts };
    const scored = customerSources(records, day(fixture.asOf), backtest);
    const year = windowFrom(from, to);
    for (const [id, value] of Object.entries(values)) {
      const own = measureOf(scored, id, year);
      expect(own.sampleSize).toBe(count);
      expect(Number(valueOf(own)) / value, id).toBeCloseTo(1, 11);
      for (const [name, other] of Object.entries(rivals[id]!))
        expect(Number(rivalOf(own, name)) / other, `${id}, ${name}`).toBeCloseTo(1, 11);
    }
  });
});
