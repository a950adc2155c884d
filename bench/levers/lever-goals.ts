import { leverScores, realisedScores, type Coverage } from "./lever-scores.ts";
import type { LeverStudy } from "./lever-study.ts";
import type { StudiedKind } from "./true-levers.ts";

/** What the project promises of 90 % intervals on 100 generated companies. */
export const LEVER_GOALS = {
  lever: { low: 0.82, high: 0.97 },
  realisedReturn: { low: 0.8, high: 0.97 },
} as const;

/**
 * Levers are judged by what was booked in two runs of the company; by what was expected (chance to be won times amount, summed
 * over all open opportunities and days) they need only not fall short, for that has less luck in it than an interval has to
 * allow for. Levers on times bring decisions to days with odds of their own: some are lost for that, which the draws of a
 * difference leave out. They are judged by what was expected; what was booked with them is told.
 */
export const MOVES_TIMES: ReadonlySet<StudiedKind> = new Set(["cycle_time", "slippage"]);

/**
 * Goals that are missed, in words, so that a failing check names them.
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
      MOVES_TIMES.has(kind)
        ? missed(`expected effects of ${kind}`, ofExpected, LEVER_GOALS.lever)
        : missed(`booked effects of ${kind}`, ofRealised, LEVER_GOALS.lever).concat(
            missed(`expected effects of ${kind}`, ofExpected, { ...LEVER_GOALS.lever, high: 1 }),
          ),
    ),
    ...realisedScores(study).flatMap(({ monthCount, coverage }) =>
      missed(`realised return after ${monthCount} months`, coverage, LEVER_GOALS.realisedReturn),
    ),
  ];
}
