import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { kpiFiles } from "../../src/app/kpi-files.ts";
import { customerFiles } from "../../src/core/company/customers/customer-files.ts";
import { KPI_IDS } from "../../src/core/kpi/kpi-definitions.ts";
import { companyOf, historyText } from "../core/company/written-company.ts";
import { withAnotherFuture } from "./later-customer-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-look-ahead-"));
afterAll(() => rmSync(folder, { recursive: true }));

const company = companyOf({ opportunityCount: 500, seed: 21 });
const files: Record<string, string> = { history: historyText(company) };
for (const [name, pieces] of Object.entries(customerFiles(company)))
  files[name.replace(".csv", "")] = [...pieces].join("");
delete files["costs"];

let folderCount = 0;
/** All KPIs with series, comparison, explanations and roll-up; without the lines of the rows, which move when rows go. */
async function kpisOf(texts: Readonly<Record<string, string>>, asOf: string) {
  const path = join(folder, String(folderCount++));
  mkdirSync(path);
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(path, `${name}.csv`), text);
  const { reply } = await kpiFiles({
    paths: [path],
    asOf,
    period: `${asOf.slice(0, 4)}-Q${Math.ceil(Number(asOf.slice(5, 7)) / 3)}`,
    compare: "2024-Q3",
    series: "month",
    segment: "product",
    owner: "owner",
    rollUp: true,
    pacing: "workdays",
    reading: { currency: "EUR" },
  });
  const { kpis, customers, lossReasons, bottleneck, rollUp, pacing } = reply;
  const document = { kpis, customers, lossReasons, bottleneck, rollUp, pacing };
  return JSON.parse(
    JSON.stringify(document, (key, value: unknown) => (key === "line" ? undefined : value)),
  ) as typeof document;
}

const known = new Map<string, Awaited<ReturnType<typeof kpisOf>>>();

describe("all KPIs", () => {
  it("stay as they are, whatever happens after the as-of day in the history and in every table", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("2025-02-14", "2025-03-31", "2025-05-20"),
        fc.nat(1_000_000),
        async (asOf, seed) => {
          const before = known.get(asOf) ?? (await kpisOf(files, asOf));
          known.set(asOf, before);
          expect(new Set(before.kpis.map(({ id }) => id)).size).toBe(KPI_IDS.length);
          const futures = withAnotherFuture(files, asOf, seed);
          for (const [name, text] of Object.entries(futures)) expect(text, name).not.toBe(files[name]);
          expect(await kpisOf(futures, asOf)).toEqual(before);
        },
      ),
      { seed: 5, numRuns: 12, endOnFailure: true },
    );
  });

  it("do change with what had happened by that day", async () => {
    const asOf = "2025-03-31";
    const before = known.get(asOf) ?? (await kpisOf(files, asOf));
    const after = await kpisOf(withAnotherFuture(files, "2025-02-01", 3), asOf);
    const values = ({ kpis }: typeof after) => kpis.map(({ value }) => value);
    const moved = values(after).filter((value, index) => value !== values(before)[index]);
    expect(moved.length).toBeGreaterThan(50);
  });
});
