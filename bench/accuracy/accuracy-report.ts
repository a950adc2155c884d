import type { Method } from "../../src/contracts/backtest.ts";
import {
  figure,
  geometricMean,
  meanCoverage,
  type ColumnResult,
} from "../../test/acceptance/accuracy-columns.ts";
import { PROTOTYPE, type PrototypeColumn } from "./prototype.ts";

export interface AccuracyRun {
  readonly seed: number;
  readonly results: readonly ColumnResult[];
}

export interface AccuracyFindings {
  /** All methods in the first run, the model and the naive forecasts in the others. */
  readonly runs: readonly [AccuracyRun, ...AccuracyRun[]];
  /** By column. */
  readonly noiseFloors: readonly number[];
}

const percent = (share: number, digits = 1): string => (100 * share).toFixed(digits);
const signed = (value: number): string => `${value >= 0 ? "+" : ""}${value.toFixed(1)}`;

/** The README of this folder: figures beside the prototype's, and what they are worth. */
export function accuracyReport({ runs, noiseFloors }: AccuracyFindings): string {
  const { results } = runs[0];
  const names = results.map(({ column }) => column.name);
  const table = (rows: readonly (readonly string[])[]): string =>
    [["", ...names], names.map(() => "---").concat("---"), ...rows]
      .map((cells) => `| ${cells.join(" | ")} |`)
      .join("\n");
  const row = (title: string, cell: (result: ColumnResult, index: number) => string): string[] => [
    title,
    ...results.map(cell),
  ];
  const fromPrototype = (title: string, cell: (column: PrototypeColumn) => string): string[] =>
    row(title, ({ column }) => cell(PROTOTYPE[column.name]!));
  const coverageOf = ({ boards }: ColumnResult): string =>
    boards
      .get("full")!
      .coverage!.map(({ share }) => percent(share, 0))
      .join("/");
  const prototypes = results.map(({ column }) => PROTOTYPE[column.name]!);
  const meanOfPrototype = [0, 1, 2].map(
    (at) => prototypes.reduce((sum, { coverage }) => sum + coverage[at]!, 0) / prototypes.length,
  );
  const ratios = ({ results: own }: AccuracyRun): number =>
    geometricMean(own.map((result) => figure(result, "full", "crpsRatioToNaive")));

  return `# Accuracy on the public data sets

Made by \`node --import tsx bench/accuracy/run.ts\` with \`REVCAST_DATA\` set; do not edit. Four sets, eight columns, 255 cut-offs
that were fixed in advance, one configuration for all: Dutch holidays, one CRM probability a stage for the baseline, 10,000 draws.
Every cut-off goes through the code of \`revcast backtest\`, from what was recorded by then.

## What these figures are worth

- **The sets were seen while the model was designed.** Its constants were chosen on them, some 200 configurations were looked at for the
  prototype, and no untouched holdout exists. On two sets that nobody had looked at, part of the gain held (the CRPS ratio fell
  from 0.63 to 0.56). Expect your own data to be harder, and trust \`revcast backtest\` on them above this page.
- **Windows overlap.** The effective windows below are what the cut-offs are worth: with 2 to 12 of them a coverage is known to 10 to
  25 points, and differences of a point of WAPE between two versions are noise.
- **A claim such as "95 % accurate" is not true here** for any quarter on its first day.
- maven is a fictitious company with steady bookings: over 90 days the plain baselines are better than the model.
- The CRM-weighted pipeline and the stage win rates take amounts as they were recorded; the prototype capped them at 1.5 times the
  largest amount ever won. On rfp one open amount of 982,873 makes the difference.

## The model beside the prototype

"Prototype" is what was measured with a research script before this engine was written (2,000 draws, one seed). WAPE in percent;
"CRPS ratio" over the mean absolute error of the plain naive forecast, "CRPS to naive" over the CRPS of the probabilistic one,
which is the honest comparison. Bias in percent, positive = too high. Coverage of the central 50/80/95 % ranges in percent. The noise floor is 0.798 times the
model's own standard deviation of independent outcomes over the actual: about what knowing every probability would reach.

${table([
  row("**WAPE**", (result) => `**${percent(figure(result, "full", "wape"))}**`),
  fromPrototype("prototype", ({ wape }) => wape.toFixed(1)),
  row("noise floor", (_, index) => percent(noiseFloors[index]!)),
  fromPrototype("prototype's noise floor", ({ noiseFloor }) => noiseFloor.toFixed(1)),
  row("**CRPS ratio**", ({ crpsOverNaiveError }) => `**${crpsOverNaiveError.toFixed(2)}**`),
  fromPrototype("prototype", ({ crpsOverNaiveError }) => crpsOverNaiveError.toFixed(2)),
  row("**CRPS to naive**", (result) => `**${figure(result, "full", "crpsRatioToNaive").toFixed(2)}**`),
  fromPrototype("prototype", ({ crpsRatioToNaive }) => crpsRatioToNaive.toFixed(2)),
  row("its 90 % interval", ({ boards }) => {
    const { low, high } = boards.get("full")!.comparison!;
    return `${low.toFixed(2)} to ${high.toFixed(2)}`;
  }),
  row("**coverage**", (result) => `**${coverageOf(result)}**`),
  fromPrototype("prototype", ({ coverage }) => coverage.join("/")),
  row("**bias**", (result) => `**${signed(100 * figure(result, "full", "bias"))}**`),
  fromPrototype("prototype", ({ bias }) => signed(bias)),
  row("80 % width / actual", (result) => figure(result, "full", "meanWidth80").toFixed(2)),
  row("cut-offs", ({ scored }) => String(scored.length)),
  row("effective windows", ({ boards }) => boards.get("full")!.effectiveWindows.toFixed(1)),
])}

Over the eight columns: geometric mean of the CRPS to naive **${ratios(runs[0]).toFixed(3)}** (prototype
${geometricMean(prototypes.map(({ crpsRatioToNaive }) => crpsRatioToNaive)).toFixed(3)}), of the WAPE
**${percent(geometricMean(results.map((result) => figure(result, "full", "wape"))), 2)}** (prototype
${geometricMean(prototypes.map(({ wape }) => wape)).toFixed(2)}), mean coverage
**${meanCoverage(results)
    .map((share) => percent(share, 0))
    .join("/")}** (prototype ${meanOfPrototype.map((share) => share.toFixed(0)).join("/")}).

## Every method

WAPE in percent / CRPS over that of the probabilistic naive. A method without a figure had no forecast.

${table(methodsOf(results).map((method) => row(method, (result) => methodCell(result, method))))}

The prototype's naive and CRM-weighted WAPE: ${results
    .map(({ column: { name } }) => `${name} ${PROTOTYPE[name]!.naiveWape} and ${PROTOTYPE[name]!.crmWape}`)
    .join("; ")}.

## Other seeds

The model's WAPE, and the mean CRPS to naive and coverage over the columns. Only the draws differ.

| seed | ${names.join(" | ")} | CRPS to naive | coverage |
| --- | ${names.map(() => "---").join(" | ")} | --- | --- |
${runs
  .map((run) => {
    const wapes = run.results.map((result) => percent(figure(result, "full", "wape"), 2));
    const coverage = meanCoverage(run.results).map((share) => percent(share, 0));
    return `| ${run.seed} | ${wapes.join(" | ")} | ${ratios(run).toFixed(4)} | ${coverage.join("/")} |`;
  })
  .join("\n")}

## Opportunities

Chances of what is open to be won in the window: as shown to people / as simulated.

${table([
  row("log loss", ({ opportunities: { logLoss, uncalibrated } }) => both(logLoss, uncalibrated.logLoss)),
  row("Brier", ({ opportunities: { brier, uncalibrated } }) => both(brier, uncalibrated.brier)),
  row("AUC", ({ opportunities: { auc, uncalibrated } }) => both(auc, uncalibrated.auc)),
  row("slope", ({ opportunities: { calibrationSlope, uncalibrated } }) =>
    both(calibrationSlope, uncalibrated.calibrationSlope, 2),
  ),
  row("opportunities", ({ opportunities: { count } }) => String(count)),
  row("share won", ({ opportunities: { baseRate } }) => baseRate.toFixed(3)),
])}

The prototype's log loss, shown: bpi2012 30d .512, maven 30d .328, rfp 30d .130, domestic 30d .127; AUC .762, .741, .984, .990.
`;
}

function methodsOf(results: readonly ColumnResult[]): Method[] {
  const all = new Set(results.flatMap(({ boards }) => [...boards.keys()]));
  const logRatio = (method: Method): number =>
    geometricMean(
      results.flatMap(({ boards }) => {
        const ratio = boards.get(method)?.crpsRatioToNaive;
        return ratio?.ok === true ? [ratio.value] : [];
      }),
    );
  return [...all].sort((a, b) => logRatio(a) - logRatio(b));
}

function methodCell(result: ColumnResult, method: Method): string {
  const board = result.boards.get(method);
  if (board?.wape.ok !== true || !board.crpsRatioToNaive.ok) return "-";
  const isPartial = board.windowCount < result.scored.length ? ` (${board.windowCount} cut-offs)` : "";
  return `${percent(board.wape.value)} / ${board.crpsRatioToNaive.value.toFixed(2)}${isPartial}`;
}

function both(shown: number | null, simulated: number | null, digits = 3): string {
  return `${shown?.toFixed(digits) ?? "-"} / ${simulated?.toFixed(digits) ?? "-"}`;
}
