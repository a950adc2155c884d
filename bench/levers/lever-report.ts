import { DRAW_COUNT, HORIZON_MONTHS, INVESTMENT, STUDIED_LEVERS } from "./lever-design.ts";
import { LEVER_GOALS, missedLeverGoals, MOVES_TIMES } from "./lever-goals.ts";
import {
  leverScores,
  realisedScores,
  type Coverage,
  type LeverScores,
  type RealisedScores,
  type StrongCases,
} from "./lever-scores.ts";
import type { LeverStudy } from "./lever-study.ts";
import type { StudiedKind } from "./true-levers.ts";

const THOUSAND_UNITS = 100_000;
const percent = (share: number): string => (100 * share).toFixed(0);
const thousands = (minorUnits: number): string => (minorUnits / THOUSAND_UNITS).toFixed(0);
const coverageText = ({ share, above, below }: Coverage): string =>
  `${percent(share)} (${percent(above)} above, ${percent(below)} below)`;
const strongText = ({ count, zeroOutside }: StrongCases): string => `${zeroOutside} of ${count}`;

function table(rows: readonly (readonly string[])[]): string {
  const [head, ...body] = rows;
  return [head!, head!.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The README of this folder. */
export function leverReport(study: LeverStudy): string {
  const levers = leverScores(study);
  const realised = realisedScores(study);
  const companyCount = levers[0]!.caseCount;
  const missed = missedLeverGoals(study);
  const error = percent(levers[0]!.ofRealised.standardError);
  return `# Levers and realised return on generated companies

Made by \`npm run bench -- levers\`; do not edit. What a scenario says of a lever before it begins is held against what the lever then
does: the generated company (\`src/core/company\`) is run again with the lever on, on the same random numbers.

- **Companies.** ${companyCount} on fixed seeds, of 600 to 1,500 opportunities in two and a quarter to three years; none is left out. The as-of days are the
  ends of four quarters, the horizon is ${HORIZON_MONTHS} months, the lever begins in month 1.
- **Sizes.** A scenario states a triangular distribution, and the true size of each company is drawn from it.
- **The engine** is that of \`revcast roi\`: \`caseModelOf\`, \`startRun\` and \`simulateScenario\` over the recorded history, ${DRAW_COUNT.toLocaleString("en")} draws. The interval is that
  of the paired difference of bookings over the horizon, 5th to 95th percentile. No parameter is told to it and nothing is tuned.
- **Two truths.** _Expected_: chance to be won times amount, summed over all open opportunities and days, with the lever less without. _Booked_:
  the same of bookings, net of wins taken back, so with luck on top. All levers are judged by what was expected; by what was booked too,
  with two standard errors allowed, but for levers on times (${[...MOVES_TIMES].join(", ")}): these bring decisions to days with odds of their own,
  so some fall out the other way in the second run, which is no effect of the lever and which nothing could forecast. That they are
  judged so was settled after a first look at both; the figures of both stand below. Expected bookings are before wins are taken back.

## Levers

Goal: ${percent(LEVER_GOALS.lever.low)} to ${percent(LEVER_GOALS.lever.high)} % of the true effects inside the 90 % interval. The standard error of a share is ${error} points. ${missed.length === 0 ? "Every lever reaches it as it is judged." : `Missed: ${missed.join("; ")}.`}
${outsideText(levers)}

${leverTable(levers)}

Effects in thousands, means over the companies; the error is the root mean square of estimate less truth.

${effectTable(levers)}

Where a true effect is larger than two standard deviations of the draws, 0 should be outside the interval. ${unseenText(levers)}

${strongTable(levers)}

## Realised return

An investment in ${INVESTMENT.map(({ kind }) => kind).join(" and ")}: the company is recorded with it from month 1 on, and \`realisedReturn\` sets its bookings
against the forecast of the as-of day. Goal: ${percent(LEVER_GOALS.realisedReturn.low)} to ${percent(LEVER_GOALS.realisedReturn.high)} % of the true effects (booked with it less booked without) inside.

${realisedTable(realised)}

## What can be read from this

- Shares of one lever and another come from the same companies, so they err together.
- The interval of the realised return is as wide as a forecast of so many months: for companies of this size it seldom tells an
  effect of a tenth of the bookings from none. The interval before the fact is narrower, for luck common to both runs cancels.
- The flow through the stages is one for all opportunities (\`pipeline-flow.ts\`), so a lever on times moves every amount alike. In the
  generated company large opportunities are slower and gain more. Over 40 companies, by size: cycle_time brought 8.5 % more wins and
  10.9 % more bookings than expected without it, the engine says 8.4 %; slippage 3.4 % and 4.7 %, the engine says 3.4 %. So numbers are right,
  values a fifth or more too low, and the interval of a small lever on slippage holds 0 in cases where it should not.
- Estimates of the other levers are as far above the expected effects as the forecast without them is above what was booked; relative to
  that they are within a tenth of them.
- A lever on conversion multiplies wins straight from its stage too (\`lever-rates.ts\`); in the company it multiplies moves forward alone.
- Wins taken back are no sale that a lever could bring or lose (\`levered-plan.ts\`), and one in twenty is: effects on wins are that much
  too high, net of them.
`;
}

function outsideText(levers: readonly LeverScores[]): string {
  const { low, high } = LEVER_GOALS.lever;
  const outside = levers.filter(({ ofRealised }) => ofRealised.share < low || ofRealised.share > high);
  if (outside.length === 0) return "By what was booked all reach it too, without any allowance.";
  const names = outside.map(({ kind, ofRealised }) => `${kind} (${percent(ofRealised.share)} %)`);
  return `By what was booked, without any allowance, it is **missed** by ${names.join(", ")}.`;
}

function unseenText(levers: readonly LeverScores[]): string {
  const unseen = levers.filter(({ strongExpected }) => strongExpected.zeroOutside < strongExpected.count);
  return unseen.length === 0
    ? "It is, of every lever."
    : `This is **missed** by ${unseen.map(({ kind }) => kind).join(", ")}.`;
}

function leverTable(levers: readonly LeverScores[]): string {
  return table([
    ["lever", "stated size", "expected effects inside, %", "booked effects inside, %"],
    ...levers.map((scores) => [
      scores.kind,
      sizeText(scores.kind),
      coverageText(scores.ofExpected),
      coverageText(scores.ofRealised),
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
  return table([
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

function strongTable(levers: readonly LeverScores[]): string {
  return table([
    ["lever", "0 outside, expected effects", "0 outside, booked effects"],
    ...levers.map(({ kind, strongRealised, strongExpected }) => [
      kind,
      strongText(strongExpected),
      strongText(strongRealised),
    ]),
  ]);
}

function realisedTable(realised: readonly RealisedScores[]): string {
  return table([
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
