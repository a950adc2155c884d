import { COMPANY_COUNT, DRAW_COUNT, HORIZON_MONTHS, INVESTMENT, STUDIED_LEVERS } from "./lever-design.ts";
import { LEVER_GOALS, missedLeverGoals } from "./lever-goals.ts";
import {
  leverScores,
  realisedScores,
  type Coverage,
  type LeverScores,
  type RealisedScores,
} from "./lever-scores.ts";
import type { LeverStudy } from "./lever-study.ts";
import { markdownTable } from "./markdown-table.ts";
import type { StudiedKind } from "./true-levers.ts";
import { unseenReport } from "./unseen-report.ts";

const THOUSAND_UNITS = 100_000;
const percent = (share: number): string => (100 * share).toFixed(0);
const thousands = (minorUnits: number): string => (minorUnits / THOUSAND_UNITS).toFixed(0);
const coverageText = ({ share, above, below }: Coverage): string =>
  `${percent(share)} (${percent(above)} above, ${percent(below)} below)`;

/** The README of this folder. */
export function leverReport(study: LeverStudy): string {
  const levers = leverScores(study);
  const realised = realisedScores(study);
  const companyCount = levers[0]!.caseCount;
  const missed = missedLeverGoals(study);
  const error = percent(levers[0]!.ofRealised.standardError);
  return `# Levers and realised return on generated companies

Made by \`npm run bench -- levers\`; do not edit. What a scenario says of a lever before it begins is held against what the lever then
does: the generated company (\`src/core/company\`) is run again with the lever on, on the same random numbers. It takes up to twenty
minutes of processor time beside other work; \`bench/results/levers.json\` has the figures of every company.

- **Companies.** ${companyCount === COMPANY_COUNT ? companyCount : `The first ${companyCount} of ${COMPANY_COUNT}`} on fixed seeds, of 600 to 1,500 opportunities in two and a quarter to three years; none is left out. The as-of days are the
  ends of four quarters, the horizon is ${HORIZON_MONTHS} months, the lever begins in month 1.
- **Sizes.** A scenario states a triangular distribution, and the true size of each company is drawn from it.
- **The engine** is that of \`revcast roi\`: \`caseModelOf\`, \`startRun\` and \`simulateScenario\` over the recorded history, ${DRAW_COUNT.toLocaleString("en")} draws. The interval is that
  of the paired difference of bookings over the horizon, 5th to 95th percentile. No parameter is told to it and nothing is tuned.
- **Two truths.** _Expected_: chance to be won times amount, summed over all open opportunities and days, with the lever less without. _Booked_:
  the same of bookings, net of wins taken back, so with luck on top. **The criterion is the booked effect, of every lever alike**, and it was fixed before
  the figures of these companies were made: they are new, and were run once. By what was expected a lever need only not fall
  short, for there is less luck in it than an interval has to allow for. Expected bookings are before wins are taken back.
- **What two runs have in common.** Two futures of one company can be set side by side in more than one way, and no data say which is
  right: nobody sees both. Here every random number is a function of what it is for, and a lever changes what it acts on and leaves the
  rest: an added opportunity adds to the others, a raised win rate or conversion takes from losses alone, and of levers on times (\`pace\`) each visit to a
  stage keeps its way out, but for as much as the chance of that way changes over all days to come, and its place among all that
  go that way. _Drawn anew_ (\`cycle\`) is the other end: whoever decides on another day has the luck of that day.

## Levers

Goal: ${percent(LEVER_GOALS.lever.low)} to ${percent(LEVER_GOALS.lever.high)} % of the true effects inside the 90 % interval. The standard error of a share is ${error} points. ${missed.length === 0 ? "Every lever reaches it." : `**Missed**: ${missed.join("; ")}.`}

${leverTable(levers)}

Effects in thousands, means over the companies; the error is the root mean square of estimate less truth.

${effectTable(levers)}

${unseenReport(study)}

## Realised return

An investment in ${INVESTMENT.map(({ kind }) => kind).join(" and ")}: the company is recorded with it from month 1 on, and \`realisedReturn\` sets its bookings
against the forecast of the as-of day. Goal: ${percent(LEVER_GOALS.realisedReturn.low)} to ${percent(LEVER_GOALS.realisedReturn.high)} % of the true effects (booked with it less booked without) inside.

${realisedTable(realised)}

## What can be read from this

- Shares of one lever and another come from the same companies, so they err together.
- The interval of the realised return is as wide as a forecast of so many months: for companies of this size it seldom tells an
  effect of a tenth of the bookings from none. The interval before the fact is narrower, for luck common to both runs cancels.
- Levers on times win some opportunities and lose others: over 8 futures of 17 companies cycle_time won 11.1 and lost 2.4 of
  107 wins a year, slippage 5.4 and 1.1, for who is decided on another day has the odds of that day. Over 20 futures of 48 companies (seeds from 700,000 on) draws that only add held 79 % of the
  booked effects of both; estimates were not off (242 and 105 thousand, 251 and 121 true), nor their spread on average, but the lower end lay too
  high and levers that add wins shared too much luck with wins that were there. With wins at stake (\`moved-decisions.ts\`) and added wins that
  come by themselves (\`levered-wins.ts\`) it was 88 % of cycle_time and 87 % of slippage there. The rest is that amounts of new wins
  are those of half a year: their mean square is wrong by a factor of 2.3 either way, that of all wins by 1.5.
- Before classes of amounts (\`amount-classes.ts\`) values of levers on times were a fifth or more too low, for large opportunities are slower and
  gain more. Before visits kept their ways out (they kept a place on the ways of the day, so that on another day it was another way)
  stage_conversion, cycle_time and slippage held 81, 65 and 68 % of what was booked.
- Estimates of the other levers are as far above the expected effects as the forecast without them is above what was booked; relative to
  that they are within a tenth of them.
`;
}

