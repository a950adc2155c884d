import { AppFailure } from "../contracts/failure.ts";
import type { BestSubset } from "../contracts/best-subset.ts";
import type { InvestmentReply } from "../contracts/investment.ts";
import { moneyDistribution } from "../contracts/present-distribution.ts";
import type { ScenarioFile } from "../contracts/scenario-file.ts";
import type { ScenarioOutcome } from "../contracts/scenario-task.ts";
import { isoFromDay, type Day } from "../core/base/day.ts";
import { decimalFromMinorUnits, minorUnitsFromDecimal } from "../core/base/money.ts";
import { QUARTER_MONTHS } from "../core/scenario/case-model.ts";
import { combinedScenario } from "../core/scenario/combined-scenario.ts";
import type { Scenario } from "../core/scenario/scenario.ts";
import { planRun, simulateScenario, type CaseRun } from "../core/scenario/simulate-scenario.ts";
import { ENGINE_VERSION } from "../core/simulation/plan.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { bookedSince } from "./booked-since.ts";
import { investmentDigest, planDigest } from "./digests.ts";
import type { InvestmentQuestion } from "./investment-question.ts";
import { investmentWarnings } from "./investment-warnings.ts";
import type { ScenarioPool } from "./scenario-pool.ts";

export interface InvestmentDraws {
  /** Rounded up to whole blocks. */
  readonly drawCount: number;
  readonly seed: number;
  /** Present value of costs that may be spent, as a decimal text. */
  readonly budget?: string | undefined;
  /** Last day of what has been booked since the start, where the cases are looked back on. */
  readonly realised?: Day | undefined;
}

export interface InvestmentWork {
  readonly pool: ScenarioPool;
  readonly onProgress?: ((step: string, share: number) => void) | undefined;
}

export const DEFAULT_CASE_DRAWS = 20_000;

/** Simulates scenarios over one pipeline on the same random numbers, and sets them against each other. */
export async function runInvestment(
  question: InvestmentQuestion,
  files: readonly ScenarioFile[],
  imported: ImportedPipeline | undefined,
  draws: InvestmentDraws,
  work: InvestmentWork,
): Promise<InvestmentReply> {
  const { model, scenarios, units, currency, minorDigits } = question;
  if (draws.budget !== undefined && scenarios.length > MOST_IN_SUBSETS) {
    throw new AppFailure(
      "usage",
      `Cannot look through the subsets of ${scenarios.length} scenarios: give at most ${MOST_IN_SUBSETS} with --budget`,
    );
  }
  work.onProgress?.("drawing the case without levers", 0);
  const plan = planRun(model, { ...draws, minorDigits });
  const run = { ...plan, base: await work.pool.drawBase(plan) };
  const monthCount = Math.max(...scenarios.map(({ horizonMonths }) => horizonMonths));
  const months = Array.from({ length: monthCount }, (_, month) => {
    const period = model?.months[month];
    return period === undefined
      ? { label: `Month ${month + 1}`, from: null, to: null }
      : { label: period.label, from: isoFromDay(period.from), to: isoFromDay(period.to) };
  });
  const labels = ["Initial", ...months.map(({ label }) => label)];
  const booked = draws.realised === undefined ? undefined : bookedSince(imported, model, draws.realised);
  const outcomes = await work.pool.simulate(
    files.map((file) => ({ run, file, units, labels, booked })),
    (count) => work.onProgress?.("simulating scenarios", count / files.length),
  );
  const reply: Omit<InvestmentReply, "resultDigest"> = {
    schema: "revcast.investment.1",
    asOf: question.view === undefined ? null : isoFromDay(question.view.asOf),
    knownThrough: question.view === undefined ? null : isoFromDay(question.view.knownThrough),
    currency,
    months,
    drawCount: run.strata.drawCount,
    seed: draws.seed,
    engineVersion: ENGINE_VERSION,
    planDigest: model === undefined ? null : planDigest(model.plan),
    isExtrapolation: model !== undefined && monthCount > QUARTER_MONTHS,
    sources: (imported?.sources ?? []).map((source) => ({ ...source })),
    scenarios: outcomes.map(({ report }) => report),
    comparisons: comparisonsOf(outcomes, minorDigits),
    bestSubset:
      draws.budget === undefined
        ? null
        : simulatedTogether(run, scenarios, bestSubset(outcomes, draws.budget, minorDigits)),
    warnings: investmentWarnings(question, imported),
  };
  return { ...reply, resultDigest: investmentDigest(reply) };
}

/** Every pair of scenarios, draw by draw. */
function comparisonsOf(
  outcomes: readonly ScenarioOutcome[],
  minorDigits: number,
): InvestmentReply["comparisons"] {
  return outcomes.flatMap(({ report, netPresentValues }, index) =>
    outcomes.slice(index + 1).map((other) => {
      const difference = netPresentValues.map((npv, draw) => npv - other.netPresentValues[draw]!);
      return {
        scenario: report.name,
        against: other.report.name,
        netPresentValueDifference: moneyDistribution(difference, minorDigits),
        probabilityBetter: difference.filter((npv) => npv > 0).length / difference.length,
      };
    }),
  );
}

/** More scenarios than this make more subsets than can be looked through. */
const MOST_IN_SUBSETS = 20;

/** What the chosen scenarios bring as one, where two or more are chosen and look at one business in one way. */
function simulatedTogether(run: CaseRun, scenarios: readonly Scenario[], subset: BestSubset): BestSubset {
  const chosen = scenarios.filter(({ name }) => subset.chosen.includes(name));
  if (chosen.length < 2) return subset;
  const combined = combinedScenario(chosen);
  if (!combined.ok) return subset;
  const { minorDigits } = run;
  const npv = Math.round(meanOf(simulateScenario(run, combined.value).figures.netPresentValue.draws));
  const sum = minorUnitsFromDecimal(subset.netPresentValue, minorDigits);
  return {
    ...subset,
    together: {
      netPresentValue: decimalFromMinorUnits(npv, minorDigits),
      lessThanSum: decimalFromMinorUnits(sum - npv, minorDigits),
    },
  };
}

/** The scenarios whose mean net present values add up to most without costing more than the budget. */
function bestSubset(
  outcomes: readonly ScenarioOutcome[],
  budgetText: string,
  minorDigits: number,
): BestSubset {
  const budget = minorUnitsFromDecimal(budgetText, minorDigits);
  const candidates = outcomes.map(({ report, presentValueOfCosts, netPresentValues }) => ({
    name: report.name,
    cost: presentValueOfCosts,
    npv: meanOf(netPresentValues),
  }));
  let best = { value: 0, cost: 0, members: 0 };
  for (let members = 1; members < 2 ** candidates.length; members++) {
    let cost = 0;
    let value = 0;
    candidates.forEach((candidate, index) => {
      if (((members >>> index) & 1) === 0) return;
      cost += candidate.cost;
      value += candidate.npv;
    });
    if (cost <= budget && value > best.value) best = { value, cost, members };
  }
  return {
    budget: decimalFromMinorUnits(budget, minorDigits),
    chosen: candidates.filter((_, index) => ((best.members >>> index) & 1) === 1).map(({ name }) => name),
    presentValueOfCosts: decimalFromMinorUnits(best.cost, minorDigits),
    netPresentValue: decimalFromMinorUnits(best.value, minorDigits),
    method:
      "Every subset is looked at; values are added up, so what two scenarios do to the same part of the business counts in full for each",
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
