import { AppFailure } from "../contracts/failure.ts";
import { parseScenario } from "../contracts/parse-scenario.ts";
import type { ScenarioFile } from "../contracts/scenario-file.ts";
import type { BookUnits } from "../contracts/read-recurring-book.ts";
import { addDays, dayFromIso, isoFromDay, type Day } from "../core/base/day.ts";
import { minorDigitsOf } from "../core/base/money.ts";
import { groupNamesOf } from "../core/scenario/case-money.ts";
import { caseModelOf, type CaseModel } from "../core/scenario/case-model.ts";
import { isPipelineLever } from "../core/scenario/lever-rates.ts";
import { OWNER_DIMENSION } from "../core/scenario/levered-plan.ts";
import type { Scenario } from "../core/scenario/scenario.ts";
import type { AttributeColumn } from "../core/pipeline/change-log.ts";
import { viewAsOf, type PipelineView } from "../core/pipeline/pipeline-view.ts";
import { closestName } from "../files/closest-name.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import { fiscalCalendarOf } from "./fiscal-calendar.ts";
import { resolvedHolidays, type HolidayChoice } from "./holidays.ts";

export interface InvestmentOptions {
  readonly asOf?: string | undefined;
  readonly segment?: string | undefined;
  readonly owner?: string | undefined;
  readonly fiscalYearStart?: number | undefined;
  readonly fiscalYearNamedBy?: "start" | "end" | undefined;
  readonly holidays?: HolidayChoice | undefined;
}

/** What is to be simulated: the pipeline side, where there is one, and the scenarios in its units. */
export interface InvestmentQuestion {
  readonly model: CaseModel | undefined;
  readonly view: PipelineView | undefined;
  readonly scenarios: readonly Scenario[];
  /** What the scenarios were read in. */
  readonly units: BookUnits;
  readonly currency: string;
  readonly minorDigits: number;
}

/**
 * Lays out scenarios over a pipeline.
 * @throws {AppFailure} usage for options that do not fit, no_data when nothing was recorded by then, bad_input for scenarios
 *                      that do not fit the data or each other
 */
export function investmentQuestionOf(
  files: readonly ScenarioFile[],
  imported: ImportedPipeline | undefined,
  options: InvestmentOptions,
): InvestmentQuestion {
  const asOf = asOfOption(files, imported, options);
  const currency = currencyOf(files, imported);
  const minorDigits = imported?.log.minorDigits ?? minorDigitsOf(currency);
  const view = imported === undefined ? undefined : viewOf(imported, asOf!);
  const firstDay = view === undefined ? asOf : view.knownThrough;
  const units = {
    firstMonth: firstDay === undefined ? "9999-01" : isoFromDay(addDays(firstDay, 1)).slice(0, 7),
    minorDigits,
  };
  const scenarios = files.map(({ document }) => parseScenario(document, units));
  const names = scenarios.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw new AppFailure("bad_input", `Cannot compare two scenarios that are both called "${twice}"`);
  }
  const model =
    view === undefined || imported === undefined ? undefined : modelOf(view, imported, scenarios, options);
  return { model, view, scenarios, units, currency, minorDigits };
}

function asOfOption(
  files: readonly ScenarioFile[],
  imported: ImportedPipeline | undefined,
  { asOf }: InvestmentOptions,
): Day | undefined {
  if (asOf === undefined) {
    if (imported !== undefined) {
      throw new AppFailure(
        "usage",
        "Cannot tell where the case begins: give --as-of, the last day that counts (2018-06-30)",
      );
    }
    const dated = files.find(({ document }) =>
      (document.recurring?.segments ?? []).some(({ cohorts }) => cohorts !== undefined),
    );
    if (dated !== undefined) {
      throw new AppFailure(
        "usage",
        `Cannot tell how old the cohorts of ${dated.file} are: give --as-of, the day before the first month`,
      );
    }
    return undefined;
  }
  const day = dayFromIso(asOf);
  if (day === undefined) {
    throw new AppFailure("usage", `Cannot read --as-of ${asOf}: give an ISO day such as 2018-06-30`);
  }
  return day;
}

