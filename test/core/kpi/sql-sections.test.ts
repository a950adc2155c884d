import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { dayFromIso, dayOfWeek, isoFromDay, type Day } from "../../../src/core/base/day.ts";
import { periodsBefore } from "../../../src/core/base/period-kind.ts";
import { CALENDAR_YEARS, quarterOf } from "../../../src/core/base/period.ts";
import type { OwnerRecord } from "../../../src/core/customers/customer-records.ts";
import { categoryReader, type ForecastCategory } from "../../../src/core/kpi/forecast-category.ts";
import { lossReasons } from "../../../src/core/kpi/loss-reasons.ts";
import { opportunityLives, type OpportunityLives } from "../../../src/core/kpi/opportunity-lives.ts";
import { figureParts } from "../../../src/core/kpi/owner-figures.ts";
import { ownersOn, rollUp } from "../../../src/core/kpi/owner-roll-up.ts";
import { ownerTreeOn } from "../../../src/core/kpi/owner-tree.ts";
import { PACING_BY } from "../../../src/core/kpi/pacing-moment.ts";
import { pacing } from "../../../src/core/kpi/pacing.ts";
import { NO_FUNNEL, stageKey } from "../../../src/core/pipeline/funnel.ts";
import { viewAsOf } from "../../../src/core/pipeline/pipeline-view.ts";
import { importTexts } from "../../files/import-texts.ts";
import { companyOf, historyText } from "../company/written-company.ts";

type Sums = Readonly<Record<string, readonly [number, number]>>;
interface Fixture {
  readonly sha256: string;
  readonly asOf: string;
  readonly quarter: readonly [string, string];
  readonly before: readonly [string, string];
  readonly target: number;
  readonly holidays: readonly string[];
  readonly reasons: readonly string[];
  readonly categories: Readonly<Record<string, ForecastCategory>>;
  readonly strangers: readonly string[];
  readonly records: readonly (readonly [string, string | null, string | null, string | null])[];
  readonly pacing: {
    readonly booked: number;
    readonly neededPerWorkday: number;
    readonly remainingWorkdays: number;
    readonly by: Readonly<
      Record<
        string,
        {
          readonly past: readonly { from: string; day: string; booked: number; total: number }[];
          readonly percentile: number;
          readonly projected: readonly number[];
          readonly dueAsUsual: number;
        }
      >
    >;
  };
  readonly whole: Sums;
  readonly rollUp: Readonly<Record<string, Readonly<Record<string, Sums>>>>;
  readonly lossReasons: readonly (readonly [string, number, number])[];
}
const fixture = JSON.parse(
  readFileSync(new URL("fixtures/sql-sections.json", import.meta.url), "utf8"),
) as Fixture;
const csv = historyText(companyOf({ opportunityCount: 1_500, seed: 11 }));
const day = (iso: string): Day => dayFromIso(iso)!;
const valueOf = <T>(outcome: { ok: true; value: T } | { ok: false; reason: string }): T => {
  if (!outcome.ok) throw new Error(outcome.reason);
  return outcome.value;
};

/** The rows with a reason that the id decides, as the SQL has it. */
function withReasons(): string {
  const [head, ...rows] = csv.trimEnd().split("\n");
  const reasonOf = (row: string): string => {
    const id = row.slice(0, row.indexOf(","));
    const sum = Buffer.from(id).reduce((total, code) => total + code, 0);
    return fixture.reasons[sum % fixture.reasons.length]!;
  };
  return `${[`${head},loss_reason`, ...rows.map((row) => `${row},${reasonOf(row)}`)].join("\n")}\n`;
}

let lives: OpportunityLives;
const window = {
  from: day(fixture.before[0]),
  to: day(fixture.before[1]),
  periodEnd: day(fixture.before[1]),
  followUntil: day(fixture.asOf),
  rowLimit: 3,
};
const records = fixture.records.map(([owner, manager, from, to], line): OwnerRecord => ({
  owner,
  manager: manager ?? undefined,
  from: from === null ? undefined : day(from),
  to: to === null ? undefined : day(to),
  source: { file: "owners.csv", line: line + 2 },
}));

beforeAll(async () => {
  const { log } = await importTexts({ "history.csv": withReasons() });
  const stageOrder = Object.keys(fixture.categories);
  lives = opportunityLives(valueOf(viewAsOf(log, day(fixture.asOf), { ...NO_FUNNEL, stageOrder })));
});

