import { isIn, shareBeyond } from "./draw-range.ts";
import { FUTURE_COUNT, STRONG_SDS } from "./lever-design.ts";
import type { LeverCase, LeverStudy } from "./lever-study.ts";
import { countExceededWith } from "./poisson-binomial.ts";
import { STUDIED_KINDS, type StudiedKind } from "./true-levers.ts";

/** An honest interval has more unseen effects than are allowed of a lever with this chance at most. */
const TAIL = 0.001;
/** Of all levers together, whose effects on one company are met by the same luck, so many standard errors are allowed. */
const ALLOWED_ERRORS = 3;

/** Strong effects whose interval holds 0 all the same, beside as many as an honest interval has. */
export interface UnseenEffects {
  readonly of: StudiedKind | "all levers";
  readonly caseCount: number;
  readonly strongCount: number;
  /** Strong effects with 0 inside the interval. */
  readonly unseenCount: number;
  /** Expected of an honest interval, by its own draws. */
  readonly expectedCount: number;
  /** Most that are allowed. */
  readonly mostCount: number;
}

interface JudgedCase {
  readonly company: number;
  readonly kind: StudiedKind;
  readonly isStrong: boolean;
  readonly holdsZero: boolean;
  /** Chance that the effect is strong, as the engine has it. */
  readonly strongChance: number;
}

/**
 * By the standard deviation of the interval's draws: what was booked is strong when it exceeds two of them. If the interval is
 * honest, what is booked is one more draw, so the share of draws beyond two standard deviations is the chance of that.
 */
export function unseenByInterval({ levers }: Pick<LeverStudy, "levers">): UnseenEffects[] {
  return unseenEffects(
    levers.map(({ company, kind, realised, effect, strongChance }) => ({
      company,
      kind,
      isStrong: Math.abs(realised) > STRONG_SDS * effect.sd,
      holdsZero: isIn(effect, 0),
      strongChance,
    })),
  );
}

/** A case whose lever was also followed through other futures of its company. */
type FollowedCase = LeverCase & { readonly futures: NonNullable<LeverCase["futures"]> };
const isFollowed = (own: LeverCase): own is FollowedCase => own.futures !== undefined;

/**
 * By the effect itself: the mean over futures of the company is strong when it exceeds two standard deviations over them. The
 * variance of the draws is that of luck, which is the part that the futures have, and that of what the engine does not know of the mean. So
 * the mean is to the engine one of its draws, drawn together towards their middle by as much as luck has a part in them; beside
 * it stands the error of a mean of so many futures.
 */
export function unseenByFutures({ levers }: Pick<LeverStudy, "levers">): UnseenEffects[] {
  const followed = levers.filter(isFollowed);
  const shares = new Map(STUDIED_KINDS.map((kind) => [kind, luckShare(followed, kind)]));
  return unseenEffects(
    followed.map(({ company, kind, effect, draws, futures }) => {
      const threshold = STRONG_SDS * futures.sd;
      const luck = shares.get(kind)!;
      const narrowing = Math.sqrt(Math.max(0, 1 - luck) + luck / FUTURE_COUNT);
      return {
        company,
        kind,
        isStrong: Math.abs(futures.mean) > threshold,
        holdsZero: isIn(effect, 0),
        strongChance: shareBeyond(
          draws.map((draw) => effect.mean + narrowing * (draw - effect.mean)),
          threshold,
        ),
      };
    }),
  );
}

/** Part of luck in the variance of the draws: over all companies of a lever, for that of one is known to a third. */
export function luckShare(cases: readonly LeverCase[], kind: StudiedKind): number {
  const own = cases.filter(isFollowed).filter((one) => one.kind === kind);
  const sum = (valueOf: (one: FollowedCase) => number): number =>
    own.reduce((total, one) => total + valueOf(one), 0);
  return sum(({ futures }) => futures.sd ** 2) / sum(({ effect }) => effect.sd ** 2);
}

/** Share of all futures of a lever whose effect lies in the interval of its company. */
export function futuresInside(cases: readonly LeverCase[], kind: StudiedKind): number {
  const own = cases.filter(isFollowed).filter((one) => one.kind === kind);
  const inside = own.map(
    ({ futures, effect }) =>
      futures.effects.filter((future) => isIn(effect, future)).length / futures.effects.length,
  );
  return sumOf(inside) / inside.length;
}

/** What is unseen beyond what is allowed, in words. */
export function missedUnseenGoals(study: Pick<LeverStudy, "levers">): string[] {
  const missed = (by: string, unseen: readonly UnseenEffects[]): string[] =>
    unseen
      .filter(({ unseenCount, mostCount }) => unseenCount > mostCount)
      .map(
        ({ of, unseenCount, expectedCount, mostCount }) =>
          `strong effects of ${of} unseen, by ${by}: ${unseenCount}, expected ${expectedCount.toFixed(1)}, allowed ${mostCount}`,
      );
  return [
    ...missed("the interval's standard deviation", unseenByInterval(study)),
    ...missed("the standard deviation over futures", unseenByFutures(study)),
  ];
}

function unseenEffects(cases: readonly JudgedCase[]): UnseenEffects[] {
  const chancesOf = (own: readonly JudgedCase[]): number[] =>
    own.filter(({ holdsZero }) => holdsZero).map(({ strongChance }) => strongChance);
  const counted = (
    of: UnseenEffects["of"],
    own: readonly JudgedCase[],
    mostCount: number,
  ): UnseenEffects => ({
    of,
    caseCount: own.length,
    strongCount: own.filter(({ isStrong }) => isStrong).length,
    unseenCount: own.filter(({ isStrong, holdsZero }) => isStrong && holdsZero).length,
    expectedCount: sumOf(chancesOf(own)),
    mostCount,
  });
  const rows = STUDIED_KINDS.map((kind) => {
    const own = cases.filter((one) => one.kind === kind);
    return counted(kind, own, countExceededWith(chancesOf(own), TAIL));
  });
  // Levers of one company may be unseen all at once; companies are apart.
  const errors = [...new Set(cases.map(({ company }) => company))].map((company) =>
    sumOf(
      chancesOf(cases.filter((one) => one.company === company)).map((chance) =>
        Math.sqrt(chance * (1 - chance)),
      ),
    ),
  );
  const error = Math.sqrt(sumOf(errors.map((own) => own ** 2)));
  const most = Math.floor(sumOf(chancesOf(cases)) + ALLOWED_ERRORS * error);
  return [...rows, counted("all levers", cases, most)];
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
