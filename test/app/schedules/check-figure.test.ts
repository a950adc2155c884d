import { describe, expect, it } from "vitest";
import { checkFigure } from "../../../src/app/schedules/check-figure.ts";
import { RunRequest } from "../../../src/contracts/run.ts";

const url = "https://hooks.example.com/";
const check = (figure: string, request: object) => () =>
  checkFigure({ url, figure }, RunRequest.parse(request));
const scenario = { name: "cpq", text: "name: cpq" };

describe("checkFigure()", () => {
  it.each([
    ["total.p50", { kind: "forecast", horizon: "30d" }],
    ["probabilityOfTarget", { kind: "forecast", horizon: "30d" }],
    ["full.wape", { kind: "backtest", horizon: "30d" }],
    ["naive-last.coverage80", { kind: "backtest", horizon: "30d" }],
    ["win_rate_count", { kind: "kpi", period: "$quarter" }],
    ["stage_days_lost.Proposal", { kind: "kpi", period: "$quarter" }],
    ["CPQ, second try.npv", { kind: "roi", scenario }],
  ])("takes %s of %j", (figure, request) => {
    expect(check(figure, request)).not.toThrow();
  });

  it.each([
    ["total.p55", { kind: "forecast", horizon: "30d" }, "total.p50"],
    ["wape", { kind: "backtest", horizon: "30d" }, "METHOD.wape"],
    ["full.mape", { kind: "backtest", horizon: "30d" }, "METHOD.wape"],
    ["naive-last.wape", { kind: "backtest", horizon: "30d", methods: ["full"] }, "methods are full"],
    ["winrate", { kind: "kpi", period: "$quarter" }, "ids of KPIs"],
    ["npv", { kind: "scenario", scenarios: [scenario] }, "NAME.npv"],
    ["total.p50", { kind: "changes", from: "2024-01-01", to: "2024-02-01" }, "leave --figure out"],
  ])("refuses %s of %j and says what there is", (figure, request, says) => {
    expect(check(figure, request)).toThrow(says);
  });

  it("refuses a least change of no figure, and takes a webhook that is told everything", () => {
    const request = RunRequest.parse({ kind: "forecast", horizon: "30d" });
    expect(() => checkFigure({ url, changeAtLeast: 0.1 }, request)).toThrow("give --figure");
    expect(() => checkFigure({ url }, request)).not.toThrow();
  });
});
