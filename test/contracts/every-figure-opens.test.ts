import { Decimal } from "decimal.js";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { explanationOf } from "../../src/contracts/explanation-of.ts";
import { Explanation } from "../../src/contracts/explanation.ts";
import {
  CaseFigures,
  GoalReport,
  LeverReport,
  RealisedReturn,
  RiskAdjustedView,
  ScenarioReport,
  type InvestmentReply,
} from "../../src/contracts/investment.ts";
import { runScenarioTask } from "../../src/contracts/scenario-task.ts";
import { startRun } from "../../src/core/scenario/simulate-scenario.ts";
import { parseScenarioText } from "../../src/files/read-scenario.ts";
import { companyView, modelOf } from "../core/scenario/case-samples.ts";
import { sampleInvestment } from "../reports/sample-investment.ts";

/** Everything a scenario can have, over the generated company; looked back on after half a year. */
const FULL = `
name: Everything
horizonMonths: 12
discountRatePerYear: 9.75%
grossMargin: 0.73
contracts: { kind: recurring, termMonths: 12, billing: quarterly, paymentDays: 30 }
costs:
  staff: [{ name: Analyst, headcount: 1, salaryPerYear: 61000, benefitsRate: 21%, startMonth: 1 }]
  fixed: [{ name: Tool, category: technology, amounts: { 0: 48000, 7: 333.33 } }]
goals: [{ kpi: bookings, target: 1, byMonth: 9 }, { kpi: win_rate, target: 0.3, byMonth: 9 }]
levers:
  - { name: More, kind: opportunity_creation, size: { distribution: uniform, low: 0.05, high: 0.4 }, reasoning: An assumption made for this test alone }
  - { name: Better, kind: win_rate, size: 0.04, startMonth: 3, reasoning: An assumption made for this test alone }
directBenefits: [{ name: Hours, kind: amount, perMonth: 12345.67, startMonth: 2, reasoning: An assumption made for this test alone }]
riskAdjustment: { benefits: { low: 0.7, likely: 1, high: 1.1 }, costs: { low: 0.9, likely: 1, high: 1.4 } }
flexibility: { value: 1000, note: none }
`;
/** Out, in and out again: two rates bring its flows to 0. */
const TWO_RATES = `
name: Two rates
horizonMonths: 24
discountRatePerYear: 10%
yearlyTable:
  costs: { initial: 1000, years: [0, 1320] }
  benefits: { initial: 0, years: [2300, 0] }
`;

const full = fullReply();
const { [0]: report } = full.scenarios;

function fullReply(): InvestmentReply {
  const run = startRun(modelOf(companyView(), 12), { drawCount: 1_000, seed: 1, minorDigits: 2 });
  const months = run.model!.months.map(({ label }) => ({ label, from: null, to: null }));
  return replyOf(FULL, run, months, {
    monthCount: 6,
    byMonth: [5_000_000, 4_000_000, 6_000_000, 7_000_000, 3_000_000, 9_000_001],
    from: "2026-01-01",
    monthEnds: ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"],
  });
}

function replyOf(
  text: string,
  run: Parameters<typeof runScenarioTask>[0]["run"],
  months: InvestmentReply["months"],
  booked?: Parameters<typeof runScenarioTask>[0]["booked"],
): InvestmentReply {
  const labels = ["Initial", ...months.map(({ label }) => label)];
  const units = { firstMonth: "2026-01", minorDigits: 2 };
  const file = { file: "case.yaml", sha256: "0".repeat(64), document: parseScenarioText(text, "case.yaml") };
  const scenario = runScenarioTask({ run, file, units, labels, booked }).report;
  return { ...sampleInvestment(), months, scenarios: [ScenarioReport.parse(scenario)] };
}

function opened(reply: InvestmentReply, name: string): Explanation {
  const found = explanationOf(reply, name);
  if (!found.ok) throw new Error(found.reason);
  return Explanation.parse(found.value);
}

