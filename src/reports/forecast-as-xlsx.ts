import type { ForecastTeamView } from "../contracts/api/forecast-view.ts";
import type { ForecastReply, OpportunityForecast } from "../contracts/forecast.ts";
import { minorDigitsOf } from "../core/base/money.ts";
import { decidingOpportunities } from "./figures/deciding-opportunities.ts";
import {
  factSheet,
  listSheet,
  MOST_ROWS,
  numberColumn,
  numberFact,
  textColumn,
  textFact,
  type Fact,
} from "./workbook/list-sheet.ts";
import { quantileColumns, sourceSheets } from "./workbook/shared-sheets.ts";
import type { Sheet } from "./workbook/sheet.ts";
import { workbookBytes } from "./workbook/workbook-bytes.ts";

type Group = ForecastReply["owners"][number];
type Named = readonly [string, ForecastReply["total"]];
type SubPeriod = ForecastReply["subPeriods"][number];

/**
 * A forecast as a workbook of plain values: the range and its parts, the opportunities that decide it, segments, owners, sub-periods, all
 * open opportunities, and how past forecasts held. Of a team its owners and opportunities.
 * @param mostRows of a sheet; how many more there are is said in it
 * @returns an XLSX file; the same reply gives the same bytes
 */
export function forecastAsXlsx(
  reply: ForecastReply | ForecastTeamView,
  mostRows: number = MOST_ROWS,
): Uint8Array {
  const sheets = "view" in reply ? teamSheets(reply, mostRows) : companySheets(reply, mostRows);
  return workbookBytes(sheets, minorDigitsOf(reply.currency));
}

function companySheets(reply: ForecastReply, mostRows: number): Sheet[] {
  const deciding = decidingOpportunities(reply, 50);
  const others = [...reply.opportunities].sort(byExpectation);
  return [
    factSheet("Forecast", [
      ...facts(reply),
      numberFact("Booked", "money", reply.booked, "In the period, up to the as-of day"),
      numberFact("Target", "money", reply.target),
      numberFact("Chance to reach the target", "percent", reply.probabilityOfTarget),
      numberFact("Common factor, standard deviation", "factor", reply.calibration.commonFactorSd),
      numberFact("Independent windows behind it", "ratio", reply.calibration.effectiveWindows),
      numberFact("Expected wins of new business", "ratio", reply.newBusiness.expectedWins),
    ]),
    distributionSheet(reply),
    opportunitySheet("Deciding", deciding.shown, [
      deciding.by === "targetSwing"
        ? "Those whose win moves the chance to reach the target most"
        : "The largest by what is expected of them",
    ]),
    groupSheet("Segments", reply.segments, [
      textColumn<ForecastReply["segments"][number]>("Dimension", 18, ({ dimension }) => dimension),
    ]),
    groupSheet("Owners", reply.owners),
    listSheet<SubPeriod>("Sub-periods", reply.subPeriods, [
      textColumn("Sub-period", 16, ({ label }) => label),
      textColumn("From", 12, ({ from }) => from),
      textColumn("To", 12, ({ to }) => to),
      numberColumn("Booked", "money", ({ booked }) => booked),
      numberColumn("Mean", "money", ({ total }) => total.mean),
      ...quantileColumns(reply.subPeriods, ({ total }) => total.quantiles),
      numberColumn("Cumulative mean", "money", ({ cumulative }) => cumulative.mean),
    ]),
    opportunitySheet("Opportunities", others, ["All open ones, the most expected first"], mostRows),
    listSheet("Overrides", reply.overrides ?? [], [
      textColumn("Of", 12, ({ scope }) => scope),
      textColumn("Name", 26, ({ scopeValue }) => scopeValue),
      textColumn("Period", 12, ({ period }) => period.label),
      numberColumn("Amount", "money", ({ amount }) => amount),
      textColumn("Note", 70, ({ note }) => note),
      textColumn("Made", 26, ({ madeAt }) => madeAt),
    ]),
    recordSheet(reply),
    ...sourceSheets(reply),
  ];
}

function teamSheets(reply: ForecastTeamView, mostRows: number): Sheet[] {
  return [
    factSheet("Forecast", facts(reply), [
      "Of your owners and opportunities; ranges of owners do not add up to a range of the team",
    ]),
    groupSheet("Owners", reply.owners),
    opportunitySheet(
      "Opportunities",
      [...reply.opportunities].sort(byExpectation),
      ["The most expected first"],
      mostRows,
    ),
  ];
}

