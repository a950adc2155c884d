import { describe, expect, it } from "vitest";
import { RunRequest } from "../../src/contracts/run.ts";

describe("RunRequest", () => {
  it("takes the options of the command that it is named for, and no others", () => {
    const forecast = {
      kind: "forecast",
      asOf: "2018-06-30",
      period: "2018-Q3",
      target: "400000",
      draws: 2_000,
    };
    expect(RunRequest.parse(forecast)).toEqual(forecast);
    for (const extra of [{ workers: 4 }, { kernel: "plain" }, { json: true }, { every: "week" }]) {
      expect(RunRequest.safeParse({ ...forecast, ...extra }).success).toBe(false);
    }
  });

  it("names no method, file or zone that is not there", () => {
    expect(
      RunRequest.safeParse({ kind: "backtest", horizon: "30d", methods: ["crystal-ball"] }).success,
    ).toBe(false);
    expect(RunRequest.safeParse({ kind: "forecast", period: "2018-Q3", holidays: "../etc" }).success).toBe(
      false,
    );
    expect(RunRequest.safeParse({ kind: "daydream" }).success).toBe(false);
  });

  it("is told no targets of the workspace, but that none are to hold", () => {
    const target = {
      id: "0190c7a4-0000-7000-8000-000000000001",
      scope: "company",
      scopeValue: null,
      from: "2018-07-01",
      to: "2018-09-30",
      amount: "1",
      currency: "EUR",
      madeAt: "2018-06-30T00:00:00.000Z",
    };
    for (const kind of ["forecast", "kpi"]) {
      const asked = { kind, period: "2018-Q3" };
      expect(RunRequest.safeParse({ ...asked, keptTargets: [] }).success).toBe(true);
      expect(RunRequest.safeParse({ ...asked, keptTargets: [target] }).success).toBe(false);
    }
  });

  it("is told no totals that people stated, each with a day of its own choice, but that none are to count", () => {
    const foresight = {
      madeOn: "2018-06-30",
      endedOn: null,
      from: "2018-07-01",
      to: "2018-09-30",
      amount: "1",
    };
    const asked = { kind: "backtest", horizon: "quarter" };
    expect(RunRequest.safeParse({ ...asked, stated: [] }).success).toBe(true);
    const refused = RunRequest.safeParse({ ...asked, stated: [foresight] });
    expect(refused.error?.issues.map(({ message }) => message)).toEqual([
      expect.stringContaining("POST /v1/overrides"),
    ]);
  });

  it("fills in what the commands fill in", () => {
    expect(RunRequest.parse({ kind: "backtest", horizon: "30d" })).toMatchObject({ every: "week" });
    expect(RunRequest.parse({ kind: "roi", scenario: "hire" })).toMatchObject({ history: true });
  });
});
