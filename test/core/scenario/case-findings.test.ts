import { describe, expect, it } from "vitest";
import { MoneyDecimal } from "../../../src/core/base/money.ts";
import type { DirectBenefit } from "../../../src/core/scenario/direct-benefit.ts";
import type { Lever } from "../../../src/core/scenario/lever.ts";
import type { Scenario } from "../../../src/core/scenario/scenario.ts";
import { baseFlowOf } from "../../../src/core/scenario/process-flow.ts";
import { simulateScenario, startRun } from "../../../src/core/scenario/simulate-scenario.ts";
import { companyView, fixedCosts, modelOf, scenarioOf } from "./case-samples.ts";
import { sampleBook } from "./sample-business.ts";
import { EMEA, leverOf } from "./sample-levers.ts";

const run = startRun(modelOf(companyView(), 12, { columns: ["region"] }), {
  drawCount: 1_000,
  seed: 1,
  minorDigits: 2,
});
const found = (changes: Partial<Scenario>): readonly (readonly [string, string])[] =>
  simulateScenario(run, scenarioOf({ costs: fixedCosts(10), ...changes })).findings.map(
    ({ code, message }) => [code, message] as const,
  );
const codesOf = (...levers: readonly Lever[]): string[] => found({ levers }).map(([code]) => code);
const tool: DirectBenefit = {
  name: "Old tool",
  kind: "tool_retired",
  costPerMonth: new MoneyDecimal(100),
  startMonth: 1,
  adoptionMonths: 0,
  growthRatePerYear: new MoneyDecimal(0),
  reasoning: "",
};

describe("caseFindings()", () => {
  it("has nothing to say about a lever that works", () => {
    expect(codesOf(leverOf("win_rate", 0.02))).toEqual([]);
    expect(codesOf(leverOf("win_rate", 0))).toEqual([]);
  });

  it("says why a lever changes nothing", () => {
    const reasons = [
      leverOf("win_rate", 0.02, { scope: { segment: { column: "region", values: ["Mars"] } } }),
      leverOf("slippage", -0.1, { scope: { stages: ["Nowhere"] } }),
      leverOf("churn", -0.1),
    ].map((lever) => found({ levers: [lever] })[0]!);
    expect(reasons).toEqual([
      ["lever_without_effect", expect.stringContaining("lies in its scope")],
      ["lever_without_effect", expect.stringContaining("no open stage is called Nowhere")],
      ["lever_without_effect", expect.stringContaining("no recurring book")],
    ]);
    const book = { recurring: sampleBook() };
    const scope = { segment: { column: "segment", values: ["Giant"] } };
    expect(found({ ...book, levers: [leverOf("churn", -0.1, { scope })] })[0]![1]).toContain("no segment");
    const idle = { segment: { column: "segment", values: ["Small"] } };
    expect(found({ ...book, levers: [leverOf("expansion", 0.1, { scope: idle })] })[0]![1]).toContain(
      "is 0 in every segment",
    );
  });

  it("names what the scope asks for and what there is, where a name is not known", () => {
    const scoped = (...values: string[]): Lever =>
      leverOf("win_rate", 0.02, { scope: { segment: { column: "region", values } } });
    const there = "nothing open or to come has the region Mars; there are APAC, Americas, EMEA";
    expect(found({ levers: [scoped("Mars")] })).toEqual([
      ["lever_without_effect", `Lever "${scoped().name}" changes nothing: no opportunity or new business lies in its scope; ${there}`], // prettier-ignore
    ]);
    expect(found({ levers: [scoped("emea", "Mars")] })).toEqual([
      ["lever_without_effect", `Lever "${scoped().name}" acts on the other names of its scope alone: ${there}`], // prettier-ignore
    ]);
  });

  it("does not say that a lever overlaps with one that acts on nothing", () => {
    const onMars = { segment: { column: "region", values: ["Mars"] } };
    const idle = leverOf("win_rate", 0.02, { name: "idle", scope: onMars });
    expect(codesOf(idle, leverOf("win_rate", 0.02, { name: "all" }))).toEqual(["lever_without_effect"]);
  });

  it("says that a lever which turns losses finds none in its stages", () => {
    const { plan, flow, classes, ...rest } = run.model!;
    const withoutLosses = (hazards: typeof flow.fitted.hazards): typeof hazards => ({
      ...hazards,
      rates: hazards.rates.map((rate, cell) =>
        cell % hazards.targetCount === hazards.wonCode + 1 ? 0 : rate,
      ),
    });
    const lossless = classes.map((own) => {
      const hazards = withoutLosses(own.flow.fitted.hazards);
      const ownFlow = { ...own.flow, fitted: { hazards, arrivalHazards: hazards } };
      return { ...own, flow: ownFlow, baseFlow: baseFlowOf(ownFlow, run.model!.months) };
    });
    const model = { plan, flow, ...rest, classes: lossless };
    const lever = leverOf("win_rate", 0.05, { scope: { stages: ["Negotiation"] } });
    const start = startRun(model, { drawCount: 1_000, seed: 1, minorDigits: 2 });
    const { findings } = simulateScenario(start, scenarioOf({ costs: fixedCosts(10), levers: [lever] }));
    expect(findings[0]!.code).toBe("lever_without_effect");
    expect(findings[0]!.message).toContain("in the stage Negotiation; it turns losses into wins");
  });

  it("says when nothing more can be won, and when chances are held at 1", () => {
    expect(codesOf(leverOf("win_rate", 8))).toContain("lever_saturated");
    expect(codesOf(leverOf("stage_conversion", 9, { scope: { stages: ["Negotiation"] } }))).toContain(
      "lever_saturated",
    );
  });

  it("says of how many wins and moves nothing more can be won", () => {
    const [[, message]] = found({ levers: [leverOf("win_rate", 8)] }) as [[string, string]];
    const [, refused, wished, share] = /at the largest sizes drawn, ([\d.]+) of the ([\d.]+) further wins and moves .* \((\d+) %; each stage counts by the open and expected opportunities in it\)$/.exec(message)!; // prettier-ignore
    expect(Math.abs(Number(refused) / Number(wished) - Number(share) / 100)).toBeLessThan(0.02);
  });

  it("says when two levers of a kind act on the same part at the same time", () => {
    const emea = leverOf("win_rate", 0.02, { name: "EMEA", scope: EMEA });
    const rest = leverOf("win_rate", 0.02, {
      name: "APAC",
      scope: { segment: { column: "region", values: ["APAC"] } },
    });
    const all = leverOf("win_rate", 0.02, { name: "all", startMonth: 3 });
    expect(codesOf(emea, rest)).toEqual([]);
    expect(found({ levers: [emea, all] })).toEqual([
      ["levers_overlap", expect.stringContaining("from month 3 on")],
    ]);
    expect(codesOf(leverOf("win_rate", 0.02, { endMonth: 2 }), all)).toEqual([]);
    expect(codesOf(emea, leverOf("deal_size", 0.1))).toEqual([]);
  });

  it("says when money is counted twice, and when there is nothing to set a return against", () => {
    const covered = { ...tool, name: "Hours", coveredByLever: "win_rate" };
    const codes = found({ levers: [leverOf("win_rate", 0.02)], directBenefits: [covered] });
    expect(codes).toEqual([["benefit_counted_twice", expect.stringContaining('lever "win_rate"')]]);
    expect(found({ directBenefits: [tool], costs: { ...fixedCosts(1), fixed: [] } })[0]![0]).toBe("no_costs");
  });
});
