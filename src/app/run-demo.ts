import { join } from "node:path";
import type { ForecastReply } from "../contracts/forecast.ts";
import { addDays, addMonths, isoFromDay } from "../core/base/day.ts";
import { decimalFromMinorUnits } from "../core/base/money.ts";
import { quarterOf } from "../core/base/period.ts";
import { DEFAULT_COMPANY_SETTINGS, lastDayOf } from "../core/company/company-settings.ts";
import { bookedIn } from "../core/forecast/landmark-sweep.ts";
import { buildStateTable } from "../core/forecast/state-table.ts";
import { viewAsOf } from "../core/pipeline/pipeline-view.ts";
import { importPipeline } from "../files/import-pipeline.ts";
import { generateCompanyInTurns, writeCompany } from "./generate-company.ts";
import { forecastRequestOf } from "./forecast-question.ts";
import { runForecast, type ForecastWork } from "./run-forecast.ts";

export interface Demo {
  readonly reply: ForecastReply;
  /** The command that gives the same result. */
  readonly command: string;
}

/**
 * Writes the demo company and forecasts the quarter that its last recorded day falls in. The target is what was booked
 * in the same quarter a year before.
 */
export async function runDemo(folder: string, work: ForecastWork = {}): Promise<Demo> {
  const settings = DEFAULT_COMPANY_SETTINGS;
  await writeCompany(await generateCompanyInTurns(settings), folder);
  const imported = await importPipeline([folder]);
  const lastDay = lastDayOf(settings);
  const fiscal = imported.fiscalYear ?? { startMonth: 1, namedBy: "end" };
  const quarter = quarterOf(lastDay, fiscal);
  const view = viewAsOf(imported.log, lastDay, imported.funnel);
  const lastYear = {
    from: addMonths(quarter.from, -12),
    to: addDays(addMonths(addDays(quarter.to, 1), -12), -1),
  };
  const booked = view.ok ? bookedIn(buildStateTable(view.value), lastYear) : 0;
  const options = {
    asOf: isoFromDay(lastDay),
    period: quarter.label,
    target: decimalFromMinorUnits(booked, imported.log.minorDigits),
  };
  const reply = await runForecast(forecastRequestOf(options, imported), imported, work);
  const command = `npx revcast forecast ${join(folder, "")} --as-of ${options.asOf} --period ${options.period} --target ${options.target}`;
  return { reply, command };
}
