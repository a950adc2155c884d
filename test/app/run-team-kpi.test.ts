import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { kpiRequestOf, type KpiOptions } from "../../src/app/kpi-question.ts";
import { readPipelineAndRecords } from "../../src/app/read-pipeline-and-records.ts";
import { runKpi, type GivenTargets } from "../../src/app/run-kpi.ts";
import { runTeamKpi } from "../../src/app/run-team-kpi.ts";
import { teamPipeline } from "../../src/app/team-pipeline.ts";
import { KpiTeamView } from "../../src/contracts/api/kpi-view.ts";
import { KpiTargets } from "../../src/contracts/kpi-targets.ts";
import { dayFromIso } from "../../src/core/base/day.ts";
import { CUSTOMER_KPI_IDS } from "../../src/core/kpi/customer-kpi-ids.ts";
import { companyOf, historyText } from "../core/company/written-company.ts";
import { failureOf } from "../files/import-texts.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-team-kpi-"));
afterAll(() => rmSync(folder, { recursive: true }));

const AS_OF = "2025-05-20";
const OPTIONS: KpiOptions = {
  asOf: AS_OF,
  period: "2025-Q2",
  compare: "2025-Q1",
  series: "month",
  segment: "product",
  owner: "owner",
  pacing: "workdays",
  rollUp: true,
};
const [head, ...written] = historyText(companyOf({ opportunityCount: 600, seed: 4 }))
  .trimEnd()
  .split("\n");
const columns = head!.split(",");
const [ID, CHANGED, STAGE, AMOUNT, OWNER] = ["opportunity_id", "changed_at", "stage", "amount", "owner"].map(
  (name) => columns.indexOf(name),
) as [number, number, number, number, number];
const rows = written.map((line) => line.split(","));
const everyone = [...new Set(rows.map((row) => row[OWNER]!))].sort();
const [lead, member, outsider, ...others] = everyone as [string, string, string, ...string[]];
const owners = [lead, member].map((name) => name.toLowerCase());
const team = { name: lead, owners };

const HIERARCHY = [
  "owner,manager,from,to",
  `${lead},${outsider},,`,
  `${member},${lead},,`,
  ...others.map((owner) => `${owner},${outsider},,`),
];
const SPEND = ["month,channel,campaign,team,amount", "2025-04,Web,,marketing,50000"];

async function asked(
  changes: {
    readonly rows?: readonly (readonly string[])[];
    readonly hierarchy?: readonly string[];
    readonly spend?: readonly string[];
    readonly targets?: GivenTargets;
    readonly options?: Partial<KpiOptions>;
  } = {},
) {
  const files = {
    "history.csv": [head!, ...(changes.rows ?? rows).map((row) => row.join(","))],
    "owners.csv": changes.hierarchy ?? HIERARCHY,
    "spend.csv": changes.spend ?? SPEND,
  };
  for (const [name, lines] of Object.entries(files))
    writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
  const source = { paths: [folder], reading: {} };
  const { imported, told, reading } = await readPipelineAndRecords(source, {});
  const options = { ...OPTIONS, reading, ...changes.options };
  const day = dayFromIso(options.asOf)!;
  const idsOf = (of: typeof team): ReadonlySet<string> => {
    const { log } = teamPipeline(imported, day, of);
    return new Set(log.opportunityIds);
  };
  return {
    idsOf,
    whole: () => runKpi(kpiRequestOf(options, imported), imported, changes.targets, told),
    view: (of = team) => {
      const own = teamPipeline(imported, day, of);
      return runTeamKpi(kpiRequestOf(options, own), own, of, { asked: changes.targets, told });
    },
  };
}

function targetsOf(text: readonly object[]): GivenTargets {
  return { file: "targets.yaml", targets: KpiTargets.parse({ kpis: text }), isNamed: true };
}

const wonBy = (owner: string | undefined, value: number) => ({
  kpi: "won_amount",
  ...(owner === undefined ? {} : { owner }),
  target: { value, byWhen: "2025-06-30" },
});

/** What is compared to the byte: lines of files are where rows stand, of which others' rows move them. */
const bytesOf = (view: KpiTeamView): string =>
  JSON.stringify(view).replaceAll(/"file":"[^"]*","line":\d+/g, "");

