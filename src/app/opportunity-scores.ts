import type { BacktestReply } from "../contracts/backtest.ts";
import type { Outcome } from "../core/base/outcome.ts";
import type { ScoredCutoff } from "../core/backtest/forecast-cutoff.ts";
import { areaUnderCurve } from "../core/scoring/area-under-curve.ts";
import { brierDecomposition } from "../core/scoring/brier-decomposition.ts";
import { calibrationSlope } from "../core/scoring/calibration-slope.ts";
import { brierScore, logLoss } from "../core/scoring/probability-scores.ts";
import { expectedCalibrationError, reliabilityCurve } from "../core/scoring/reliability-curve.ts";

type OpportunityScores = NonNullable<BacktestReply["opportunityScores"]>;

/** Scores of the win probabilities of open opportunities, over all cut-offs; null when none was ever open. */
export function opportunityScoresOf(scored: readonly ScoredCutoff[]): BacktestReply["opportunityScores"] {
  const count = scored.reduce((sum, { opportunities }) => sum + opportunities.outcomes.length, 0);
  if (count === 0) return null;
  const calibrated = new Float64Array(count);
  const uncalibrated = new Float64Array(count);
  const outcomes = new Float64Array(count);
  let row = 0;
  for (const { opportunities } of scored) {
    calibrated.set(opportunities.calibrated, row);
    uncalibrated.set(opportunities.uncalibrated, row);
    outcomes.set(opportunities.outcomes, row);
    row += opportunities.outcomes.length;
  }
  return {
    ...probabilityScores(calibrated, outcomes),
    count,
    baseRate: outcomes.reduce((sum, won) => sum + won, 0) / count,
    uncalibrated: probabilityScores(uncalibrated, outcomes),
  };
}

function probabilityScores(
  probabilities: Float64Array,
  outcomes: Float64Array,
): OpportunityScores["uncalibrated"] {
  const { reliability, resolution, uncertainty } = brierDecomposition(probabilities, outcomes);
  const curve = reliabilityCurve(probabilities, outcomes);
  return {
    brier: sixDigits(brierScore(probabilities, outcomes)),
    reliability: sixDigits(reliability),
    resolution: sixDigits(resolution),
    uncertainty: sixDigits(uncertainty),
    logLoss: sixDigits(logLoss(probabilities, outcomes)),
    auc: valueOrNull(areaUnderCurve(probabilities, outcomes)),
    calibrationSlope: valueOrNull(calibrationSlope(probabilities, outcomes)),
    expectedCalibrationError: sixDigits(expectedCalibrationError(probabilities, outcomes)),
    curve: curve.map((point) => ({
      count: point.count,
      meanProbability: sixDigits(point.meanProbability),
      share: sixDigits(point.share),
      low: sixDigits(point.low),
      high: sixDigits(point.high),
    })),
  };
}

function valueOrNull(outcome: Outcome<number>): number | null {
  return outcome.ok ? sixDigits(outcome.value) : null;
}

function sixDigits(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
