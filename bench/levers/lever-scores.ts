import { isIn, type DrawRange } from "./draw-range.ts";
import { REALISED_MONTHS } from "./lever-design.ts";
import type { LeverCase, LeverStudy, RealisedCase } from "./lever-study.ts";
import { STUDIED_KINDS, type StudiedKind } from "./true-levers.ts";

/** How often 90 % intervals held the truth. */
export interface Coverage {
  readonly share: number;
  /** Of a binomial share; at the nominal 90 %. */
  readonly standardError: number;
  /** Share of cases in which the truth lay above, and below. */
  readonly above: number;
  readonly below: number;
}

/** Cases with a true effect beyond two standard deviations of the draws: in how many of them 0 lies outside. */
export interface StrongCases {
  readonly count: number;
  readonly zeroOutside: number;
}

export interface LeverScores {
  readonly kind: StudiedKind;
  readonly caseCount: number;
  readonly ofExpected: Coverage;
  readonly ofRealised: Coverage;
  /** Of bookings whose decisions are drawn anew on their new days; undefined for levers that leave the days alone. */
  readonly ofRedrawn: Coverage | undefined;
  readonly strongExpected: StrongCases;
  /** Means over the companies; minor units. */
  readonly meanExpected: number;
  readonly meanRealised: number;
  readonly meanEstimate: number;
  readonly meanSd: number;
  /** Root mean square of estimate less truth. */
  readonly errorOfExpected: number;
  readonly errorOfRealised: number;
}

export interface RealisedScores {
  readonly monthCount: number;
  readonly caseCount: number;
  readonly coverage: Coverage;
  readonly meanTruth: number;
  readonly meanEstimate: number;
  readonly meanSd: number;
  /** Sum of the mean counterfactuals over that of what was booked without the investment, less 1. */
  readonly counterfactualBias: number;
}

export function leverScores({ levers }: Pick<LeverStudy, "levers">): LeverScores[] {
  return STUDIED_KINDS.map((kind) => {
    const cases = levers.filter((own) => own.kind === kind);
    const error = (truthOf: (own: LeverCase) => number): number =>
      Math.sqrt(mean(cases, (own) => (own.effect.mean - truthOf(own)) ** 2));
    const expectedOf = ({ expected }: LeverCase): number => expected;
    const realisedOf = ({ realised }: LeverCase): number => realised;
    return {
      kind,
      caseCount: cases.length,
      ofExpected: coverageOf(cases, expectedOf),
      ofRealised: coverageOf(cases, realisedOf),
      ofRedrawn: cases.some(({ redrawn }) => redrawn === undefined)
        ? undefined
        : coverageOf(cases, ({ redrawn }) => redrawn!),
      strongExpected: strongCases(cases, expectedOf),
      meanExpected: mean(cases, expectedOf),
      meanRealised: mean(cases, realisedOf),
      meanEstimate: mean(cases, ({ effect }) => effect.mean),
      meanSd: mean(cases, ({ effect }) => effect.sd),
      errorOfExpected: error(expectedOf),
      errorOfRealised: error(realisedOf),
    };
  });
}

export function realisedScores({ realised }: Pick<LeverStudy, "realised">): RealisedScores[] {
  return REALISED_MONTHS.map((monthCount) => {
    const cases = realised.filter((own) => own.monthCount === monthCount);
    return {
      monthCount,
      caseCount: cases.length,
      coverage: coverageOf(cases, ({ truth }) => truth),
      meanTruth: mean(cases, ({ truth }) => truth),
      meanEstimate: mean(cases, ({ effect }) => effect.mean),
      meanSd: mean(cases, ({ effect }) => effect.sd),
      counterfactualBias:
        mean(cases, ({ counterfactual }) => counterfactual.mean) /
          mean(cases, ({ actualWithout }) => actualWithout) -
        1,
    };
  });
}

const NOMINAL = 0.9;

function coverageOf<T extends LeverCase | RealisedCase>(
  cases: readonly T[],
  truthOf: (own: T) => number,
): Coverage {
  const share = (holds: (range: DrawRange, truth: number) => boolean): number =>
    mean(cases, (own) => (holds(own.effect, truthOf(own)) ? 1 : 0));
  return {
    share: share(isIn),
    standardError: Math.sqrt((NOMINAL * (1 - NOMINAL)) / cases.length),
    above: share(({ high }, truth) => truth > high),
    below: share(({ low }, truth) => truth < low),
  };
}

function strongCases(cases: readonly LeverCase[], truthOf: (own: LeverCase) => number): StrongCases {
  const strong = cases.filter((own) => Math.abs(truthOf(own)) > 2 * own.effect.sd);
  return {
    count: strong.length,
    zeroOutside: strong.filter(({ effect }) => !isIn(effect, 0)).length,
  };
}

function mean<T>(cases: readonly T[], valueOf: (own: T) => number): number {
  return cases.reduce((sum, own) => sum + valueOf(own), 0) / cases.length;
}
