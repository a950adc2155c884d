import type { BacktestReply, Method, MethodScores } from "../../contracts/backtest.ts";
import { cleanText } from "./clean-text.ts";
import { compactMoneyText, moneyText, tableMoneyText } from "./money-text.ts";
import {
  figureText,
  MISSING,
  percentPoints,
  percentRange,
  ratioText,
  signedPercentPoints,
} from "./score-text.ts";
import type { TableColumn } from "./table-column.ts";

const right = (header: string, cells: readonly string[]): TableColumn => ({ header, cells, align: "right" });
/** Slugs of methods: short, and never broken. */
const slugs = (cells: readonly string[], header = "Method"): TableColumn => ({
  header,
  cells,
  align: "left",
  breaks: "never",
});

/** The leader board, in the order of the reply. */
export function leaderColumns({ methods }: BacktestReply): TableColumn[] {
  return [
    slugs(methods.map(({ method }) => method)), // prettier-ignore
    right("WAPE %", methods.map(({ wape }) => figureText(wape, percentPoints))), // prettier-ignore
    right("Bias %", methods.map(({ bias }) => figureText(bias, signedPercentPoints))), // prettier-ignore
    right("CRPS", methods.map(({ crpsRatioToNaive }) => figureText(crpsRatioToNaive, ratioText))), // prettier-ignore
    right("80 % held", methods.map(heldText)), // prettier-ignore
    right("Width", methods.map(({ meanWidth80 }) => figureText(meanWidth80, widthText))), // prettier-ignore
    { header: "Verdict", cells: methods.map((scores) => verdictText(scores, methods)), align: "left" },
  ];
}

function widthText(width: number): string {
  return `${width < 1_000 ? moneyText(width * 100) : compactMoneyText(width * 100)} %`;
}

function heldText({ coverage }: MethodScores): string {
  if (coverage === null) return MISSING;
  const { held, of, low, high } = coverage["0.8"];
  return `${held}/${of} ${percentRange(low, high)}`;
}

/** What the paired comparison shows; the baseline of the others says that it is one. */
export function verdictText({ method, comparison }: MethodScores, methods: readonly MethodScores[]): string {
  if (comparison !== null) return comparison.verdict;
  return methods.some((other) => other.comparison?.baseline === method) ? "baseline" : MISSING;
}

/** What the columns of the leader board mean. */
export function leaderNotes(reply: BacktestReply): string[] {
  const baseline = reply.methods.find(({ comparison }) => comparison !== null)?.comparison?.baseline;
  return [
    "WAPE: sum of |median - actual| over sum of actual. Bias: sum of (median - actual) over sum of actual; + = too high.",
    "CRPS: mean over that of naive-probabilistic at the same cut-offs; under 1 is better.",
    "80 % held: windows inside the 80 % range, of all, and the 95 % interval of that share in %. Width: mean width of the 80 % range over the mean actual.",
    ...(baseline === undefined
      ? []
      : [
          `Verdict: CRPS paired with ${baseline}, block bootstrap; "no proven skill" where its 5 to 95 % interval includes 1.`,
        ]),
  ];
}

/** Errors in money, the scaled error and the interval of the paired comparison. */
export function errorColumns({ methods }: BacktestReply, fullDigits: number): TableColumn[] {
  const money = tableMoneyText(
    methods.flatMap(({ mae, rmse, crps }) => [mae, rmse, crps]),
    fullDigits,
  );
  return [
    slugs(methods.map(({ method }) => method)), // prettier-ignore
    right("Windows", methods.map(({ windowCount }) => String(windowCount))), // prettier-ignore
    right("MAE", methods.map(({ mae }) => money(mae))), // prettier-ignore
    right("RMSE", methods.map(({ rmse }) => money(rmse))), // prettier-ignore
    right("MASE", methods.map(({ mase }) => figureText(mase, ratioText))), // prettier-ignore
    right("CRPS", methods.map(({ crps }) => money(crps))), // prettier-ignore
    ...(methods.every(({ comparison }) => comparison === null || comparison.baseline === "naive-probabilistic")
      ? []
      : [right("Paired", methods.map(({ comparison }) => (comparison === null ? MISSING : ratioText(comparison.ratio))))]), // prettier-ignore
    right("Ratio 5-95 %", methods.map(({ comparison }) => (comparison === null ? MISSING : `${ratioText(comparison.low)}-${ratioText(comparison.high)}`))), // prettier-ignore
  ];
}

