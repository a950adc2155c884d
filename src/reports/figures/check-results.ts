import type { BacktestReply } from "../../contracts/backtest.ts";
import { cleanText } from "./clean-text.ts";
import { MISSING, percentPoints, ratioText } from "./score-text.ts";
import type { TableColumn } from "./table-column.ts";

type Check = NonNullable<BacktestReply["check"]>[number];

/** Names of scores that are shares of something and read in percent. */
const IN_PERCENT: Readonly<Record<string, string>> = {
  wape: "WAPE",
  absoluteBias: "bias without sign",
  coverage50: "50 % range held",
  coverage80: "80 % range held",
  coverage95: "95 % range held",
};

/** The outcome of all limits in one sentence; undefined when none were given. */
export function checkSentence({ check }: BacktestReply): string | undefined {
  if (check === null || check.length === 0) return undefined;
  const failedCount = check.filter(({ isHeld }) => !isHeld).length;
  const all = `${check.length} limit${check.length === 1 ? "" : "s"}`;
  if (failedCount === 0)
    return `Check PASS: ${check.length === 1 ? "the limit is held" : `all ${all} are held`}`;
  return `Check FAIL: ${failedCount} of ${all} ${failedCount === 1 ? "is" : "are"} not held`;
}

/** Each limit with the score it is for. */
export function checkColumns(check: readonly Check[]): TableColumn[] {
  return [
    { header: "Result", cells: check.map(({ isHeld }) => (isHeld ? "PASS" : "FAIL")), align: "left" },
    { header: "Method", cells: check.map(({ method }) => method), align: "left" },
    {
      header: "Score",
      cells: check.map(({ score }) => IN_PERCENT[score] ?? (score === "crpsRatioToNaive" ? "CRPS ratio to naive" : cleanText(score))), // prettier-ignore
      align: "left",
      minWidth: 12,
    },
    {
      header: "Value",
      cells: check.map(({ score, value }) => (value === null ? MISSING : valueText(score, value))),
      align: "right",
    },
    { header: "Limit", cells: check.map(limitText), align: "right" },
  ];
}

function valueText(score: string, value: number): string {
  return score in IN_PERCENT ? `${percentPoints(value)} %` : ratioText(value);
}

/** The side of the limit follows from where the value lies and whether it is held. */
function limitText({ score, limit, value, isHeld }: Check): string {
  const text = valueText(score, limit);
  if (value === null || value === limit) return text;
  return `${value < limit === isHeld ? "at most" : "at least"} ${text}`;
}
