import { describe, expect, it } from "vitest";
import { leveredPlan } from "../../../src/core/scenario/levered-plan.ts";
import type { Lever } from "../../../src/core/scenario/lever.ts";
import { simulateScenario, startRun, type CaseRun } from "../../../src/core/scenario/simulate-scenario.ts";
import { canonicalPlanBytes } from "../../../src/core/simulation/canonical-plan.ts";
import { sampleHistory } from "../forecast/sample-history.ts";
import { at, logOf, viewOf } from "../pipeline/random-logs.ts";
import { companyView, fixedCosts, modelOf, scenarioOf } from "./case-samples.ts";
import { EMEA, everyPipelineLever, leverOf } from "./sample-levers.ts";

const view = companyView();
const model = modelOf(view, 12, { columns: ["region", "owner"] });
const DRAWS = { drawCount: 1_000, seed: 1, minorDigits: 2 };
const run = startRun(model, DRAWS);
/** A history in which bookings are taken back and lost opportunities come back. */
const troubled = modelOf(viewOf(logOf(sampleHistory({ dayCount: 400, reopened: 0.01 })), at(399)), 6);

const owner = view.attributes.find(({ name }) => name === "owner")!.values.find((name) => name !== "")!;
const pipelineLevers = (size: number): Lever[] => everyPipelineLever(size, owner);

const simulate = (levers: readonly Lever[], of: CaseRun = run) =>
  simulateScenario(of, scenarioOf({ levers, horizonMonths: of.model?.months.length ?? 12 }));

describe("levers that begin later", () => {
  it.each(pipelineLevers(-0.04))("$kind changes no draw of the months before its start", (lever) => {
    const { base, changed, flows } = simulate([{ ...lever, startMonth: 6 }]);
    const before = 5 * flows.drawCount;
    const [without, levered] = [base.money!.bookings, changed.money!.bookings];
    expect(levered.subarray(0, before)).toEqual(without.subarray(0, before));
    expect(levered).not.toEqual(without);
  });
});

describe("leveredPlan()", () => {
  it("changes no byte of the plan for sizes of zero, alone and together, whatever their scopes", () => {
    const bytes = canonicalPlanBytes(model.plan);
    for (const levers of [...pipelineLevers(0).map((lever) => [lever]), pipelineLevers(0)]) {
      const { parts, asked, cappedCount } = leveredPlan(
        model,
        levers.map((lever) => ({ lever, size: 0 })),
      );
      expect(parts.every(({ amountFactors }) => amountFactors.every((factor) => factor === 1))).toBe(true);
      expect([asked, cappedCount]).toEqual([{ wished: 0, refused: 0 }, 0]);
      const whole = {
        ...model.plan,
        winProbabilities: model.plan.winProbabilities.map((_, cell) => {
          const monthCount = model.months.length;
          const id = model.plan.opportunityIds[Math.floor(cell / monthCount)]!;
          const part = parts.find(({ plan }) => plan.opportunityIds.includes(id))!.plan;
          return part.winProbabilities[part.opportunityIds.indexOf(id) * monthCount + (cell % monthCount)]!;
        }),
        newBusiness: model.plan.newBusiness.map(({ key }) =>
          parts.flatMap(({ plan }) => plan.newBusiness).find((own) => own.key === key)!,
        ),
      };
      expect(canonicalPlanBytes(whole)).toEqual(bytes);
    }
  });

  it("gives the same plan whatever the order of the levers", () => {
    const levers = pipelineLevers(0.1).map((lever) => ({ lever, size: lever.size as number }));
    const forward = leveredPlan(model, levers);
    const backward = leveredPlan(model, levers.toReversed());
    expect(backward.parts.length).toBe(forward.parts.length);
    forward.parts.forEach(({ plan }, part) => {
      expect(canonicalPlanBytes(backward.parts[part]!.plan)).toEqual(canonicalPlanBytes(plan));
    });
  });

  it("leaves alone what lies outside of a lever's scope", () => {
    const lever = leverOf("win_rate", 0.5, { scope: EMEA });
    const { plan } = leveredPlan(model, [{ lever, size: 0.5 }]).parts[0]!;
    const region = model.plan.dimensions.findIndex(({ name }) => name === "region");
    const monthCount = model.months.length;
    const isInScope = (leaf: number): boolean =>
      model.plan.dimensions[region]!.groups[model.plan.leaves[leaf]!.groups[region]!] === "EMEA";
    let changedCount = 0;
    plan.opportunityIds.forEach((_, row) => {
      const cells = (of: typeof plan) => [
        ...of.winProbabilities.subarray(row * monthCount, (row + 1) * monthCount),
      ];
      const isSame = cells(plan).every((chance, month) => chance === cells(model.plan)[month]);
      if (!isSame) changedCount++;
      expect(isSame || isInScope(model.plan.opportunityLeaves[row]!)).toBe(true);
    });
    expect(changedCount).toBeGreaterThan(0);
    const winsOf = (of: typeof plan, leaf: number): Float64Array[] =>
      of.newBusiness.filter((process) => process.leaf === leaf).map(({ expectedWins }) => expectedWins);
    const hasMore = model.plan.leaves.map(
      (_, leaf) => winsOf(plan, leaf).length > winsOf(model.plan, leaf).length,
    );
    expect(hasMore).toEqual(
      model.plan.leaves.map((_, leaf) => isInScope(leaf) && winsOf(model.plan, leaf).length > 0),
    );
    const others = [...model.plan.leaves.keys()].filter((leaf) => !isInScope(leaf));
    for (const leaf of others) expect(winsOf(plan, leaf)).toEqual(winsOf(model.plan, leaf));
  });

  it("holds chances at 1 in all and says how many, however large a lever is", () => {
    const { parts, cappedCount } = leveredPlan(model, [
      { lever: leverOf("win_rate", 10), size: 10 },
      { lever: leverOf("cycle_time", -0.9), size: -0.9 },
    ]);
    const { plan } = parts[0]!;
    const monthCount = model.months.length;
    plan.opportunityIds.forEach((_, row) => {
      const cells = plan.winProbabilities.subarray(row * monthCount, (row + 1) * monthCount);
      expect(cells.every((chance) => chance >= 0)).toBe(true);
      expect(cells.reduce((sum, chance) => sum + chance, 0)).toBeLessThanOrEqual(1 + 1e-9);
    });
    expect(cappedCount).toBeGreaterThanOrEqual(0);
  });
});

