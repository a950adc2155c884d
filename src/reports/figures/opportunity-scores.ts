import type { BacktestReply } from "../../contracts/backtest.ts";
import { moneyText } from "./money-text.ts";
import { percentText } from "./percent-text.ts";
import { MISSING, percentRange, ratioText, scoreText } from "./score-text.ts";
import type { TableColumn } from "./table-column.ts";

type Scores = NonNullable<BacktestReply["opportunityScores"]>;
type ProbabilityScores = Scores["uncalibrated"];

const ROWS: readonly (readonly [string, (scores: ProbabilityScores) => string, string])[] = [
  ["Brier", ({ brier }) => scoreText(brier), "lower"],
  ["its reliability", ({ reliability }) => scoreText(reliability), "lower"],
  ["its resolution", ({ resolution }) => scoreText(resolution), "higher"],
  ["its uncertainty", ({ uncertainty }) => scoreText(uncertainty), "given"],
  ["Log loss", ({ logLoss }) => scoreText(logLoss), "lower"],
  ["AUC", ({ auc }) => (auc === null ? MISSING : scoreText(auc)), "higher"],
  [
    "Calibration slope",
    ({ calibrationSlope: slope }) => (slope === null ? MISSING : ratioText(slope)),
    "near 1",
  ],
  ["Calibration error", ({ expectedCalibrationError }) => scoreText(expectedCalibrationError), "lower"],
];

const right = (header: string, cells: readonly string[]): TableColumn => ({ header, cells, align: "right" });

/** How many opportunities were scored, and how many of them were won. */
export function opportunityFacts({ count, baseRate }: Scores): string {
  return `${moneyText(count)} open opportunities over all cut-offs, of which ${percentText(baseRate)} were won within the window (base rate).`;
}

/** The calibrated probabilities that people see beside those that the simulation uses. */
export function opportunityScoreColumns(scores: Scores): TableColumn[] {
  return [
    { header: "Score", cells: ROWS.map(([name]) => name), align: "left" },
    { header: "Calibrated", cells: ROWS.map(([, textOf]) => textOf(scores)), align: "right" },
    { header: "Uncalibrated", cells: ROWS.map(([, textOf]) => textOf(scores.uncalibrated)), align: "right" },
    { header: "Better", cells: ROWS.map(([, , better]) => better), align: "left" },
  ];
}

/** What needs saying about the scores. */
export function opportunityNotes(scores: Scores): string[] {
  const both = [scores, scores.uncalibrated];
  return [
    "Brier = reliability - resolution + uncertainty. Calibrated: what people are shown; uncalibrated: what the simulation uses. Log loss clips probabilities at 0.0001.",
    ...(both.some(({ auc, calibrationSlope }) => auc === null || calibrationSlope === null)
      ? [
          "AUC and slope need opportunities that were won and others that were not, with probabilities that differ.",
        ]
      : []),
  ];
}

/** The reliability curve as a table. */
export function reliabilityColumns(curve: ProbabilityScores["curve"]): TableColumn[] {
  return [
    right("Forecast", curve.map(({ meanProbability }) => percentText(meanProbability))), // prettier-ignore
    right("Won", curve.map(({ share }) => percentText(share))), // prettier-ignore
    right("95 % interval", curve.map(({ low, high }) => `${percentRange(low, high)} %`)), // prettier-ignore
    right("Of", curve.map(({ count }) => moneyText(count))), // prettier-ignore
  ];
}
