import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backtestFiles } from "../../src/app/backtest-files.ts";
import { changesFiles } from "../../src/app/changes-files.ts";
import { forecastFiles } from "../../src/app/forecast-files.ts";
import { kpiFiles } from "../../src/app/kpi-files.ts";
import { ForecastReply } from "../../src/contracts/forecast.ts";
import { companyOf, historyText } from "../core/company/written-company.ts";
import { failureOf } from "../files/import-texts.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-weeks-"));
const funnelFile = join(folder, "funnel.yaml");
const paths = [join(folder, "history.csv")];
const reading = { funnelFile };
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(() => {
  writeFileSync(paths[0]!, historyText(companyOf({ opportunityCount: 600, seed: 4 })));
  writeFileSync(
    funnelFile,
    "fiscalYear: { weeks: 4-5-4, endMonth: 1, lastWeekday: saturday, yearEnd: nearest, namedBy: start }\n",
  );
});

describe("fiscal years of weeks", () => {
  it("are what a forecast forecasts, and its request reproduces it", async () => {
    const question = { paths, reading, asOf: "2025-05-20", draws: 2_000 };
    const { reply } = await forecastFiles({ ...question, period: "2025-Q2" });
    expect(reply.period).toEqual({ from: "2025-05-04", to: "2025-08-02", label: "2025-Q2" });
    expect(ForecastReply.parse(JSON.parse(JSON.stringify(reply)))).toEqual(reply);
    expect(reply.request.fiscalYear).toMatchObject({ weeks: "4-5-4", yearEnd: "nearest" });
    const month = await forecastFiles({ ...question, period: "2025-M04" });
    expect(month.reply.period).toEqual({ from: "2025-05-04", to: "2025-05-31", label: "2025-M04" });
    const year = await forecastFiles({ ...question, period: "2025" });
    expect(year.reply.subPeriods.map(({ label }) => label)).toContain("2025-M12");
  });

  it("end the windows of a backtest", async () => {
    const { reply } = await backtestFiles({
      paths,
      reading,
      from: "2025-01-05",
      to: "2025-02-09",
      every: "week",
      horizon: "quarter",
      draws: 1_000,
      methods: "naive-last,full",
    });
    const ends = reply.cutoffs.map(({ to }) => to);
    expect(new Set(ends)).toEqual(new Set(["2025-02-01", "2025-05-03"]));
  });

  it("are what KPIs, their series and changes count by", async () => {
    const { reply } = await kpiFiles({
      paths,
      reading,
      asOf: "2025-05-20",
      period: "2024-Q4",
      compare: "2023-Q4",
      series: "month",
      pacing: "weeks",
    });
    expect(reply.measured).toEqual({ from: "2024-11-03", to: "2025-02-01", isPartial: false });
    expect(reply.compared).toMatchObject({ from: "2023-10-29", to: "2024-02-03" }); // 14 weeks
    expect(reply.warnings.map(({ code }) => code)).toContain("unequal_weeks");
    expect(reply.kpis[0]!.series.at(-1)!.label).toBe("2024-M12");
    expect(reply.pacing!.past[0]).toMatchObject({ label: "2024-Q3", from: "2024-08-04", to: "2024-11-02" });
    expect(reply.pacing).toMatchObject({ weekOfPeriod: 13, weekOfYear: 52 });
    const changes = await changesFiles({
      paths,
      reading,
      from: "2025-05-06",
      to: "2025-05-20",
      forecast: true,
    });
    expect(changes.reply.period).toEqual({ from: "2025-05-04", to: "2025-08-02", label: "2025-Q2" });
  });

  it("are not mixed with options about months, and have no week 53 in a year of 52", async () => {
    const question = { paths, reading, asOf: "2025-05-20", draws: 1_000 };
    const mixed = await failureOf(forecastFiles({ ...question, period: "2025-Q2", fiscalYearStart: 4 }));
    expect(mixed).toMatchObject({ code: "usage" });
    expect(mixed.message).toContain(
      "Cannot use --fiscal-year-start: fiscalYear of the funnel definition counts in weeks",
    );
    const late = await failureOf(forecastFiles({ ...question, period: "2025-W53" }));
    expect(late.message).toContain("Cannot read the period 2025-W53");
  });
});
