import { drawLayoutOf, type Draws } from "../../../src/core/simulation/draws.ts";
import { cutStudentT } from "../../../src/core/maths/cut-student-t.ts";
import { FACTOR_CUT, type SimulationPlan } from "../../../src/core/simulation/plan.ts";
import type { NaiveDraw, NaiveModel } from "../../peers/naive-objects.ts";

/** The plan as an application would hold it; one dimension. */
export function naiveModelOf(plan: SimulationPlan): NaiveModel {
  const periods = plan.periods.map(({ label }) => label);
  const segmentOf = (leaf: number): string => plan.dimensions[0]!.groups[plan.leaves[leaf]!.groups[0]!]!;
  return {
    periods,
    segments: plan.dimensions[0]!.groups,
    opportunities: plan.opportunityIds.map((_, index) => ({
      segment: segmentOf(plan.opportunityLeaves[index]!),
      amount: plan.amounts[index]! * plan.openScale,
      amountSpread: plan.spreadSigmas[plan.spreadClasses[index]!]!,
      chances: periods.map((period, k) => ({
        period,
        probability: plan.winProbabilities[index * periods.length + k]!,
      })),
    })),
    newBusiness: plan.newBusiness.map(({ leaf, amounts, expectedWins }) => ({
      segment: segmentOf(leaf),
      amounts: [...amounts],
      expectedWins: periods.map((period, k) => ({ period, count: expectedWins[k]! })),
    })),
    factorSigma: plan.factorSigma,
    factorDegreesOfFreedom: plan.factorDegreesOfFreedom,
    factorScale: cutStudentT(plan.factorDegreesOfFreedom, FACTOR_CUT).limit / FACTOR_CUT,
  };
}

/** The draws of the application as rows, to be checked. */
export function drawsOfNaive(plan: SimulationPlan, naive: readonly NaiveDraw[]): Draws {
  const { rowCount } = drawLayoutOf(plan);
  const drawCount = naive.length;
  const cells = new Float64Array(rowCount * drawCount);
  naive.forEach((draw, index) => {
    const rows = [
      draw.open,
      draw.new,
      draw.total,
      ...plan.periods.map(({ label }) => draw.periods[label]!),
      ...plan.dimensions[0]!.groups.map((group) => draw.segments[group]!),
    ];
    rows.forEach((amount, row) => (cells[row * drawCount + index] = amount));
  });
  return { drawCount, rowCount, cells };
}
