import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Decimal } from "decimal.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { kpiFiles, type KpiQuestion } from "../../src/app/kpi-files.ts";
import { KpiReply } from "../../src/contracts/kpi.ts";
import { companyOf, historyText } from "../core/company/written-company.ts";
import { failureOf } from "../files/import-texts.ts";
import { withOtherLaterRows } from "./later-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-kpi-"));
const path = (file: string): string => join(folder, file);
afterAll(() => rmSync(folder, { recursive: true }));
const csv = historyText(companyOf({ opportunityCount: 600, seed: 4 }));
const AS_OF = "2025-05-20";

beforeAll(() => writeFileSync(path("history.csv"), csv));

const ask = (changes: Partial<KpiQuestion> = {}): KpiQuestion => ({
  paths: [path("history.csv")],
  asOf: AS_OF,
  period: "2025-Q1",
  compare: "2024-Q4",
  segment: "product",
  owner: "owner",
  reading: {},
  ...changes,
});

/** The year in which the files begin. */
function isoYear(reply: KpiReply): string {
  return /before (\d{4})/.exec(reply.kpis[0]!.comparison!.reason!)![1]!;
}

async function withTargets(yaml: string, changes: Partial<KpiQuestion> = {}) {
  writeFileSync(path("targets.yaml"), yaml);
  return kpiFiles(ask({ targets: path("targets.yaml"), ...changes }));
}

describe("kpiFiles()", () => {
  it("keeps its contract, with a series and with targets", async () => {
    const { reply } = await withTargets(
      "kpis:\n  - { kpi: win_rate_count, target: { value: 0.9, byWhen: 2025-03-31 } }\n",
      { series: "quarter" },
    );
    expect(KpiReply.parse(JSON.parse(JSON.stringify(reply)))).toEqual(reply);
    expect(reply.kpis.length).toBeGreaterThan(40);
    expect(reply.kpis.every(({ series }) => series.length > 4)).toBe(true);
  });

  it("does not look ahead: rows after the as-of day change nothing to the byte", async () => {
    const { reply } = await kpiFiles(ask({ series: "month" }));
    for (const seed of [1, 2, 3]) {
      const other = withOtherLaterRows(csv, AS_OF, seed);
      expect(other).not.toBe(csv);
      writeFileSync(path("other.csv"), other);
      const again = await kpiFiles(ask({ paths: [path("other.csv")], series: "month" }));
      const plain = (document: KpiReply) =>
        JSON.stringify({ ...document, sources: [] }).replaceAll(/"file":"[^"]*","line":\d+/g, "");
      expect(plain(again.reply)).toBe(plain(reply));
    }
  });

  it("takes every change apart so that the texts add up exactly", async () => {
    const { reply } = await kpiFiles(ask());
    const explained = reply.kpis.flatMap((kpi) => kpi.explained.map((change) => ({ kpi, change })));
    expect(explained.length).toBeGreaterThan(30);
    for (const { kpi, change } of explained) {
      const sum = change.groups.reduce((total, { mix, rate }) => total.plus(mix).plus(rate), new Decimal(0));
      expect(sum.toFixed(), kpi.id).toBe(new Decimal(change.total).toFixed());
    }
    const won = explained.find(({ kpi }) => kpi.id === "won_amount")!;
    expect(new Decimal(won.change.total).toFixed(2)).toBe(won.kpi.comparison!.change);
  });

  it("measures a running period against as many days of the other", async () => {
    const { reply } = await kpiFiles(ask({ period: "2025-Q2", compare: "2025-Q1" }));
    expect(reply.measured).toEqual({ from: "2025-04-01", to: AS_OF, isPartial: true });
    expect(reply.compared).toEqual({ from: "2025-01-01", to: "2025-02-19", isPartial: true });
    expect(reply.warnings.map(({ code }) => code)).toContain("period_not_over");
  });

  it("says that nothing is known before the files begin, instead of showing zeros", async () => {
    const { reply } = await kpiFiles(ask({ compare: "2019-Q4" }));
    const ofPipeline = reply.kpis.filter(({ numerator }) => numerator?.rows.of === "opportunity");
    expect(ofPipeline.length).toBeGreaterThan(30);
    for (const { comparison, id } of ofPipeline) {
      expect(comparison!.value, id).toBeNull();
      expect(comparison!.reason, id).toMatch(/^the files tell of nothing before 20/);
    }
    expect(reply.warnings.map(({ code }) => code)).toContain("before_history");
    const { reply: partly } = await kpiFiles(ask({ compare: isoYear(reply) }));
    expect(partly.warnings.map(({ code }) => code)).toContain("before_history");
  });

  it("gives the same result for the same files, whatever the order of their rows", async () => {
    const [head, ...rows] = csv.trimEnd().split("\n");
    writeFileSync(path("reversed.csv"), `${[head, ...rows.toReversed()].join("\n")}\n`);
    const values = ({ kpis }: KpiReply) =>
      kpis.map(({ id, stage, value, rivals }) => ({ id, stage, value, rivals }));
    const [forth, back] = await Promise.all([
      kpiFiles(ask()),
      kpiFiles(ask({ paths: [path("reversed.csv")] })),
    ]);
    expect(values(back.reply)).toEqual(values(forth.reply));
  });
});