const Exact = Decimal.clone({ precision: 200 });
const sumOf = (terms: readonly { readonly value: string }[]): string =>
  terms.reduce((sum, { value }) => sum.plus(value), new Exact(0)).toFixed();

/** The number of a reply that stands at a path such as levers[0].tornado.low. */
function valueAt(path: string): unknown {
  return path.split(/[.[\]]+/).reduce<unknown>((inside, key) => {
    return key === "" || typeof inside !== "object" || inside === null ? inside : Reflect.get(inside, key);
  }, report);
}

/**
 * What opens to terms, by its place in the contract, and where in a reply its value stands. What is left out are statistics of
 * draws (quantiles, shares of draws, sizes found by search), dates and words.
 */
const OPENS: Readonly<Record<string, readonly [name: string, place: string][]>> = {
  figures: keysOf(CaseFigures).map((key) => {
    if (key === "probabilityOfGain") return [key, `figures.${key}`];
    return [key, `figures.${key}.${key.toLowerCase().includes("payback") ? "months" : "ledger"}`];
  }),
  riskAdjusted: keysOf(RiskAdjustedView).map((key) => [`riskAdjusted.${key}`, `riskAdjusted.${key}`]),
  effects: keysOf(ScenarioReport.shape.effects).map((key) => [`effects.${key}`, `effects.${key}.mean`]),
  realised: keysOf(RealisedReturn).map((key) => {
    const isDrawn = typeof valueAt(`realised.${key}`) === "object";
    return [`realised.${key}`, `realised.${key}${isDrawn ? ".mean" : ""}`];
  }),
  goals: keysOf(GoalReport).map((key) => [`goals[1].${key}`, `goals[1].${key}`]),
  levers: keysOf(LeverReport).flatMap((key) =>
    key === "tornado"
      ? ["low", "high"].map((end): [string, string] => [
          `levers[0].tornado.${end}`,
          `levers[0].tornado.${end}`,
        ])
      : [[`levers[0].${key}`, `levers[0].${key}`]],
  ),
};

/** What the contract has besides: no sums, and why. */
const NO_SUM: ReadonlyMap<string, string> = new Map([
  ["riskAdjusted.flexibility", "given, and in no figure"],
  ...["from", "to", "months"].map((key) => [`realised.${key}`, "words and dates"] as const),
  ["realised.probabilityOfEffect", "a share of draws"],
  ...["kpi", "unit", "byMonth", "baseline", "target", "reason"].map(
    (key) => [`goals[1].${key}`, "given by the file"] as const,
  ),
  ...["without", "withLow", "withHigh", "chance"].map(
    (key) => [`goals[1].${key}`, "statistics of draws"] as const,
  ),
  ...["name", "kind", "size", "mean", "p10", "p90", "startMonth", "adoptionMonths", "scope", "reasoning"].map(
    (key) => [`levers[0].${key}`, "given by the file"] as const,
  ),
  ["levers[0].alone", "a term of effects.grossMargin"],
  ["levers[0].breakEvenSize", "found by search"],
  ["levers[0].breakEvenReason", "words"],
  ["levers[0].varianceShare", "a regression over strata"],
]);

function keysOf(schema: z.ZodObject): string[] {
  return Object.keys(schema.shape);
}

