import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kpiFiles, type KpiQuestion } from "../../src/app/kpi-files.ts";
import { KpiReply } from "../../src/contracts/kpi.ts";
import { companyOf, historyText } from "../core/company/written-company.ts";
import { failureOf } from "../files/import-texts.ts";
import { withOtherLaterRows } from "./later-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-sections-"));
const path = (file: string): string => join(folder, file);
afterAll(() => rmSync(folder, { recursive: true }));
const csv = historyText(companyOf({ opportunityCount: 600, seed: 4 }));
const owners = csv
  .split("\n")
  .slice(1, -1)
  .map((row) => row.split(",")[6]!);
const rowCount = (seller: string): number => owners.filter((owner) => owner === seller).length;
/** Most rows first. */
const sellers = [...new Set(owners)].sort((a, b) => rowCount(b) - rowCount(a));
const AS_OF = "2025-05-20";

beforeAll(() => {
  writeFileSync(path("history.csv"), csv);
  const teams = sellers.slice(1).map((seller, index) => {
    if (index % 2 === 0) return `${seller},Eva East,,`;
    return `${seller},Eva East,,2025-04-30\n${seller},Wim West,2025-05-01,`;
  });
  writeFileSync(
    path("owners.csv"),
    [
      "owner,manager,from,to",
      "Cora Chief,,,",
      "Eva East,Cora Chief,,",
      "Wim West,Cora Chief,,",
      ...teams,
    ].join("\n"),
  );
});

const ask = (changes: Partial<KpiQuestion> = {}): KpiQuestion => ({
  paths: [path("history.csv"), path("owners.csv")],
  asOf: AS_OF,
  period: "2025-Q1",
  owner: "owner",
  pacing: "workdays",
  rollUp: true,
  reading: {},
  ...changes,
});
const valueOf = ({ kpis }: KpiReply, id: string) => kpis.find((kpi) => kpi.id === id)!.value;

