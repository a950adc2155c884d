import { leverScores, realisedScores, type Coverage } from "./lever-scores.ts";
import type { LeverStudy } from "./lever-study.ts";
import type { StudiedKind } from "./true-levers.ts";

/** What the project promises of 90 % intervals on 100 generated companies. */
export const LEVER_GOALS = {
  lever: { low: 0.82, high: 0.97 },
  realisedReturn: { low: 0.8, high: 0.97 },
} as const;

/**
 * The truth that levers are judged by is what they change in expected bookings: chance to be won times amount, summed over all
 * open opportunities and days of two runs of the company. What was booked differs by luck on top. Of most levers that luck
 * is common to both runs but for the wins that the lever adds, so bookings are held to the same goal, with an allowance for
 * sampling. Levers on times bring decisions to days with odds of their own, and a part of them falls out the other way,
 * as often for the better as for the worse: nothing could forecast that, and it is told, not judged.
 */
export const MOVES_TIMES: ReadonlySet<StudiedKind> = new Set(["cycle_time", "slippage"]);
/** Standard errors that the coverage of booked effects may lie beyond the goal. */
const ERRORS_OF_BOOKED = 2;

/**
 * Goals that are missed, in words, so that a failing check names them.
 * @param allowedErrors so many standard errors of the share beyond the goal are allowed
 */
export function missedLeverGoals(study: LeverStudy, allowedErrors = 0): string[] {
  const missed = (
    what: string,
    { share, standardError }: Coverage,
    { low, high }: { readonly low: number; readonly high: number },
    errors: number,
  ): string[] =>
    share >= low - errors * standardError && share <= high + errors * standardError
      ? []
      : [`${what}: ${share.toFixed(3)} +- ${standardError.toFixed(3)}, goal ${low} to ${high}`];
  const errorsOfBooked = Math.max(allowedErrors, ERRORS_OF_BOOKED);
  const scores = leverScores(study);
  return [
    ...scores.flatMap(({ kind, ofExpected }) =>
      missed(`expected effects of ${kind}`, ofExpected, LEVER_GOALS.lever, allowedErrors),
    ),
    ...scores
      .filter(({ kind }) => !MOVES_TIMES.has(kind))
      .flatMap(({ kind, ofRealised }) =>
        missed(`booked effects of ${kind}`, ofRealised, LEVER_GOALS.lever, errorsOfBooked),
      ),
    ...realisedScores(study).flatMap(({ monthCount, coverage }) =>
      missed(
        `realised return after ${monthCount} months`,
        coverage,
        LEVER_GOALS.realisedReturn,
        allowedErrors,
      ),
    ),
  ];
}