function facts(reply: ForecastReply | ForecastTeamView): Fact[] {
  return [
    textFact("Period", reply.period.label, `${reply.period.from} to ${reply.period.to}`),
    textFact("As of", reply.asOf, "Only what was recorded by then is used"),
    textFact("Known through", reply.knownThrough),
    textFact("Currency", reply.currency),
    textFact("Method", reply.method),
    numberFact("Draws", "count", reply.drawCount),
    numberFact("Seed", "general", reply.seed),
    textFact("Engine", reply.engineVersion),
    textFact("Plan digest", reply.planDigest),
    textFact("Result digest", reply.resultDigest, "Of the whole result, as it was computed"),
  ];
}

function distributionSheet(reply: ForecastReply): Sheet {
  const rows: Named[] = [
    ["Total", reply.total],
    ["Open", reply.open],
    ["New business", reply.new],
  ];
  if (reply.exact !== undefined) {
    rows.push(["Total, exact", reply.exact.total], ["Open, exact", reply.exact.open]);
    rows.push(["New business, exact", reply.exact.new]);
  }
  return listSheet<Named>(
    "Range",
    rows,
    [
      textColumn("Part", 22, ([name]) => name),
      numberColumn("Mean", "money", ([, { mean }]) => mean),
      numberColumn("Std. deviation", "money", ([, { sd }]) => sd),
      ...quantileColumns(rows, ([, { quantiles }]) => quantiles),
    ],
    ["Total = booked + open + new business, in every draw; quantiles of parts do not add up"],
  );
}

function groupSheet<Row extends Group>(
  name: string,
  rows: readonly Row[],
  before: readonly ReturnType<typeof textColumn<Row>>[] = [],
): Sheet {
  return listSheet<Row>(name, rows, [
    ...before,
    textColumn("Name", 26, (row) => row.name),
    numberColumn("Open", "count", ({ openCount }) => openCount),
    numberColumn("Booked", "money", ({ booked }) => booked),
    numberColumn("Mean", "money", ({ total }) => total.mean),
    numberColumn("Std. deviation", "money", ({ total }) => total.sd),
    ...quantileColumns(rows, ({ total }) => total.quantiles),
  ]);
}

type Opportunity = Omit<OpportunityForecast, "targetSwing"> & {
  readonly targetSwing?: number | null | undefined;
};

function opportunitySheet(
  name: string,
  rows: readonly Opportunity[],
  notes: readonly string[],
  mostRows: number = MOST_ROWS,
): Sheet {
  const columns = [
    textColumn<Opportunity>("Opportunity", 28, ({ id }) => id),
    textColumn<Opportunity>("Stage", 20, ({ stage }) => stage),
    textColumn<Opportunity>("Segment", 18, ({ segment }) => segment),
    textColumn<Opportunity>("Owner", 22, ({ owner }) => owner),
    numberColumn<Opportunity>("Amount", "money", ({ amount }) => amount),
    numberColumn<Opportunity>("Expected", "money", ({ expectedAmount }) => expectedAmount),
    numberColumn<Opportunity>("Win", "percent", ({ calibratedWinProbability }) => calibratedWinProbability),
    numberColumn<Opportunity>("Win, simulated", "percent", ({ winProbability }) => winProbability),
    numberColumn<Opportunity>("Swing", "percent", ({ targetSwing }) => targetSwing),
    numberColumn<Opportunity>("Age, days", "count", ({ ageDays }) => ageDays),
    numberColumn<Opportunity>("In stage, days", "count", ({ daysInStage }) => daysInStage),
    textColumn<Opportunity>("File", 26, ({ source }) => source.file),
    numberColumn<Opportunity>("Line", "general", ({ source }) => source.line),
  ];
  const hasSwing = rows.some(({ targetSwing }) => typeof targetSwing === "number");
  return listSheet(
    name,
    rows,
    hasSwing ? columns : columns.filter(({ header }) => header !== "Swing"),
    notes,
    mostRows,
  );
}

function recordSheet({ record }: ForecastReply): Sheet {
  const { windows, coverage, reason } = record;
  const notes =
    coverage === null
      ? [reason ?? "There is no record"]
      : (["0.5", "0.8", "0.95"] as const).map(
          (level) =>
            `${Number(level) * 100} % range: held ${coverage[level].held} of ${coverage[level].of} times`,
        );
  return listSheet(
    "Record",
    windows,
    [
      textColumn("As of", 12, ({ asOf }) => asOf),
      textColumn("From", 12, ({ from }) => from),
      textColumn("To", 12, ({ to }) => to),
      numberColumn("Actual", "money", ({ actual }) => actual),
      ...quantileColumns(windows, ({ quantiles }) => quantiles),
    ],
    notes,
  );
}

function byExpectation(left: Opportunity, right: Opportunity): number {
  return Number(right.expectedAmount) - Number(left.expectedAmount) || (left.id < right.id ? -1 : 1);
}
