import { leverScores, realisedScores, type Coverage, type LeverScores } from "./lever-scores.ts";
import type { LeverStudy } from "./lever-study.ts";
import type { StudiedKind } from "./true-levers.ts";

/** What the project promises of 90 % intervals on 100 generated companies. */
export const LEVER_GOALS = {
  lever: { low: 0.82, high: 0.97 },
  realisedReturn: { low: 0.8, high: 0.97 },
} as const;

/**
 * Levers that move when things happen. Two runs of a company then differ by more than the lever: a decision on another day has
 * the odds of that day, and a part of all decisions falls out the other way, as often for the better as for the worse. So
 * their truth is what was to be expected of each day, summed up; of all other levers, who are won or not in both runs
 * alike, it is what was booked.
 */
export const MOVES_TIMES: ReadonlySet<StudiedKind> = new Set(["cycle_time", "slippage"]);

/** The coverage that a lever is judged by. */
export function judgedCoverage({ kind, ofExpected, ofRealised }: LeverScores): Coverage {
  return MOVES_TIMES.has(kind) ? ofExpected : ofRealised;
}

/**
 * Goals that are missed, in words, so that a failing check names them.
 * @param allowedErrors so many standard errors of the share beyond the goal are allowed
 */
export function missedLeverGoals(study: LeverStudy, allowedErrors = 0): string[] {
  const missed = (
    what: string,
    { share, standardError }: Coverage,
    { low, high }: { readonly low: number; readonly high: number },
  ): string[] => {
    const allowed = allowedErrors * standardError;
    return share >= low - allowed && share <= high + allowed
      ? []
      : [`${what}: ${share.toFixed(3)} +- ${standardError.toFixed(3)}, goal ${low} to ${high}`];
  };
  return [
    ...leverScores(study).flatMap((scores) =>
      missed(`90 % intervals of ${scores.kind}`, judgedCoverage(scores), LEVER_GOALS.lever),
    ),
    ...realisedScores(study).flatMap(({ monthCount, coverage }) =>
      missed(`90 % intervals after ${monthCount} months`, coverage, LEVER_GOALS.realisedReturn),
    ),
  ];
}