/** A level of a quantile or a range: `2.5 %`. */
function levelText(key: string): string {
  const level = Number(key);
  return Number.isFinite(level) ? `${Number((level * 100).toPrecision(12))} %` : cleanText(key);
}

/** Pinball loss by level or interval score by range, of the methods that have any; undefined where none has. */
export function lossColumns(
  reply: BacktestReply,
  score: "pinball" | "winkler",
  fullDigits: number,
): TableColumn[] | undefined {
  const methods = reply.methods.filter((scores) => scores[score] !== null);
  const keys = [...new Set(methods.flatMap((scores) => Object.keys(scores[score] ?? {})))].sort(
    (one, other) => Number(one) - Number(other),
  );
  if (keys.length === 0) return undefined;
  const money = tableMoneyText(
    methods.flatMap((scores) => Object.values(scores[score] ?? {})),
    fullDigits,
  );
  return [
    slugs(methods.map(({ method }) => method)), // prettier-ignore
    ...keys.map((key) =>
      right(
        levelText(key),
        methods.map((scores) => (scores[score]?.[key] === undefined ? MISSING : money(scores[score][key]))),
      ),
    ),
  ];
}

/** One method by whole weeks of the period that were over. */
export function profileColumns(
  profile: BacktestReply["profile"],
  method: Method,
  fullDigits: number,
): TableColumn[] {
  const entries = profile.filter((entry) => entry.method === method);
  const money = tableMoneyText(entries.map(({ crps }) => crps), fullDigits); // prettier-ignore
  return [
    right("Weeks over", entries.map(({ weekOfPeriod }) => String(weekOfPeriod))), // prettier-ignore
    right("Windows", entries.map(({ windowCount }) => String(windowCount))), // prettier-ignore
    right("WAPE %", entries.map(({ wape }) => figureText(wape, percentPoints))), // prettier-ignore
    right("Bias %", entries.map(({ bias }) => figureText(bias, signedPercentPoints))), // prettier-ignore
    right("CRPS", entries.map(({ crps }) => money(crps))), // prettier-ignore
    right("80 % held", entries.map(({ coverage80 }) => (coverage80 === null ? MISSING : `${coverage80.held}/${coverage80.of}`))), // prettier-ignore
  ];
}

/** WAPE of several methods by week: weeks in rows and methods in columns, or the other way round. */
export function profileByMethodColumns(reply: BacktestReply, methodsAre: "columns" | "rows"): TableColumn[] {
  const weeks = profileWeeks(reply);
  const methods = reply.methods
    .map(({ method }) => method)
    .filter((method) => reply.profile.some((entry) => entry.method === method));
  const cell = (method: Method, week: number) => {
    const entry = reply.profile.find((entry) => entry.method === method && entry.weekOfPeriod === week);
    return entry === undefined ? "" : figureText(entry.wape, percentPoints);
  };
  return methodsAre === "columns"
    ? [
        right("Weeks over", weeks.map(String)),
        ...methods.map((method) => right(method, weeks.map((week) => cell(method, week)))), // prettier-ignore
      ]
    : [
        slugs(methods, "Weeks over"),
        ...weeks.map((week) => right(String(week), methods.map((method) => cell(method, week)))), // prettier-ignore
      ];
}

/** The weeks that the profile tells apart, in order. */
export function profileWeeks({ profile }: BacktestReply): number[] {
  return [...new Set(profile.map(({ weekOfPeriod }) => weekOfPeriod))].sort((one, other) => one - other);
}
