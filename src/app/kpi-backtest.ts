import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { z } from "zod";
import { BacktestReply, type Method } from "../contracts/backtest.ts";
import { AppFailure } from "../contracts/failure.ts";
import type { KpiBacktest } from "../contracts/kpi-customers.ts";
import { dayFromIso } from "../core/base/day.ts";
import { minorUnitsFromDecimal } from "../core/base/money.ts";
import type { Backtest } from "../core/kpi/forecast-accuracy.ts";

const NAIVE: Method = "naive-probabilistic";

/**
 * Reads the JSON of `revcast backtest --json` as far as KPIs use it.
 * @param currency of the pipeline
 * @throws {AppFailure} not_found; bad_input for a file that is no backtest of this version or of another currency
 */
export async function readKpiBacktest(path: string, currency: string): Promise<KpiBacktest> {
  return kpiBacktestOf(await textOf(path), path, currency);
}

/**
 * The same of a text that was read already.
 * @param path what the text is called
 * @throws {AppFailure} bad_input
 */
export function kpiBacktestOf(text: string, path: string, currency: string): KpiBacktest {
  const parsed = BacktestReply.safeParse(jsonOf(text, path));
  if (!parsed.success) {
    throw new AppFailure(
      "bad_input",
      `Cannot measure forecast accuracy by ${path}: it is not a backtest of this version; give what revcast backtest --json printed\n${z.prettifyError(parsed.error)}`,
    );
  }
  const reply = parsed.data;
  if (reply.currency !== currency) {
    throw new AppFailure(
      "bad_input",
      `Cannot measure forecast accuracy by ${path}: it is in ${reply.currency}, the pipeline in ${currency}; run the backtest on the same files`,
    );
  }
  const method = reply.methods.some((scores) => scores.method === "full") ? "full" : reply.methods[0]?.method;
  const naive = new Map(
    reply.rows.flatMap((row) => (row.method === NAIVE ? [[row.cutoff, row.median]] : [])),
  );
  const lines = linesOfRows(text);
  return {
    file: basename(path),
    resultDigest: reply.resultDigest,
    method: method ?? "full",
    horizon: reply.request.horizon,
    forecasts: reply.rows
      .map((row, index) => ({ row, line: lines[index] ?? 1 }))
      .filter(({ row }) => row.method === method)
      .map(({ row: { cutoff, from, to, actual, median, quantiles }, line }) => ({
        cutoff,
        from,
        to,
        actual,
        median,
        naive: naive.get(cutoff) ?? null,
        low80: quantiles?.["0.1"] ?? null,
        high80: quantiles?.["0.9"] ?? null,
        line,
      })),
  };
}

/** The same for the core, in whole minor units; forecasts whose days are not over on the as-of day are not known. */
export function backtestOf(recorded: KpiBacktest, minorDigits: number, asOf: string): Backtest {
  const units = (amount: string): number => minorUnitsFromDecimal(amount, minorDigits);
  return {
    method: recorded.method,
    horizon: recorded.horizon,
    forecasts: recorded.forecasts
      .filter(({ to }) => to <= asOf)
      .map(({ cutoff, from, to, actual, median, naive, low80, high80, line }) => ({
        cutoff: dayFromIso(cutoff)!,
        from: dayFromIso(from)!,
        to: dayFromIso(to)!,
        actual: units(actual),
        forecast: units(median),
        naive: naive === null ? undefined : units(naive),
        range80: low80 === null || high80 === null ? undefined : { low: units(low80), high: units(high80) },
        source: { file: recorded.file, line },
      })),
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const message = `Cannot read the backtest ${path}: ${error instanceof Error ? error.message : String(error)}`;
    throw new AppFailure("not_found", message, { cause: error });
  }
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = `Cannot read the backtest ${path} as JSON: ${error instanceof Error ? error.message : String(error)}`;
    throw new AppFailure("bad_input", message, { cause: error });
  }
}

/** Lines on which the rows begin: each names its method once, and nothing else in them does. */
function linesOfRows(text: string): number[] {
  const lines: number[] = [];
  let place = text.indexOf('"rows":');
  if (place < 0) return lines;
  let line = text.slice(0, place).split("\n").length;
  let from = place;
  for (place = text.indexOf('"method":', from); place >= 0; place = text.indexOf('"method":', from)) {
    for (let at = text.indexOf("\n", from); at >= 0 && at < place; at = text.indexOf("\n", at + 1)) line++;
    lines.push(line);
    from = place + 1;
  }
  return lines;
}