function leverTable(levers: readonly LeverScores[]): string {
  return markdownTable([
    ["lever", "stated size", "expected effects inside, %", "booked effects inside, %", "drawn anew, %"],
    ...levers.map((scores) => [
      scores.kind,
      sizeText(scores.kind),
      coverageText(scores.ofExpected),
      coverageText(scores.ofRealised),
      scores.ofRedrawn === undefined ? "" : coverageText(scores.ofRedrawn),
    ]),
  ]);
}

function sizeText(kind: StudiedKind): string {
  const { size, scope } = STUDIED_LEVERS.find((lever) => lever.kind === kind)!;
  const points =
    typeof size === "number" || size.distribution !== "triangular" ? [] : [size.low, size.likely, size.high];
  return [points.join(" / "), ...(scope.stages ?? [])].join(", ");
}

function effectTable(levers: readonly LeverScores[]): string {
  return markdownTable([
    ["lever", "expected", "booked", "estimate", "sd of draws", "error, expected", "error, booked"],
    ...levers.map((scores) => [
      scores.kind,
      ...[
        scores.meanExpected,
        scores.meanRealised,
        scores.meanEstimate,
        scores.meanSd,
        scores.errorOfExpected,
        scores.errorOfRealised,
      ].map(thousands),
    ]),
  ]);
}

function realisedTable(realised: readonly RealisedScores[]): string {
  return markdownTable([
    ["months", "inside, %", "true effect", "estimate", "sd of draws", "forecast without it, % off"],
    ...realised.map((scores) => [
      String(scores.monthCount),
      coverageText(scores.coverage),
      thousands(scores.meanTruth),
      thousands(scores.meanEstimate),
      thousands(scores.meanSd),
      `${scores.counterfactualBias > 0 ? "+" : ""}${(100 * scores.counterfactualBias).toFixed(1)}`,
    ]),
  ]);
}
