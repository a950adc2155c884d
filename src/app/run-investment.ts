import type { InvestmentReply } from "../contracts/investment.ts";
import { isoFromDay } from "../core/base/day.ts";
import { decimalFromMinorUnits, minorUnitsFromDecimal } from "../core/base/money.ts";
import { QUARTER_MONTHS } from "../core/scenario/case-model.ts";
import { simulateScenario, startRun, type ScenarioResult } from "../core/scenario/simulate-scenario.ts";
import { ENGINE_VERSION } from "../core/simulation/plan.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { investmentDigest, planDigest } from "./digests.ts";
import type { InvestmentQuestion, ScenarioFile } from "./investment-question.ts";
import { investmentWarnings } from "./investment-warnings.ts";
import { moneyDistribution } from "./present-distribution.ts";
import { presentScenario } from "./present-scenario.ts";

export interface InvestmentDraws {
  /** Rounded up to whole blocks. */
  readonly drawCount: number;
  readonly seed: number;
  /** Present value of costs that may be spent, as a decimal text. */
  readonly budget?: string | undefined;
}

export interface InvestmentWork {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((step: string, share: number) => void) | undefined;
}

export const DEFAULT_CASE_DRAWS = 20_000;

/** Simulates scenarios over one pipeline on the same random numbers, and sets them against each other. */
export function runInvestment(
  question: InvestmentQuestion,
  files: readonly ScenarioFile[],
  imported: ImportedPipeline | undefined,
  draws: InvestmentDraws,
  work: InvestmentWork = {},
): InvestmentReply {
  const { model, scenarios, currency, minorDigits } = question;
  work.onProgress?.("drawing the case without levers", 0);
  const run = startRun(model, { ...draws, minorDigits });
  const results = scenarios.map((scenario, index) => {
    work.onProgress?.(`simulating ${scenario.name}`, (index + 1) / (scenarios.length + 1));
    return simulateScenario(run, scenario);
  });
  const monthCount = Math.max(...scenarios.map(({ horizonMonths }) => horizonMonths));
  const months = Array.from({ length: monthCount }, (_, month) => {
    const period = model?.months[month];
    return period === undefined
      ? { label: `Month ${month + 1}`, from: null, to: null }
      : { label: period.label, from: isoFromDay(period.from), to: isoFromDay(period.to) };
  });
  const labels = ["Initial", ...months.map(({ label }) => label)];
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
    scenarios: results.map((result, index) => ({
      ...presentScenario(result, { file: files[index]!, minorDigits, labels }),
      realised: null,
    })),
    comparisons: comparisonsOf(results, minorDigits),
    bestSubset: draws.budget === undefined ? null : bestSubset(results, draws.budget, minorDigits),
    warnings: investmentWarnings(question, imported),
  };
  return { ...reply, resultDigest: investmentDigest(reply) };
}

/** Every pair of scenarios, draw by draw. */
function comparisonsOf(
  results: readonly ScenarioResult[],
  minorDigits: number,
): InvestmentReply["comparisons"] {
  return results.flatMap((result, index) =>
    results.slice(index + 1).map((other) => {
      const [own, others] = [result, other].map(({ figures }) => figures.netPresentValue.draws);
      const difference = own!.map((npv, draw) => npv - others![draw]!);
      return {
        scenario: result.scenario.name,
        against: other.scenario.name,
        netPresentValueDifference: moneyDistribution(difference, minorDigits),
        probabilityBetter: difference.filter((npv) => npv > 0).length / difference.length,
      };
    }),
  );
}

/** More scenarios than this make more subsets than can be looked through. */
const MOST_IN_SUBSETS = 20;

/** The scenarios whose mean net present values add up to most without costing more than the budget. */
function bestSubset(
  results: readonly ScenarioResult[],
  budgetText: string,
  minorDigits: number,
): InvestmentReply["bestSubset"] {
  const budget = minorUnitsFromDecimal(budgetText, minorDigits);
  const candidates = results.slice(0, MOST_IN_SUBSETS).map(({ scenario, figures }) => ({
    name: scenario.name,
    cost: figures.presentValueOfCosts.draws[0]!,
    npv: meanOf(figures.netPresentValue.draws),
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