describe("every figure that a case shows", () => {
  const all = Object.values(OPENS).flat();
  it.each(all.filter(([name]) => !NO_SUM.has(name)))(
    "%s opens to terms that add up to it exactly",
    (name, place) => {
      const { value, terms, workings = [] } = opened(full, name);
      expect(terms.length).toBeGreaterThan(0);
      expect(sumOf(terms)).toBe(new Exact(value).toFixed());
      for (const working of workings.filter((own) => own.terms.length > 0)) {
        expect([working.label, sumOf(working.terms)]).toEqual([
          working.label,
          new Exact(working.value).toFixed(),
        ]);
      }
      // The value that is explained is the one that is shown: an amount to the cent, a number to the last bit but rounding.
      const shown = valueAt(place);
      expect(["string", "number"]).toContain(typeof shown);
      const distance = new Exact(value).minus(String(shown)).abs();
      expect(distance.lte(typeof shown === "string" ? 0 : "1e-12")).toBe(true);
    },
  );

  it("is in the list above or has a reason not to be", () => {
    const names = all.map(([name]) => name);
    expect([...NO_SUM.keys()].filter((name) => !names.includes(name))).toEqual([]);
    for (const [name] of all) {
      if (!NO_SUM.has(name)) continue;
      expect([name, explanationOf(full, name).ok]).toEqual([name, false]);
    }
  });

  it("is named where it is asked for by a wrong name", () => {
    expect(explanationOf(full, "luck")).toMatchObject({
      reason: expect.stringContaining("undiscountedReturn"),
    });
  });

  it("can be worked out again from what it opens to", () => {
    const numbersOf = (name: string): Decimal[] =>
      opened(full, name).workings!.map(({ value }) => new Exact(value));
    const of = (name: string): string => new Exact(opened(full, name).value).toFixed();
    for (const name of ["returnOnInvestment", "undiscountedReturn", "riskAdjusted.returnOnInvestment"]) {
      const [benefits, costs] = numbersOf(name);
      expect([name, benefits!.div(costs!).minus(1).toDecimalPlaces(20, Decimal.ROUND_HALF_EVEN).toFixed()]).toEqual([name, of(name)]); // prettier-ignore
    }
    for (const name of ["riskAdjusted.benefitFactor", "riskAdjusted.costFactor"]) {
      const [adjusted, plain] = numbersOf(name);
      expect([name, adjusted!.div(plain!).toDecimalPlaces(12, Decimal.ROUND_HALF_EVEN).toFixed()]).toEqual([name, of(name)]); // prettier-ignore
    }
    const [above, draws] = numbersOf("probabilityOfGain");
    expect(above!.div(draws!).toNumber()).toBe(report!.figures.probabilityOfGain);
    for (const name of ["realised.returnToDate", "realised.shareOfGoal"]) {
      const [part, whole] = numbersOf(name);
      expect(part!.div(whole!).toNumber()).toBeCloseTo(Number(of(name)), 6); // its parts are rounded to the cent
    }
  });

  it("has the discounted flows of a rate at that rate, and what they are short of 0", () => {
    const { workings, value } = opened(full, "internalRateOfReturn");
    const [atRate] = workings!;
    expect(atRate!.terms).toHaveLength(13);
    const flows = report!.lines.find(({ kind }) => kind === "net")!.monthly;
    const growth = new Exact(value).plus(1);
    flows.forEach((flow, month) => {
      const term = new Exact(flow).times(growth.pow(new Exact(-month).div(12)));
      expect(term.minus(atRate!.terms[month]!.value).abs().lte("1e-20")).toBe(true);
    });
    expect(new Exact(atRate!.value).abs().lte("2e-19")).toBe(true); // 13 flows on a grid of 1e-20
    expect(atRate!.formula).toMatch(/^0, but for the rounding of flows and rate: less than 0\.0{18}\d$/);
  });
});

describe("a case with several rates", () => {
  const run = startRun(undefined, { drawCount: 1_000, seed: 1, minorDigits: 2 });
  const months = Array.from({ length: 24 }, (_, month) => ({
    label: `Month ${month + 1}`,
    from: null,
    to: null,
  }));
  const reply = replyOf(TWO_RATES, run, months);

  it("opens each of them, and says so where the one is asked for", () => {
    expect(reply.scenarios[0]!.figures.internalRateOfReturn.roots).toHaveLength(2);
    for (const [index, root] of [0.1, 0.2].entries()) {
      const { value, workings } = opened(reply, `internalRateOfReturn.roots[${index}]`);
      expect(Number(value)).toBeCloseTo(root, 12);
      expect(new Exact(workings![0]!.value).abs().lte("1e-18")).toBe(true);
    }
    expect(explanationOf(reply, "internalRateOfReturn")).toMatchObject({
      reason: expect.stringMatching(/several rates .*roots\[0\], internalRateOfReturn\.roots\[1\]$/),
    });
  });
});