describe("targets", () => {
  const kpi = (text: string): string => `kpis:\n  - { ${text} }\n`;

  it("list what is off track first, with the group that moved it most to the worse", async () => {
    const { reply } = await withTargets(`kpis:
  - { kpi: stale_share, target: { value: 1, byWhen: 2025-03-31 } }
  - { kpi: win_rate_count, target: { value: 0.99, byWhen: 2025-03-31 } }
  - { kpi: sales_cycle_median, benchmark: { value: 60, source: A survey, date: 2024-10-01, segment: B2B } }
`);
    expect(reply.targets.map(({ status }) => status)).toEqual(["offTrack", "reached", "noTarget"]);
    const [off] = reply.targets;
    expect(off!.entry.kpi).toBe("win_rate_count");
    const driver = off!.driver!;
    const change = reply.kpis
      .find(({ id }) => id === "win_rate_count")!
      .explained.find(({ dimension }) => dimension === driver.dimension)!;
    const group = change.groups.find(({ name }) => name === driver.group)!;
    expect(new Decimal(group.mix).plus(group.rate).toFixed()).toBe(driver.total);
    expect(Number(driver.total)).toBeLessThan(0);
  });

  it("may be about a segment, an owner or a stage", async () => {
    const { reply } = await withTargets(`kpis:
  - { kpi: win_rate_count, segment: Starter, target: { value: 0, byWhen: 2025-03-31 } }
  - { kpi: time_in_stage, stage: Discovery, target: { value: 0, byWhen: 2025-03-31 } }
`);
    expect(reply.targets.map(({ name }) => name)).toEqual([
      "Time in stage, Discovery",
      "Win rate by count, Starter",
    ]);
    const whole = reply.kpis.find(({ id }) => id === "win_rate_count")!;
    const starter = whole.explained
      .find(({ dimension }) => dimension === "segment")!
      .groups.find(({ name }) => name === "Starter")!;
    expect(reply.targets[1]!.value).toBe(starter.after);
  });

  it("set the coverage of the period that they are of", async () => {
    const won = "kpi: won_amount, target: { value: 9000000, byWhen: 2025-03-31 }";
    const { reply } = await withTargets(kpi(won));
    const coverage = reply.kpis.find(({ id }) => id === "coverage")!;
    expect(Number(coverage.denominator!.value)).toBeCloseTo(
      9_000_000 - Number(reply.kpis.find(({ id }) => id === "won_amount")!.value),
      2,
    );
    const other = await withTargets(kpi(won), { period: "2024-Q4", compare: undefined });
    expect(other.reply.targets[0]).toMatchObject({ status: "unknown", due: null });
  });

  it.each([
    [
      "kpi: win_rate, target: { value: 1, byWhen: 2025-03-31 }",
      /targets\.yaml:2:\d+: kpis\[0\]\.kpi.*win_rate_count/s,
    ],
    ["kpi: stale_share", /says nothing about the KPI/],
    ["kpi: time_in_stage, target: { value: 1, byWhen: 2025-03-31 }", /needs a stage/],
    ["kpi: stale_share, stage: Lead, target: { value: 1, byWhen: 2025-03-31 }", /cannot have a stage/],
    [
      "kpi: time_in_stage, stage: Nowhere, target: { value: 1, byWhen: 2025-03-31 }",
      /there is no stage Nowhere/,
    ],
    [
      "kpi: stale_share, segment: Nothing, target: { value: 1, byWhen: 2025-03-31 }",
      /nothing that stale_share counts has product Nothing/,
    ],
    ["kpi: stale_share, baseline: { value: 1, period: spring }", /the baseline's period spring is none/],
  ])("that cannot be checked are refused with their place: %s", async (text, message) => {
    const failure = await failureOf(withTargets(kpi(text)));
    expect(failure.code).toBe("bad_input");
    expect(failure.message).toMatch(message);
  });
});

describe("questions that cannot be answered", () => {
  it.each([
    [{ period: "2025-Q5" }, "usage", /Cannot read --period 2025-Q5/],
    [{ period: "2026-Q1" }, "usage", /begins on 2026-01-01, after the as-of day/],
    [{ asOf: "20/5/2025" }, "usage", /Cannot read --as-of/],
    [{ segment: "planet" }, "usage", /the files have owner, product, region/],
    [{ asOf: "1999-12-31", period: "1999-Q4", compare: undefined }, "no_data", /nothing was recorded/],
  ] as const)("are refused with what to do: %j", async (changes, code, message) => {
    const failure = await failureOf(kpiFiles(ask(changes)));
    expect(failure.code).toBe(code);
    expect(failure.message).toMatch(message);
  });
});