describe("runTeamKpi()", () => {
  it("keeps its contract, and digests nothing but figures", async () => {
    const view = (await asked()).view();
    expect(KpiTeamView.parse(JSON.parse(JSON.stringify(view)))).toEqual(view);
    expect(view.team).toMatchObject({ name: lead, owners: [lead, member].sort() });
    expect(view.rollUp!.asOf.rows.map(({ name }) => name)).toEqual(expect.arrayContaining([lead, member]));
  });

  it("is to the byte the same whatever others sell, spend, aim at and report to", async () => {
    const before = (await asked({ targets: targetsOf([wonBy(lead, 5e6)]) })).view();
    const isOwn = new Set(
      rows.filter((row) => owners.includes(row[OWNER]!.toLowerCase())).map((row) => row[ID]!),
    );
    const changed = rows.map((row, index) => {
      if (isOwn.has(row[ID]!)) return row;
      const other = [...row];
      other[AMOUNT] = String(1_000_000 + index);
      if (index % 3 === 0) other[STAGE] = "Closed Won";
      if (index % 3 === 1) other[STAGE] = "A stage of others";
      return other;
    });
    const after = await asked({
      rows: [changed[0]!.with(ID, "extra").with(OWNER, outsider), ...changed],
      hierarchy: HIERARCHY.filter((line) => !line.startsWith(others[0]!)),
      spend: [...SPEND, "2025-04,Fairs,,marketing,9000000"],
      targets: targetsOf([wonBy(undefined, 77), wonBy(outsider, 88), wonBy(lead, 5e6)]),
    });
    expect(bytesOf(after.view())).toBe(bytesOf(before));
    const { won_amount: wonOfAll } = valuesOf(after.whole());
    expect(wonOfAll).not.toBe(valuesOf((await asked()).whole())["won_amount"]);
  });

  it("measures what the whole company would if it were the team", async () => {
    const { view: viewOf, idsOf } = await asked();
    const view = viewOf();
    const ids = idsOf(team);
    const { whole } = await asked({
      rows: rows.filter((row) => ids.has(row[ID]!)),
      hierarchy: [HIERARCHY[0]!, `${lead},,,`, `${member},${lead},,`],
    });
    const figures = (kpis: KpiTeamView["kpis"]): unknown =>
      JSON.parse(
        JSON.stringify(
          kpis.filter(({ id }) => !isOfCompany(id)),
          (key, value: unknown) => (key === "line" ? 0 : value),
        ),
      );
    expect(figures(view.kpis)).toEqual(figures(whole().kpis));
    expect(view.bottleneck).toEqual(whole().bottleneck);
  });

  it("counts each opportunity for one owner: owners add up to the team, and all of them to the company", async () => {
    const { view, whole } = await asked();
    // Who sells nothing before the day is nobody yet.
    const sold = new Set(rows.filter((row) => row[CHANGED]! < AS_OF).map((row) => row[OWNER]!));
    const each = everyone
      .filter((name) => sold.has(name))
      .map((name) => ({ name, owners: [name.toLowerCase()] }));
    const [all, teams, members] = [
      valuesOf(whole()),
      valuesOf(view()),
      each.map((one) => valuesOf(view(one))),
    ];
    for (const id of ["won_count", "created_count"]) {
      const sumOf = (some: readonly Record<string, unknown>[]): number =>
        some.reduce((sum, values) => sum + Number(values[id]), 0);
      expect(sumOf(members)).toBe(Number(all[id]));
      const inside = members.filter((_, index) => owners.includes(each[index]!.owners[0]!));
      expect(sumOf(inside)).toBe(Number(teams[id]));
    }
  });

  it("says of each KPI that is made of costs, or known for the company alone, why it is not there", async () => {
    const { kpis, team: shown, customers, sources } = (await asked()).view();
    for (const id of CUSTOMER_KPI_IDS) {
      const said = shown.withheld.filter(({ kpis: ids }) => ids.includes(id));
      expect(said, id).toHaveLength(1);
      for (const kpi of kpis.filter((record) => record.id === id)) {
        expect(kpi, id).toMatchObject({ value: null, reason: said[0]!.reason, numerator: null });
        for (const point of kpi.series) expect(point).toMatchObject({ value: null, reason: said[0]!.reason });
      }
    }
    expect(shown.withheld[0]).toMatchObject({
      kpis: expect.arrayContaining(["cac_blended", "ltv", "gross_margin", "cac_channel"]) as string[],
      reason: expect.stringContaining("finance") as string,
    });
    expect([customers, sources]).toEqual([null, []]);
  });

  it("takes the target of its lead for its own, and none of the company or of others", async () => {
    const entries = [
      wonBy(undefined, 1e9),
      wonBy(outsider, 3e6),
      wonBy(lead.toUpperCase(), 2e6),
      wonBy(member, 1e6),
      { kpi: "win_rate_count", benchmark: { value: 0.3, source: "S", date: "2025-01-01", segment: "B2B" } },
    ];
    const view = (await asked({ targets: targetsOf(entries) })).view();
    expect(view.targets.map(({ entry }) => `${entry.owner}`).sort()).toEqual(
      [lead.toUpperCase(), member].sort(),
    );
    expect(view.pacing!.target).toBe("2000000.00");
    expect(JSON.stringify(view)).not.toMatch(/1000000000|3000000|B2B/);
  });

  it("says so where the team has nothing", async () => {
    const { view } = await asked();
    const failure = await failureOf(
      Promise.resolve().then(() => view({ name: "Nobody", owners: ["nobody"] })),
    );
    expect(failure).toMatchObject({
      code: "no_data",
      message: expect.stringContaining("the team of Nobody"),
    });
  });
});

function isOfCompany(id: string): boolean {
  return CUSTOMER_KPI_IDS.some((other) => other === id);
}

function valuesOf({ kpis }: Pick<KpiTeamView, "kpis">): Record<string, unknown> {
  return Object.fromEntries(kpis.filter(({ stage }) => stage === null).map(({ id, value }) => [id, value]));
}
