import { beforeAll, describe, expect, it } from "vitest";
import { kpiRequestOf } from "../../src/app/kpi-question.ts";
import { runKpi } from "../../src/app/run-kpi.ts";
import { KpiBacktest } from "../../src/contracts/kpi-customers.ts";
import { KpiTargets } from "../../src/contracts/kpi-targets.ts";
import type { KpiRecord, KpiReply } from "../../src/contracts/kpi.ts";
import { customerFiles } from "../../src/core/company/customers/customer-files.ts";
import { KPI_IDS, type KpiId } from "../../src/core/kpi/kpi-definitions.ts";
import { readCustomerRecords } from "../../src/files/records/read-customer-records.ts";
import { companyOf, historyText } from "../core/company/written-company.ts";
import { importTexts, withFolder } from "../files/import-texts.ts";

interface Measure {
  readonly ids: readonly KpiId[];
  /** Conventions that have to stand beside it. */
  readonly rivals?: readonly string[];
}

/** What people steer by, by the names that they use, and the KPIs that answer to them. */
const MEASURES: Readonly<Record<string, Measure>> = {
  "funnel conversion by stage, cohort": {
    ids: ["stage_conversion_cohort"],
    rivals: ["competing risks", "decided only"],
  },
  "funnel conversion by stage, period": { ids: ["stage_conversion_period"] },
  "win rate by count": {
    ids: ["win_rate_count"],
    rivals: ["created, all", "created, decided", "created and closed"],
  },
  "win rate by value": { ids: ["win_rate_value"], rivals: ["by count", "lost amount at close"] },
  "lead conversion": {
    ids: ["lead_to_mql", "lead_to_opportunity", "lead_to_customer"],
    rivals: ["same period"],
  },
  "MQL conversion": { ids: ["mql_to_sql", "mql_to_opportunity"], rivals: ["same period"] },
  "sales cycle: mean, median, IQR": { ids: ["sales_cycle_mean", "sales_cycle_median", "sales_cycle_iqr"] },
  "time in stage": { ids: ["time_in_stage"], rivals: ["mean", "won only"] },
  "pipeline velocity": { ids: ["pipeline_velocity"], rivals: ["created", "median cycle", "open amount"] },
  coverage: { ids: ["coverage"], rivals: ["full target", "all open"] },
  slippage: { ids: ["slippage_rate"], rivals: ["by value", "not won", "date moved out"] },
  "push count": { ids: ["push_count"], rivals: ["out of the period", "any change"] },
  "pull-in": { ids: ["pull_in_share"] },
  "bottleneck stage, days and money lost": { ids: ["stage_days_lost", "stage_money_lost"] },
  "stage age against won-deal P75": { ids: ["stage_overdue"], rivals: ["won P75"] },
  "CAC blended": { ids: ["cac_blended"], rivals: ["spend a period earlier", "marketing only"] },
  "CAC paid": { ids: ["cac_paid"], rivals: ["first touch", "last touch", "position touch"] },
  "CAC by channel": {
    ids: ["cac_channel"],
    rivals: ["first touch", "last touch", "position touch", "shared cost", "shared by customers"],
  },
  "CAC payback": { ids: ["cac_payback"], rivals: ["without margin", "cohort, cash"] },
  LTV: { ids: ["ltv"], rivals: ["revenue", "by MRR churn"] },
  "LTV, capped": { ids: ["ltv_capped"], rivals: ["not discounted"] },
  "LTV:CAC": { ids: ["ltv_to_cac"] },
  "ARPU and ARPA": { ids: ["arpa"], rivals: ["average accounts", "per user (ARPU)"] },
  "MRR and ARR": { ids: ["mrr", "arr"] },
  "movements of MRR": {
    ids: ["new_mrr", "expansion_mrr", "contraction_mrr", "churned_mrr", "reactivation_mrr", "fx_mrr"],
  },
  NRR: { ids: ["nrr"], rivals: ["from movements", "chained months", "with reactivation", "without FX"] },
  GRR: { ids: ["grr"], rivals: ["from movements", "chained months"] },
  "logo churn": {
    ids: ["logo_churn", "logo_churn_annualised"],
  },
  "retention cohorts": { ids: ["cohort_retention"], rivals: ["by revenue"] },
  "renewal rate": { ids: ["renewal_rate_count", "renewal_rate_value"] },
  "upsell rate": { ids: ["upsell_rate"], rivals: ["by value"] },
  "quick ratio": { ids: ["quick_ratio"], rivals: ["with reactivation"] },
  "magic number": { ids: ["magic_number"], rivals: ["without a lag", "net new ARR"] },
  "burn multiple": { ids: ["burn_multiple"] },
  "NPS with its error": { ids: ["nps"], rivals: ["standard error"] },
  "forecast accuracy": {
    ids: ["forecast_wape", "forecast_bias"],
  },
};

const TARGETS = KpiTargets.parse({
  kpis: [{ kpi: "won_amount", target: { value: 9_000_000, byWhen: "2025-03-31" } }],
});
const BACKTEST = KpiBacktest.parse({
  file: "backtest.json",
  resultDigest: "0",
  method: "full",
  horizon: "30d",
  forecasts: [1, 2, 3].map((month) => ({
    cutoff: `2025-0${month}-01`,
    from: `2025-0${month}-02`,
    to: `2025-0${month}-28`,
    actual: "100.00",
    median: `${90 + 10 * month}.00`,
    naive: "80.00",
    low80: "50.00",
    high80: "120.00",
    line: month,
  })),
});