function parts() {
  const rules = {
    byStage: [
      { stages: new Map(Object.entries(fixture.categories).map(([stage, name]) => [stageKey(stage), name])) },
      { from: day("2025-04-01"), stages: new Map<string, ForecastCategory>() },
    ],
  };
  return figureParts(lives, window, categoryReader(lives.view, rules, window.to));
}

describe("sections of the KPIs", () => {
  it("are of the same file that the SQL was run on", () => {
    expect(createHash("sha256").update(csv).digest("hex")).toBe(fixture.sha256);
  });

  it.each(PACING_BY)("pace by %s as SQL and counting over the days do", (by) => {
    const period = quarterOf(day(fixture.quarter[0]), CALENDAR_YEARS);
    const holidays = new Set(fixture.holidays);
    const isWorkday = (on: number): boolean =>
      dayOfWeek(on as Day) < 5 && !holidays.has(isoFromDay(on as Day));
    const past = periodsBefore("quarter", period.from, CALENDAR_YEARS, 20).filter(
      ({ from }) => from >= lives.firstDay,
    );
    const result = pacing(lives, { period, past, by, isWorkday, target: fixture.target });
    const expected = fixture.pacing.by[by]!;
    expect(expected.past.length).toBeGreaterThan(5);
    const own = result.past.map((other) => ({
      from: isoFromDay(other.period.from),
      day: isoFromDay(other.day as Day),
      booked: other.booked,
      total: other.total,
    }));
    expect(own).toEqual(expected.past);
    expect(result.booked).toBe(fixture.pacing.booked);
    expect(valueOf(result.percentile)).toBe(expected.percentile);
    const { periodCount, ...points } = valueOf(result.projected);
    expect(periodCount).toBe(expected.past.length);
    Object.values(points).forEach((point, index) => expect(point).toBeCloseTo(expected.projected[index]!, 3));
    expect(valueOf(result.dueAsUsual)).toBeCloseTo(expected.dueAsUsual, 3);
    expect(result.remainingWorkdays).toBe(fixture.pacing.remainingWorkdays);
    expect(valueOf(result.neededPerWorkday)).toBe(fixture.pacing.neededPerWorkday);
  });

  it("sum categories as SQL does, by the mapping that held on the day", () => {
    const sums: Record<string, [number, number]> = {};
    for (const { figure, amount } of parts()) {
      const sum = (sums[figure] ??= [0, 0]);
      sum[0] += amount;
      sum[1]++;
    }
    for (const [figure, sum] of Object.entries(fixture.whole)) expect(sums[figure], figure).toEqual(sum);
    expect(sums["closed"]).toEqual(sums["booked"]);
    expect(sums["unsaid"]).toBeUndefined();
  });

  it.each(Object.keys(fixture.rollUp))(
    "roll up along the hierarchy of %s as a recursive query does",
    (iso) => {
      const tree = ownerTreeOn(records, day(iso));
      expect(tree.problems).toEqual([]);
      const rows = rollUp({
        tree,
        parts: parts(),
        ownerOf: ownersOn(lives, "owner", day(iso)),
        targets: new Map(),
      });
      const bySeat = fixture.rollUp[iso]!;
      const seated = new Map(rows.map((row) => [row.name, row]));
      for (const [name, sums] of Object.entries(bySeat)) {
        for (const [figure, [amount, count]] of Object.entries(sums)) {
          const key = figure as keyof (typeof rows)[number]["team"];
          expect(seated.get(name)!.team[key], `${name} ${figure}`).toEqual({ amount, count });
        }
      }
      expect(rows.filter(({ kind }) => kind === "stranger").map(({ name }) => name)).toEqual([
        ...fixture.strangers,
      ]);
      const chief = Object.keys(bySeat["Cora Chief"]!).length;
      expect(chief).toBe(Object.keys(fixture.whole).length);
      expect(rows[0]!.team.open).toEqual({
        amount: fixture.whole["open"]![0],
        count: fixture.whole["open"]![1],
      });
    },
  );

  it("moves teams between the day of the period and today, and nothing else", () => {
    const [then, now] = Object.values(fixture.rollUp);
    expect(then!["Cora Chief"]).not.toBeUndefined();
    expect(then).not.toEqual(now);
  });

  it("counts losses by reason as SQL does", () => {
    const reasons = lossReasons(lives, window)!;
    expect(reasons.map(({ reason, lost, amount }) => [reason, lost.value, amount])).toEqual(
      fixture.lossReasons,
    );
    expect(reasons.length).toBe(fixture.reasons.length);
    expect(reasons.every(({ lost }) => lost.rows.first.length === Math.min(3, lost.value))).toBe(true);
  });
});
