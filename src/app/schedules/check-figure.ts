import { METHODS } from "../../contracts/backtest.ts";
import { AppFailure } from "../../contracts/failure.ts";
import type { RunRequest } from "../../contracts/run.ts";
import type { Webhook } from "../../contracts/schedule.ts";
import { KPI_IDS } from "../../core/kpi/kpi-definitions.ts";

const OF_FORECAST = ["total.mean", "total.p10", "total.p50", "total.p90", "probabilityOfTarget"];
const OF_METHOD = ["wape", "bias", "crpsRatioToNaive", "coverage80"];
const OF_CASE = ["npv", "probabilityOfGain"];

/**
 * Holds the figure that a webhook watches against those that results of the request have, as far as they are known beforehand.
 * @throws {AppFailure} usage
 */
export function checkFigure({ figure, changeAtLeast }: Webhook, request: RunRequest): void {
  if (figure === undefined) {
    if (changeAtLeast === undefined) return;
    throw new AppFailure(
      "usage",
      "Cannot report a change of at least so much without a figure that changes: give --figure too (webhook.figure)",
    );
  }
  const choice = figureChoice(figure, request);
  if (choice === undefined) return;
  throw new AppFailure(
    "usage",
    `Cannot watch the figure ${figure}: a schedule of the kind ${request.kind} has ${choice}`,
  );
}

/** What may be watched, where the figure is none of it. */
function figureChoice(figure: string, request: RunRequest): string | undefined {
  const [first = "", ...others] = figure.split(".");
  const last = others.at(-1) ?? "";
  switch (request.kind) {
    case "forecast":
      return OF_FORECAST.includes(figure) ? undefined : OF_FORECAST.join(", ");
    case "backtest": {
      const methods: readonly string[] = request.methods ?? METHODS;
      const isOne = methods.includes(first) && OF_METHOD.includes(others.join("."));
      return isOne ? undefined : `METHOD.${OF_METHOD.join(", METHOD.")}; methods are ${methods.join(", ")}`;
    }
    case "kpi":
      return KPI_IDS.some((id) => id === first)
        ? undefined
        : "ids of KPIs, such as win_rate_count, with the stage or the channel after a dot";
    case "scenario":
    case "roi":
      return OF_CASE.includes(last) && first !== ""
        ? undefined
        : `NAME.${OF_CASE.join(" and NAME.")} of its cases`;
    case "changes":
      break;
  }
  return "no figures: leave --figure out, and every result is reported";
}