const company = companyOf({ opportunityCount: 2_000, seed: 6 });
const csv = historyText(company);
let full: KpiReply;
let bare: KpiReply;
beforeAll(async () => {
  const { "costs.csv": _costs, ...tables } = customerFiles(company);
  const texts = Object.entries(tables).map(([name, parts]) => [name, [...parts].join("")]);
  const told = await withFolder(Object.fromEntries(texts), (folder) => readCustomerRecords([folder]));
  // A company that burns: the generated one earns from its first day on.
  const finances = told.records.finances!.map((month) => Object.assign({}, month, { netBurn: 50_000_00 }));
  const imported = await importTexts({ "history.csv": csv });
  const asked = { asOf: "2025-06-20", period: "2025-Q1", compare: "2024-Q4", series: "quarter" } as const;
  full = runKpi(
    kpiRequestOf(asked, imported, BACKTEST),
    imported,
    { isNamed: true, file: "targets.yaml", targets: TARGETS },
    { ...told, records: { ...told.records, finances } },
  );
  bare = runKpi(kpiRequestOf(asked, imported), imported, undefined);
});
const ofId = (reply: KpiReply, id: KpiId): readonly KpiRecord[] => reply.kpis.filter((kpi) => kpi.id === id);

describe.each(Object.entries(MEASURES))("%s", (_, { ids, rivals = [] }) => {
  it.each(ids)("is measured as %s, with its convention, its rivals and all that stands behind it", (id) => {
    const records = ofId(full, id);
    expect(records.length).toBeGreaterThan(0);
    const main = records.find(({ value }) => value !== null)!;
    expect(main.value).not.toBeNull();
    expect(main.convention.length).toBeGreaterThan(30);
    const names = main.rivals.map(({ name }) => name);
    expect(rivals.filter((name) => !names.includes(name))).toEqual([]);
    expect(main.rivals.every(({ value, reason }) => (value === null) !== (reason === null))).toBe(true);
    expect(main.sampleSize).toBeGreaterThan(0);
    expect(main.comparison).not.toBeNull();
    expect(main.series.length).toBeGreaterThan(5);
    const { score, freshness, completeness, stability } = main.reliability;
    expect(score).toBe(Math.min(freshness, completeness, stability ?? 1));
    for (const part of [main.numerator, main.denominator]) {
      if (part === null || part.rows.count === 0) continue;
      expect(part.rows.first.length).toBe(Math.min(20, part.rows.count));
      for (const row of part.rows.first)
        expect(row).toEqual({ id: expect.any(String), file: expect.any(String), line: expect.any(Number) });
    }
    // A quantile and what is no sum stand on rows too, if only on those of the denominator.
    expect(main.numerator ?? main.denominator).not.toBeNull();
  });
});

describe("estimates", () => {
  it("of shares and of means have a range, or so few rows that there is none", () => {
    const without = full.kpis.filter(
      ({ unit, value, interval, numerator }) =>
        unit === "share" && value !== null && interval === null && numerator?.unit === "count",
    );
    expect(without.map(({ id }) => id)).toEqual([]);
    const ranged: readonly KpiId[] = ["sales_cycle_median", "sales_cycle_mean", "nps", "cac_blended", "arpa", "nrr", "grr", "forecast_wape", "ltv", "time_in_stage"]; // prettier-ignore
    for (const id of ranged)
      expect([id, ofId(full, id).some(({ interval }) => interval !== null)]).toEqual([id, true]);
  });
});

describe("what goes with the KPIs", () => {
  it("is there: reasons of losses and of churn, cohorts, the bridge of MRR, the bottleneck", () => {
    expect(full.lossReasons.missing).toMatch(/loss_reason/);
    expect(full.customers!.churnReasons!.length).toBeGreaterThan(1);
    expect(full.customers!.retentionCohorts.length).toBeGreaterThan(5);
    expect(full.customers!.mrrBridge.closing).toBe(ofId(full, "mrr")[0]!.value);
    expect(full.bottleneck.byDays).not.toBeNull();
    expect(full.bottleneck.byMoney).not.toBeNull();
  });
  it("has a row of CAC for what no channel is named for", () => {
    const channels = ofId(full, "cac_channel").map(({ channel }) => channel);
    expect(channels.at(-1)).toBe("(unallocated)");
  });
});

describe("without the data that they need", () => {
  it("KPIs have no value and say what is missing", () => {
    const named = new Set(Object.values(MEASURES).flatMap(({ ids }) => ids));
    const answered = new Set(bare.kpis.flatMap(({ id, value }) => (value === null ? [] : [id])));
    expect(new Set(bare.kpis.map(({ id }) => id)).size).toBe(KPI_IDS.length);
    const silent = [...named].filter((id) => !answered.has(id));
    expect(silent.length).toBeGreaterThan(30);
    for (const id of silent)
      for (const { reason } of ofId(bare, id))
        expect([id, reason]).toEqual([id, expect.stringMatching(/^no |--targets|--backtest/)]);
  });
});
