import type { BacktestReply, MethodScores } from "../contracts/backtest.ts";
import { minorDigitsOf } from "../core/base/money.ts";
import {
  factSheet,
  listSheet,
  MOST_ROWS,
  numberColumn,
  numberFact,
  textColumn,
  textFact,
} from "./workbook/list-sheet.ts";
import { quantileColumns, sourceSheets } from "./workbook/shared-sheets.ts";
import type { Sheet } from "./workbook/sheet.ts";
import { workbookBytes } from "./workbook/workbook-bytes.ts";

/**
 * A backtest as a workbook of plain values: the leader board, every forecast beside what came, scores by the week of the period, cut-offs.
 * @param mostRows of the forecasts; how many more there are is said
 * @returns an XLSX file; the same reply gives the same bytes
 */
export function backtestAsXlsx(reply: BacktestReply, mostRows: number = MOST_ROWS): Uint8Array {
  const { request, rows, cutoffs, profile, check } = reply;
  const sheets = [
    leaderSheet(reply.methods),
    listSheet(
      "Forecasts",
      rows,
      [
        textColumn("Method", 20, ({ method }) => method),
        textColumn("Cut-off", 12, ({ cutoff }) => cutoff),
        textColumn("From", 12, ({ from }) => from),
        textColumn("To", 12, ({ to }) => to),
        numberColumn("Actual", "money", ({ actual }) => actual),
        numberColumn("Median", "money", ({ median }) => median),
        numberColumn("Mean", "money", ({ mean }) => mean),
        numberColumn("CRPS", "money", ({ crps }) => crps),
        numberColumn("PIT", "percent", ({ pit }) => pit),
        ...quantileColumns(rows, ({ quantiles }) => quantiles),
      ],
      [],
      mostRows,
    ),
    listSheet("By week", profile, [
      numberColumn("Week of period", "count", ({ weekOfPeriod }) => weekOfPeriod),
      textColumn("Method", 20, ({ method }) => method),
      numberColumn("Windows", "count", ({ windowCount }) => windowCount),
      numberColumn("WAPE", "percent", ({ wape }) => wape.value),
      numberColumn("Bias", "percent", ({ bias }) => bias.value),
      numberColumn("CRPS", "money", ({ crps }) => crps),
      numberColumn("80 % range held", "count", ({ coverage80 }) => coverage80?.held),
      numberColumn("of", "count", ({ coverage80 }) => coverage80?.of),
    ]),
    listSheet("Cut-offs", cutoffs, [
      textColumn("Cut-off", 12, ({ cutoff }) => cutoff),
      textColumn("From", 12, ({ from }) => from),
      textColumn("To", 12, ({ to }) => to),
      numberColumn("Week of period", "count", ({ weekOfPeriod }) => weekOfPeriod),
      numberColumn("Actual", "money", ({ actual }) => actual),
      numberColumn("Booked before", "money", ({ bookedBefore }) => bookedBefore),
    ]),
    ...(check === null
      ? []
      : [
          listSheet("Limits", check, [
            textColumn("Method", 20, ({ method }) => method),
            textColumn("Score", 20, ({ score }) => score),
            numberColumn("Limit", "ratio", ({ limit }) => limit),
            numberColumn("Value", "ratio", ({ value }) => value),
            textColumn("Held", 8, ({ isHeld }) => (isHeld ? "yes" : "no")),
          ]),
        ]),
    factSheet("Question", [
      textFact("Horizon", request.horizon),
      numberFact("Days between cut-offs", "ratio", request.everyDays),
      textFact("Currency", reply.currency),
      textFact("Engine", reply.engineVersion),
      textFact("Result digest", reply.resultDigest),
    ]),
    ...sourceSheets(reply),
  ];
  return workbookBytes(sheets, minorDigitsOf(reply.currency));
}

function leaderSheet(methods: readonly MethodScores[]): Sheet {
  const levels = ["0.5", "0.8", "0.95"] as const;
  return listSheet(
    "Leader board",
    methods,
    [
      textColumn("Method", 20, ({ method }) => method),
      numberColumn("Windows", "count", ({ windowCount }) => windowCount),
      numberColumn("Independent", "ratio", ({ effectiveWindows }) => effectiveWindows),
      numberColumn("CRPS", "money", ({ crps }) => crps),
      numberColumn("CRPS to naive", "ratio", ({ crpsRatioToNaive }) => crpsRatioToNaive.value),
      numberColumn("WAPE", "percent", ({ wape }) => wape.value),
      numberColumn("Bias", "percent", ({ bias }) => bias.value),
      numberColumn("MAE", "money", ({ mae }) => mae),
      numberColumn("RMSE", "money", ({ rmse }) => rmse),
      numberColumn("MASE", "ratio", ({ mase }) => mase.value),
      ...levels.map((level) =>
        numberColumn<MethodScores>(
          `${Number(level) * 100} % held`,
          "percent",
          ({ coverage }) => coverage?.[level].share,
        ),
      ),
      numberColumn("80 % width", "percent", ({ meanWidth80 }) => meanWidth80.value),
      textColumn("Against", 20, ({ comparison }) => comparison?.baseline),
      numberColumn("Ratio", "ratio", ({ comparison }) => comparison?.ratio),
      numberColumn("P5", "ratio", ({ comparison }) => comparison?.low),
      numberColumn("P95", "ratio", ({ comparison }) => comparison?.high),
      textColumn("Verdict", 18, ({ comparison }) => comparison?.verdict),
    ],
    ["Best CRPS first; bias above 0 = too high; an empty cell is a figure that does not exist"],
  );
}