describe("simulateScenario()", () => {
  it("changes nothing in any draw for levers of size zero", () => {
    for (const lever of pipelineLevers(0)) {
      const { flows, base, changed } = simulate([lever]);
      expect(changed.money!.bookings).toEqual(base.money!.bookings);
      expect(flows.netFlows.every((net) => net === 0)).toBe(true);
    }
    expect(simulate(pipelineLevers(0)).flows.netFlows.every((net) => net === 0)).toBe(true);
    expect(simulate([leverOf("cost_to_serve", 0)]).flows.netFlows.every((net) => net === 0)).toBe(true);
  });

  it("leaves the costs in every draw where levers do nothing", () => {
    const scenario = scenarioOf({ costs: fixedCosts(1_000, 100), levers: [leverOf("win_rate", 0)] });
    const { flows, figures } = simulateScenario(run, scenario);
    const { drawCount } = flows;
    for (let month = 0; month <= 12; month++) {
      const row = flows.netFlows.subarray(month * drawCount, (month + 1) * drawCount);
      expect(new Set(row)).toEqual(new Set([month === 0 ? -100_000 : -10_000]));
    }
    expect(figures.probabilityOfGain).toBe(0);
    expect(new Set(figures.netPresentValue.draws).size).toBe(1);
  });

  it("only adds to what is booked in every draw, by the end of every month, when chances rise", () => {
    // Without a common factor, for a win that comes a quarter earlier takes the factor of that quarter.
    const level = startRun({ ...model, factor: { ...model.factor, sigma: 0 } }, DRAWS);
    for (const lever of [
      leverOf("win_rate", 0.05),
      leverOf("win_rate", 0.2, { scope: EMEA }),
      leverOf("opportunity_creation", 0.05),
      leverOf("opportunity_creation", 0.1, { scope: { owners: [owner] } }),
      leverOf("deal_size", 0.05),
      leverOf("deal_size", 0.1, { scope: EMEA, startMonth: 4 }),
      leverOf("discount", -0.02),
    ]) {
      const { base, changed } = simulate([lever], level);
      const { drawCount, bookings } = base.money!;
      const sums = new Float64Array(drawCount);
      let addedCount = 0;
      bookings.forEach((amount, cell) => {
        const sum = (sums[cell % drawCount]! += changed.money!.bookings[cell]! - amount);
        if (sum < 0) throw new Error(`${lever.kind} takes ${-sum} away in draw ${cell % drawCount}`);
        if (sum > 0) addedCount++;
      });
      expect(addedCount).toBeGreaterThan(0);
    }
  });

  it("adds wins alone where bookings are taken back too; what is taken back grows as they did, months later", () => {
    const isTaken = ({ key }: { readonly key: string }): boolean => key.startsWith("taken back");
    const taken = troubled.plan.newBusiness.filter(isTaken);
    expect(taken.length).toBeGreaterThan(0);
    const level = { ...troubled, factor: { ...troubled.factor, sigma: 0 } };
    const wins = {
      ...level,
      plan: { ...level.plan, newBusiness: level.plan.newBusiness.filter((own) => !isTaken(own)) },
    };
    const winsRun = startRun(wins, DRAWS);
    for (const lever of [
      leverOf("deal_size", 0.1),
      leverOf("discount", -0.1),
      leverOf("opportunity_creation", 0.1),
    ]) {
      const { base, changed } = simulate([lever], winsRun);
      const added = changed.money!.bookings.map((amount, cell) => amount - base.money!.bookings[cell]!);
      expect(Math.min(...added)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...added)).toBeGreaterThan(0);
    }
    const lever = leverOf("win_rate", 0.1);
    const { parts } = leveredPlan(troubled, [{ lever, size: 0.1 }]);
    const levered = parts.flatMap(({ plan }) => plan.newBusiness.filter(isTaken));
    const growth = (month: number): number =>
      levered[0]!.expectedWins[month]! /
      taken.find(({ key }) => key === levered[0]!.key)!.expectedWins[month]!;
    const last = growth(troubled.months.length - 1);
    expect(growth(0)).toBeGreaterThanOrEqual(1);
    expect(last).toBeGreaterThan(growth(0));
    expect(last).toBeLessThanOrEqual(1.1 + 1e-9);
  });
});
