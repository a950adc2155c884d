import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backtestFiles } from "../../../src/app/backtest-files.ts";
import { changesFiles } from "../../../src/app/changes-files.ts";
import { forecastFiles } from "../../../src/app/forecast-files.ts";
import { COMPANY_DEFAULTS, generateDemoCompany } from "../../../src/app/generate-demo-company.ts";
import { investmentOfFiles } from "../../../src/app/investment-files.ts";
import { kpiFiles } from "../../../src/app/kpi-files.ts";
import { compareFigures, headlineFigures } from "../../../src/app/schedules/headline-figures.ts";

describe("headlineFigures()", () => {
  const folder = mkdtempSync(join(tmpdir(), "revcast-figures-"));
  const source = { paths: [folder], reading: {} };
  beforeAll(async () => {
    chmodSync(folder, 0o755);
    await generateDemoCompany({ ...COMPANY_DEFAULTS, opportunities: 900, days: 600, seed: 5 }, folder);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("are those of a forecast", async () => {
    const asked = { asOf: "2024-05-01", period: "2024-Q2", target: "100000", draws: 1_000 };
    const { reply } = await forecastFiles({ ...source, ...asked });
    expect(headlineFigures(reply)).toEqual({
      "total.mean": Number(reply.total.mean),
      "total.p10": Number(reply.total.quantiles["0.1"]),
      "total.p50": Number(reply.total.quantiles["0.5"]),
      "total.p90": Number(reply.total.quantiles["0.9"]),
      probabilityOfTarget: reply.probabilityOfTarget,
    });
  });

  it("are those of each method of a backtest", async () => {
    const { reply } = await backtestFiles({
      ...source,
      from: "2024-02-01",
      to: "2024-05-01",
      every: "week",
      horizon: "30d",
      methods: "full,naive-probabilistic",
      draws: 1_000,
    });
    const figures = headlineFigures(reply);
    const full = reply.methods.find(({ method }) => method === "full")!;
    expect(figures).toMatchObject({
      "full.wape": full.wape.value,
      "full.crpsRatioToNaive": full.crpsRatioToNaive.value,
      "full.coverage80": full.coverage!["0.8"].share,
      "naive-probabilistic.crpsRatioToNaive": 1,
    });
    expect(Object.values(figures).every((value) => value !== null)).toBe(true);
  });

  it("are the net present value and the chance of a gain of each case", async () => {
    const scenario = join(import.meta.dirname, "../../../scenarios/routing-speed.yaml");
    const { reply } = await investmentOfFiles({
      scenarioPaths: [scenario],
      history: [folder],
      reading: {},
      asOf: "2024-05-01",
      draws: 1_000,
    });
    const [{ name, figures }] = reply.scenarios as [(typeof reply.scenarios)[number]];
    expect(headlineFigures(reply)).toEqual({
      [`${name}.npv`]: Number(figures.netPresentValue.ledger),
      [`${name}.probabilityOfGain`]: figures.probabilityOfGain,
    });
  });

  it("are the KPIs by id, with stage or channel", async () => {
    const { reply } = await kpiFiles({ ...source, asOf: "2024-05-01", period: "2024-Q1" });
    const figures = headlineFigures(reply);
    expect(Object.keys(figures)).toHaveLength(reply.kpis.length);
    expect(figures["win_rate_count"]).toBeGreaterThan(0);
    expect(figures["won_amount"]).toBe(Number(reply.kpis.find(({ id }) => id === "won_amount")!.value));
  });

  it("are none of what changed", async () => {
    const { reply } = await changesFiles({ ...source, from: "2024-04-01", to: "2024-05-01" });
    expect(headlineFigures(reply)).toEqual({});
  });
});

describe("compareFigures()", () => {
  it("gives the change as a share of the previous value, where there is one to divide by", () => {
    expect(compareFigures({ a: 110, b: 1, c: null, d: -5 }, { a: 100, b: 0, c: 3, d: -10 })).toEqual([
      { figure: "a", value: 110, previous: 100, change: 0.1 },
      { figure: "b", value: 1, previous: 0, change: null },
      { figure: "c", value: null, previous: 3, change: null },
      { figure: "d", value: -5, previous: -10, change: 0.5 },
    ]);
  });
});