describe("kpiFiles() with sections", () => {
  it("rolls up along the owners' table: the company's row is the KPI, in both views", async () => {
    const { reply } = await kpiFiles(ask());
    expect(KpiReply.parse(JSON.parse(JSON.stringify(reply)))).toEqual(reply);
    const { hierarchy, asOf, today, problems } = reply.rollUp!;
    expect([hierarchy, asOf.day, today?.day, problems]).toEqual(["records", "2025-03-31", AS_OF, []]);
    for (const { rows } of [asOf, today!]) {
      expect(rows[0]!.team.booked.amount).toBe(valueOf(reply, "won_amount"));
      expect(rows[0]!.team.booked.count).toBe(valueOf(reply, "won_count"));
      expect(rows[0]!.team.open.amount).toBe(valueOf(reply, "open_pipeline"));
      // Each opportunity is rounded by itself, by half a cent at most.
      const off = Number(rows[0]!.team.weighted.amount) - Number(valueOf(reply, "weighted_pipeline"));
      expect(Math.abs(off)).toBeLessThanOrEqual(0.005 * rows[0]!.team.weighted.count + 0.005);
      expect(rows.filter(({ kind }) => kind === "stranger").map(({ name }) => name)).toEqual(
        sellers.slice(0, 1),
      );
    }
    const west = (view: typeof asOf) => view.rows.find(({ name }) => name === "Wim West")!.team.open.count;
    expect(west(asOf)).toBe(0);
    expect(west(today!)).toBeGreaterThan(0);
  });

  it("takes a manager's target as one of the team", async () => {
    writeFileSync(
      path("targets.yaml"),
      "kpis:\n  - { kpi: won_amount, owner: Eva East, target: { value: 1000, byWhen: 2025-03-31 } }\n",
    );
    const { reply } = await kpiFiles(ask({ targets: path("targets.yaml") }));
    const eva = reply.rollUp!.asOf.rows.find(({ name }) => name === "Eva East")!;
    expect(eva.target).toBe("1000.00");
    expect(reply.targets[0]).toMatchObject({ status: "reached", value: eva.team.booked.amount });
  });

  it("rolls up along columns, and without any hierarchy puts owners beside each other", async () => {
    const along = await kpiFiles(ask({ paths: [path("history.csv")], rollUp: "region" }));
    const regions = along.reply.rollUp!.asOf.rows.filter(({ depth }) => depth === 1);
    expect(regions.every(({ hasReports }) => hasReports)).toBe(true);
    const { reply } = await kpiFiles(ask({ paths: [path("history.csv")] }));
    expect(reply.rollUp!.hierarchy).toBe("none");
    expect(new Set(reply.rollUp!.asOf.rows.map(({ depth }) => depth))).toEqual(new Set([0, 1]));
    for (const { asOf } of [along.reply.rollUp!, reply.rollUp!])
      expect(asOf.rows[0]!.team.booked.amount).toBe(valueOf(reply, "won_amount"));
  });

  it("does not look ahead", async () => {
    const { reply } = await kpiFiles(ask({ period: "2025-Q2" }));
    expect(reply.pacing!.past.length).toBeGreaterThan(3);
    writeFileSync(path("other.csv"), withOtherLaterRows(csv, AS_OF, 5));
    const again = await kpiFiles(ask({ period: "2025-Q2", paths: [path("other.csv"), path("owners.csv")] }));
    expect(again.reply.pacing).toEqual(reply.pacing);
    expect(again.reply.rollUp).toEqual(reply.rollUp);
  });

  it("paces any kind of period beside those of its kind, and ends at the KPI", async () => {
    for (const [period, labels] of [
      ["2025-Q1", ["2024-Q4", "2024-Q3"]],
      ["2025-03", ["2025-02", "2025-01"]],
      ["2025-W12", ["2025-W11", "2025-W10"]],
      ["2024", []], // the history begins on a day of 2023
    ] as const) {
      const { reply } = await kpiFiles(ask({ period, rollUp: undefined, pacing: "weeks" }));
      expect(reply.pacing!.past.map(({ label }) => label).slice(0, 2)).toEqual(labels);
      expect(reply.pacing!.booked).toBe(valueOf(reply, "won_amount"));
      expect(reply.pacing!.cumulative.at(-1)).toBe(reply.pacing!.booked);
    }
  });

  it("reads categories from a column by its usual name, else by stage", async () => {
    const words = ["Commit", "Best Case", "Omitted", "Gut feeling", ""];
    const rows = csv.trimEnd().split("\n");
    const named = rows.map((row, index) =>
      index === 0
        ? `${row},Forecast Category`
        : `${row},${words[Number(row.replace(/\D/g, "").slice(0, 5)) % 5]}`,
    );
    writeFileSync(path("named.csv"), `${named.join("\n")}\n`);
    writeFileSync(
      path("funnel.yaml"),
      "forecastCategories: { stages: [{ categories: { Proposal: pipeline } }] }\n",
    );
    const { reply } = await kpiFiles(
      ask({ paths: [path("named.csv")], reading: { funnelFile: path("funnel.yaml") }, rollUp: undefined }),
    );
    const { column, categories, unknownWords } = reply.categories!;
    expect(column).toBe("Forecast Category");
    expect(unknownWords.map(({ word }) => word)).toEqual(["Gut feeling"]);
    expect(categories.filter(({ simple }) => simple.count > 0).map(({ category }) => category)).toEqual(
      expect.arrayContaining(["closed", "commit", "bestCase", "pipeline", "omitted", "unsaid"]),
    );
    expect(categories[0]!.simple.amount).toBe(valueOf(reply, "won_amount"));
  });

  it.each([
    ["nobody.csv", { owner: undefined }, "Cannot roll up: no column names the owner; say which with --owner"],
    ["history.csv", { rollUp: "nowhere" }, "Cannot find the column nowhere of --roll-up"],
  ])("says what is wrong in %s with %j", async (file, changes, message) => {
    // The column of the owner is found by its name, so it gets another one here.
    writeFileSync(path("nobody.csv"), csv.replace(",owner,", ",colour,"));
    expect(await failureOf(kpiFiles(ask({ ...changes, paths: [path(file)] })))).toMatchObject({
      code: "usage",
      message: expect.stringContaining(message) as string,
    });
  });
});
