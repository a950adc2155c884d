import { leverScores, realisedScores, type Coverage } from "./lever-scores.ts";
import type { LeverStudy } from "./lever-study.ts";

/** What the project promises of 90 % intervals on 100 generated companies. */
export const LEVER_GOALS = {
  lever: { low: 0.82, high: 0.97 },
  realisedReturn: { low: 0.8, high: 0.97 },
} as const;

/**
 * Goals that are missed, in words, so that a failing check names them. Every lever is judged by what was booked in two runs of
 * the company; by what was expected (chance to be won times amount, summed over all open opportunities and days) it need
 * only not fall short, for that has less luck in it than an interval has to allow for.
 * @param allowedErrors so many standard errors of the share beyond the goal are allowed
 */
export function missedLeverGoals(study: LeverStudy, allowedErrors = 0): string[] {
  const missed = (
    what: string,
    { share, standardError }: Coverage,
    { low, high }: { readonly low: number; readonly high: number },
  ): string[] =>
    share >= low - allowedErrors * standardError && share <= high + allowedErrors * standardError
      ? []
      : [`${what}: ${share.toFixed(3)} +- ${standardError.toFixed(3)}, goal ${low} to ${high}`];
  const scores = leverScores(study);
  return [
    ...scores.flatMap(({ kind, ofExpected, ofRealised }) =>
      missed(`booked effects of ${kind}`, ofRealised, LEVER_GOALS.lever).concat(
        missed(`expected effects of ${kind}`, ofExpected, { ...LEVER_GOALS.lever, high: 1 }),
      ),
    ),
    ...realisedScores(study).flatMap(({ monthCount, coverage }) =>
      missed(`realised return after ${monthCount} months`, coverage, LEVER_GOALS.realisedReturn),
    ),
  ];
}
