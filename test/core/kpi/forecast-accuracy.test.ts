import { describe, expect, it } from "vitest";
import { day, measureOf, sourcesOf, windowFrom } from "./customer-samples.ts";
import { rivalOf, valueOf } from "./kpi-logs.ts";

const forecast = (cutoff: string, to: string, median: number, actual: number) => ({
  cutoff: day(cutoff),
  from: day(cutoff) + 1,
  to: day(to),
  actual,
  forecast: median,
  naive: actual + 30,
  range80: { low: 90, high: 125 },
  source: { file: "backtest.json", line: 7 },
});
const backtest = {
  method: "full",
  horizon: "30d",
  forecasts: [
    forecast("2025-01-01", "2025-01-31", 120, 100),
    forecast("2025-02-01", "2025-03-03", 80, 100),
    forecast("2025-03-01", "2025-03-31", 250, 100),
    forecast("2025-05-01", "2025-05-31", 100, 400),
  ],
};
const quarter = windowFrom("2025-01-01", "2025-03-31");

describe("forecast accuracy", () => {
  it("is WAPE and bias of the forecasts whose days end in the period, with what others call accuracy", () => {
    const kpis = sourcesOf({}, "2025-06-30", backtest);
    const wape = measureOf(kpis, "forecast_wape", quarter);
    expect(valueOf(wape)).toBeCloseTo((20 + 20 + 150) / 300, 12);
    expect(rivalOf(wape, "naive baseline")).toBeCloseTo(90 / 300, 12);
    // The published fixtures: F = 120, 80 and 250 of A = 100 give 80, 80 and 0 %; 120, 80 and 250 %; 83.3, 75 and 40 %.
    expect(rivalOf(wape, "HubSpot accuracy")).toBeCloseTo((0.8 + 0.8 + 0) / 3, 12);
    expect(rivalOf(wape, "Gong accuracy")).toBeCloseTo((1.2 + 0.8 + 2.5) / 3, 12);
    expect(rivalOf(wape, "Error over forecast")).toBeCloseTo((100 / 120 + 0.75 + 0.4) / 3, 12);
    expect(rivalOf(wape, "80 % ranges that held")).toBe(1);
    expect(valueOf(measureOf(kpis, "forecast_bias", quarter))).toBeCloseTo((20 - 20 + 150) / 300, 12);
    expect(wape.numerator!.rows.first[0]).toEqual({ id: "2025-01-01", file: "backtest.json", line: 7 });
  });

  it("has a range where enough cut-offs without overlap were scored, and none for a few", () => {
    const months = Array.from({ length: 12 }, (_, month) => {
      const cutoff = `2024-${String(month + 1).padStart(2, "0")}-01`;
      return forecast(cutoff, `${cutoff.slice(0, 8)}28`, 100 + 20 * ((month * 5) % 7), 100 + (month % 3));
    });
    const year = windowFrom("2024-01-01", "2024-12-31");
    const kpis = sourcesOf({}, "2025-06-30", { method: "full", horizon: "27d", forecasts: months });
    const wape = measureOf(kpis, "forecast_wape", year);
    expect(wape.interval!.low).toBeLessThan(Number(valueOf(wape)));
    expect(wape.interval!.high).toBeGreaterThan(Number(valueOf(wape)));
    expect(wape.interval!.method).toBe("bootstrap of blocks of 1 of 12 cut-offs");
    expect(measureOf(sourcesOf({}, "2025-06-30", backtest), "forecast_wape", quarter).interval).toBeNull();
  });

  it("says what is missing", () => {
    expect(valueOf(measureOf(sourcesOf({}, "2025-06-30"), "forecast_wape", quarter))).toMatch(
      /with --backtest$/,
    );
    const april = windowFrom("2025-04-01", "2025-04-30");
    expect(valueOf(measureOf(sourcesOf({}, "2025-06-30", backtest), "forecast_bias", april))).toMatch(
      /no forecast whose days end/,
    );
  });
});
