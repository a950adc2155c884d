import { FUTURE_COUNT } from "./lever-design.ts";
import { leverScores } from "./lever-scores.ts";
import type { LeverStudy } from "./lever-study.ts";
import { markdownTable } from "./markdown-table.ts";
import {
  futuresInside,
  luckShare,
  missedUnseenGoals,
  unseenByFutures,
  unseenByInterval,
  type UnseenEffects,
} from "./unseen-effects.ts";

const HEAD = ["strong effects", "0 outside", "0 inside", "expected inside", "allowed inside"];
const cellsOf = ({ strongCount, unseenCount, expectedCount, mostCount }: UnseenEffects): string[] => [
  String(strongCount),
  String(strongCount - unseenCount),
  String(unseenCount),
  expectedCount.toFixed(1),
  String(mostCount),
];

/** How often 0 is outside of the interval where the true effect is strong: a section of the README. */
export function unseenReport(study: LeverStudy): string {
  const missed = missedUnseenGoals(study);
  const followed = new Set(
    study.levers.filter(({ futures }) => futures !== undefined).map(({ company }) => company),
  ).size;
  return `## Zero outside of the interval

The promise in short: 0 is outside of the 90 % interval where the true effect exceeds two of its standard deviations. **Taken at its word no
interval that holds 90 % can keep it.** Write s for the standard deviation that the interval states. 0 is outside when the
5 % end is above it, so about when the estimate exceeds 1.645 s. An honest estimate lies around the truth with a standard deviation of
s itself: at a truth of exactly 2 s it is below 1.645 s in 36 % of the cases (the normal distribution at 1.645 - 2), at 3 s still in 9 %.
Intervals that never held 0 there would begin too high and miss other truths. What honesty does imply is held instead, of every lever alike. The
rules were written down before the numbers that they allow were made; how many effects of these companies were strong had been seen before.

**By the interval's own standard deviation.** The truth is what was booked. If an interval is honest the truth is one more of its draws. So where it
holds 0 the truth exceeds 2 s with a chance that is known: the share of the draws beyond 2 s. The companies are independent, so the number of effects that are strong and
have 0 inside is a sum of independent events of known chances (Poisson-binomial). _Expected_ is its mean; _allowed_ is the least number
that it exceeds with a chance of at most 0.1 %. Over all levers it is the mean and three standard errors, as if the levers of a company
were unseen together. An interval that lies one s too low is found out, of every lever (a test says so); one that is too wide holds too
many truths (above). _By expected effects_ is for information: so many of those beyond 2 s had 0 outside.

${intervalTable(study)}

**By the standard deviation of the effect itself.** The first ${followed} companies were followed through ${FUTURE_COUNT} other futures each: the same recorded days, other luck
after them (\`future\` in the settings of the company), every lever on less off in each. True is the mean over futures, and it is strong when it exceeds two
standard deviations over futures. That is a fact of the company, and the interval must hold the luck of one future and what nobody can know from
the records besides: rates, amounts, and the size that the lever turns out to have. _Part of luck_ is the variance over futures in that of the draws, over all companies of a lever. What is left is
uncertainty of the mean; so to the engine the mean is a draw, drawn together towards the middle of the draws to that variance and that of a
mean of ${FUTURE_COUNT}. The chance that it exceeds the threshold, where the interval holds 0, is added up and held as above. Not exact: luck and mean are taken
as independent, and both are larger where a lever turns out to be larger. _Futures inside_ is the share of all these effects, ${followed * FUTURE_COUNT} a lever, that the intervals
hold; it is known to some three points with 20 companies, for the futures of a company share its interval.

${futuresTable(study)}

${missed.length === 0 ? "Every lever, and all together, are within what is allowed." : `**Missed**: ${missed.join("; ")}.`}`;
}

function intervalTable(study: LeverStudy): string {
  const scores = leverScores(study);
  return markdownTable([
    ["lever", ...HEAD, "by expected effects"],
    ...unseenByInterval(study).map((unseen) => {
      const strong = scores.find(({ kind }) => kind === unseen.of)?.strongExpected;
      return [
        unseen.of,
        ...cellsOf(unseen),
        strong === undefined ? "" : `${strong.zeroOutside} of ${strong.count}`,
      ];
    }),
  ]);
}

function futuresTable(study: LeverStudy): string {
  return markdownTable([
    ["lever", ...HEAD, "part of luck", "futures inside, %"],
    ...unseenByFutures(study).map((unseen) => [
      unseen.of,
      ...cellsOf(unseen),
      ...(unseen.of === "all levers"
        ? ["", ""]
        : [
            luckShare(study.levers, unseen.of).toFixed(2),
            (100 * futuresInside(study.levers, unseen.of)).toFixed(0),
          ]),
    ]),
  ]);
}
