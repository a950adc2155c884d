import type { ForecastTeamView } from "../../contracts/api/forecast-view.ts";
import type { KpiTeamView } from "../../contracts/api/kpi-view.ts";
import type { BacktestReply } from "../../contracts/backtest.ts";
import type { ChangesReply } from "../../contracts/changes.ts";
import type { ForecastReply } from "../../contracts/forecast.ts";
import type { InvestmentReply } from "../../contracts/investment.ts";
import type { KpiReply } from "../../contracts/kpi.ts";
import type { RunKind } from "../../contracts/run.ts";
import { backtestAsHtml } from "../../reports/backtest-as-html.ts";
import { backtestAsXlsx } from "../../reports/backtest-as-xlsx.ts";
import { changesAsHtml } from "../../reports/changes-as-html.ts";
import { changesAsXlsx } from "../../reports/changes-as-xlsx.ts";
import { forecastAsHtml } from "../../reports/forecast-as-html.ts";
import { forecastAsXlsx } from "../../reports/forecast-as-xlsx.ts";
import { forecastTeamAsHtml } from "../../reports/forecast-team-as-html.ts";
import { investmentAsHtml } from "../../reports/investment-as-html.ts";
import { investmentAsXlsx } from "../../reports/investment-as-xlsx.ts";
import { kpiAsHtml } from "../../reports/kpi-as-html.ts";
import { kpiAsXlsx } from "../../reports/kpi-as-xlsx.ts";

/** A result, as it is shown to someone, as one self-contained page. @param json its bytes */
export async function resultAsHtml(kind: RunKind, json: Uint8Array): Promise<string> {
  const reply: unknown = JSON.parse(Buffer.from(json).toString("utf8"));
  if (kind === "backtest") return backtestAsHtml(reply as BacktestReply);
  if (kind === "changes") return changesAsHtml(reply as ChangesReply);
  if (kind === "kpi") return kpiAsHtml(reply as KpiReply | KpiTeamView);
  if (kind === "scenario" || kind === "roi") return investmentAsHtml(reply as InvestmentReply);
  if ("view" in (reply as object)) return forecastTeamAsHtml(reply as ForecastTeamView);
  return forecastAsHtml(reply as ForecastReply);
}

/** Rows of a sheet at most: a workbook of so many is written in some seconds. */
const MOST_ROWS = 5_000;

/**
 * A result, as it is shown to someone, as a workbook: an investment case with live formulas, all others of plain values. Lists are cut
 * where they are long, and say so.
 * @param json its bytes
 */
export function resultAsXlsx(kind: RunKind, json: Uint8Array): Uint8Array {
  const reply: unknown = JSON.parse(Buffer.from(json).toString("utf8"));
  if (kind === "backtest") return backtestAsXlsx(reply as BacktestReply, MOST_ROWS);
  if (kind === "changes") return changesAsXlsx(reply as ChangesReply, MOST_ROWS);
  if (kind === "kpi") return kpiAsXlsx(reply as KpiReply | KpiTeamView, MOST_ROWS);
  if (kind === "forecast") return forecastAsXlsx(reply as ForecastReply | ForecastTeamView, MOST_ROWS);
  return investmentAsXlsx(reply as InvestmentReply);
}