/** The currency of data and scenarios, which must be one. */
function currencyOf(files: readonly ScenarioFile[], imported: ImportedPipeline | undefined): string {
  let currency =
    imported === undefined || imported.log.currency === "XXX" ? undefined : imported.log.currency;
  let source = "the data";
  for (const { file, document } of files) {
    if (document.currency === undefined) continue;
    if (currency !== undefined && currency !== document.currency) {
      throw new AppFailure(
        "bad_input",
        `Cannot add up two currencies: ${file} is in ${document.currency}, ${source} in ${currency}`,
      );
    }
    currency = document.currency;
    source = file;
  }
  return currency ?? "XXX";
}

export function viewOf({ log, funnel }: ImportedPipeline, asOf: Day): PipelineView {
  const view = viewAsOf(log, asOf, funnel);
  if (view.ok) return view.value;
  const first = log.rows.recordedOn.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const begins = Number.isFinite(first)
    ? `the history starts ${isoFromDay(first as Day)}`
    : "the files hold no dated rows";
  throw new AppFailure("no_data", `Cannot view the pipeline as of ${isoFromDay(asOf)}: ${begins}`);
}

/**
 * A stage that none of the data's open stages is called, but nearly. One that is like none of them is of another funnel, such as
 * that of the demo: the case goes on without it and says so.
 */
function refuseMistypedStages(stages: readonly string[], { openStages }: PipelineView, what: string): void {
  const known = new Set(openStages.map((stage) => stage.toLowerCase()));
  for (const stage of stages) {
    const closest = known.has(stage.toLowerCase()) ? undefined : closestName(stage, openStages);
    if (closest === undefined) continue;
    throw new AppFailure(
      "bad_input",
      `Cannot find the open stage ${stage} of ${what}: did you mean ${closest}? The open stages are ${openStages.join(", ")}`,
    );
  }
}

function modelOf(
  view: PipelineView,
  imported: ImportedPipeline,
  scenarios: readonly Scenario[],
  options: InvestmentOptions,
): CaseModel {
  const monthCount = Math.max(...scenarios.map(({ horizonMonths }) => horizonMonths));
  const find = (name: string): AttributeColumn | undefined =>
    view.attributes.find((column) => column.name.toLowerCase() === name.toLowerCase());
  const columns = new Map<string, AttributeColumn>();
  const need = (name: string, dimension: string, what: string, advice = ""): void => {
    const column = find(name);
    if (column === undefined) {
      const list = view.attributes.map((attribute) => attribute.name).join(", ") || "none";
      throw new AppFailure(
        "bad_input",
        `Cannot find the column ${name} of ${what}: the files have ${list}${advice}`,
      );
    }
    columns.set(dimension, column);
  };
  for (const { name, levers } of scenarios) {
    for (const { name: lever, kind, scope } of levers) {
      refuseMistypedStages(scope.stages ?? [], view, `lever "${lever}" of "${name}"`);
      // The others act on customers, and name segments of the recurring book.
      if (!isPipelineLever({ kind })) continue;
      const what = `lever "${lever}" of "${name}"`;
      if (scope.segment !== undefined) need(scope.segment.column, scope.segment.column, what);
      if (scope.owners !== undefined) {
        need(options.owner ?? imported.ownerColumn ?? "owner", OWNER_DIMENSION, what);
      }
    }
  }
  const groupNames = [...new Set(scenarios.flatMap(groupNamesOf))];
  const groupColumn = options.segment ?? imported.segmentColumn ?? "segment";
  if (groupNames.length > 0)
    need(groupColumn, groupColumn, "pipelineSegment", "; name the right one with --segment");
  const asOf = view.asOf;
  return caseModelOf(view, monthCount, {
    calendar: {
      fiscal: fiscalCalendarOf(options, imported),
      holidays: new Set(
        resolvedHolidays(options.holidays, imported.holidays, asOf, addDays(asOf, 31 * (monthCount + 1))).map(
          (text): number => dayFromIso(text)!,
        ),
      ),
    },
    crmProbabilities: imported.funnel.crmProbabilities,
    cuts: [...columns].map(([name, attribute]) => ({ name, attribute })),
    groupedBy: groupNames.length > 0 ? { column: groupColumn, names: groupNames } : undefined,
  });
}
