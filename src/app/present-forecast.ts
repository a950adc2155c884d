import type { ForecastReply, ForecastRequest, Distribution, Quantiles } from "../contracts/forecast.ts";
import { QUANTILE_LEVELS } from "../contracts/forecast.ts";
import { isoFromDay } from "../core/base/day.ts";
import { decimalFromMinorUnits, minorUnitsFromDecimal } from "../core/base/money.ts";
import type { ForecastFigures, RowFigures } from "../core/forecast/forecast-figures.ts";
import { agesOf, type PreparedForecast } from "../core/forecast/forecast-view.ts";
import { attributeOf } from "../core/pipeline/pipeline-view.ts";
import { drawLayoutOf } from "../core/simulation/draws.ts";

/** What a forecast came to, before it is put into words. */
export interface DrawnForecast {
  readonly prepared: PreparedForecast;
  readonly figures: ForecastFigures;
  /** Beside sampled figures, when asked for. */
  readonly exact?: ForecastFigures | undefined;
  /** Shape [opportunity]; null where there is no such difference. Only with a target. */
  readonly targetSwings?: readonly (number | null)[] | undefined;
}

type Results = Pick<
  ForecastReply,
  | "booked"
  | "total"
  | "open"
  | "new"
  | "exact"
  | "target"
  | "probabilityOfTarget"
  | "histogram"
  | "calibration"
  | "newBusiness"
  | "segments"
  | "owners"
  | "subPeriods"
  | "opportunities"
>;

const LEVELS: readonly number[] = QUANTILE_LEVELS;
const HISTOGRAM_BINS = 60;
const HISTOGRAM_ENDS = [0.002, 0.998] as const;

/** The figures of a forecast as the contract has them: money in decimals, what is booked added in. */
export function presentResults(drawn: DrawnForecast, request: ForecastRequest): Results {
  const { prepared, figures, exact } = drawn;
  const { plan } = prepared.built;
  const { minorDigits } = prepared.table.view;
  const money = (minorUnits: number): string => decimalFromMinorUnits(minorUnits, minorDigits);
  const layout = drawLayoutOf(plan);
  const bookedByPeriod = plan.periods.map((_, k) =>
    sumWhere(plan.booked, (cell) => cell % plan.periods.length === k),
  );
  const booked = bookedByPeriod.reduce((a, b) => a + b, 0);
  const main = mainRows(figures, layout, booked, money);
  const target =
    request.target === undefined ? undefined : minorUnitsFromDecimal(request.target, minorDigits);
  const groupRows = (dimensionName: string | undefined): ForecastReply["segments"] =>
    dimensionName === undefined ? [] : groupsOf(drawn, dimensionName, money);
  let bookedSoFar = 0;
  return {
    booked: money(booked),
    ...main,
    ...(exact === undefined
      ? {}
      : {
          exact: {
            ...mainRows(exact, layout, booked, money),
            ...(target === undefined
              ? {}
              : { probabilityOfTarget: shareOf(exact.totalAtLeast(target - booked)) }),
          },
        }),
    ...(target === undefined
      ? {}
      : { target: money(target), probabilityOfTarget: shareOf(figures.totalAtLeast(target - booked)) }),
    histogram: histogramOf(figures, layout.total, booked, money),
    calibration: calibrationOf(drawn, main.open, money, minorDigits),
    newBusiness: newBusinessOf(prepared, money),
    segments: groupRows(request.segmentColumn),
    owners: groupRows(request.ownerColumn === request.segmentColumn ? undefined : request.ownerColumn).map(
      ({ dimension: _dimension, ...owner }) => owner,
    ),
    subPeriods: plan.periods.map((period, k) => {
      bookedSoFar += bookedByPeriod[k]!;
      return {
        label: period.label,
        from: isoFromDay(period.from),
        to: isoFromDay(period.to),
        booked: money(bookedByPeriod[k]!),
        total: distributionOf(figures.row(layout.firstPeriod + k, LEVELS), bookedByPeriod[k]!, money),
        cumulative: distributionOf(figures.throughPeriod(k, LEVELS), bookedSoFar, money),
      };
    }),
    opportunities: opportunitiesOf(drawn, request, money),
  };
}

/** Open, new and total; the means are rounded so that they add up to the cent. */
function mainRows(
  figures: ForecastFigures,
  layout: ReturnType<typeof drawLayoutOf>,
  booked: number,
  money: (minorUnits: number) => string,
): Pick<ForecastReply, "total" | "open" | "new"> {
  const open = figures.row(layout.open, LEVELS);
  const fresh = figures.row(layout.new, LEVELS);
  const total = figures.row(layout.total, LEVELS);
  const mean = Math.round(open.mean) + Math.round(fresh.mean);
  return {
    total: distributionOf({ ...total, mean }, booked, money),
    open: distributionOf({ ...open, mean: Math.round(open.mean) }, 0, money),
    new: distributionOf({ ...fresh, mean: Math.round(fresh.mean) }, 0, money),
  };
}

function distributionOf(
  row: RowFigures,
  booked: number,
  money: (minorUnits: number) => string,
): Distribution {
  const quantiles = Object.fromEntries(
    QUANTILE_LEVELS.map((level, index) => [String(level), money(booked + row.quantiles[index]!)]),
  ) as Quantiles;
  return { mean: money(booked + row.mean), sd: money(row.sd), quantiles };
}

function histogramOf(
  figures: ForecastFigures,
  row: number,
  booked: number,
  money: (minorUnits: number) => string,
): ForecastReply["histogram"] {
  const [low, high] = figures.row(row, HISTOGRAM_ENDS).quantiles.map((end) => Math.round(end)) as [
    number,
    number,
  ];
  const width = (high - low) / HISTOGRAM_BINS;
  if (width <= 0) return { from: money(booked + low), to: money(booked + high), counts: [1] };
  const above = Array.from({ length: HISTOGRAM_BINS + 1 }, (_, bin) =>
    figures.totalAtLeast(low + bin * width),
  );
  const counts = above.slice(1).map((share, bin) => Math.max(0, above[bin]! - share));
  return { from: money(booked + low), to: money(booked + high), counts };
}

function groupsOf(
  { prepared, figures }: DrawnForecast,
  dimensionName: string,
  money: (minorUnits: number) => string,
): ForecastReply["segments"] {
  const { plan } = prepared.built;
  const layout = drawLayoutOf(plan);
  const dimension = plan.dimensions.findIndex((candidate) => candidate.name === dimensionName);
  const openCounts = new Map<number, number>();
  plan.opportunityLeaves.forEach((leaf) => {
    const group = plan.leaves[leaf]!.groups[dimension]!;
    openCounts.set(group, (openCounts.get(group) ?? 0) + 1);
  });
  const rows = plan.dimensions[dimension]!.groups.map((name, group) => {
    const booked = sumWhere(
      plan.booked,
      (cell) => plan.leaves[Math.floor(cell / plan.periods.length)]!.groups[dimension] === group,
    );
    return {
      dimension: dimensionName,
      name,
      openCount: openCounts.get(group) ?? 0,
      booked: money(booked),
      total: distributionOf(figures.row(layout.firstGroup[dimension]! + group, LEVELS), booked, money),
    };
  });
  return rows.sort((a, b) => Number(b.total.mean) - Number(a.total.mean) || (a.name < b.name ? -1 : 1));
}

function calibrationOf(
  { prepared }: DrawnForecast,
  open: Distribution,
  money: (minorUnits: number) => string,
  minorDigits: number,
): ForecastReply["calibration"] {
  const { fit, built } = prepared;
  const { plan } = built;
  const sum = plan.amounts.reduce(
    (total, amount, row) => total + Math.round(amount * winProbabilityOf(prepared, row)),
    0,
  );
  return {
    openAdjustment: sixDigits(Math.exp(fit.openBias) - 1),
    openAdjustmentAmount: money(minorUnitsFromDecimal(open.mean, minorDigits) - sum),
    commonFactorSd: sixDigits(fit.factor.sigma),
    commonFactorDegreesOfFreedom: sixDigits(fit.factor.degreesOfFreedom),
    effectiveWindows: sixDigits(fit.factor.effectiveWindows),
    windowCount: fit.past.length,
    sufficient: fit.factor.isCalibrated,
  };
}

function newBusinessOf(
  { built, fit }: PreparedForecast,
  money: (minorUnits: number) => string,
): ForecastReply["newBusiness"] {
  const { plan } = built;
  const isTakenBack = (amounts: Float64Array): boolean => amounts[0]! < 0;
  const processes = plan.newBusiness.filter((process) => !isTakenBack(process.amounts));
  const wins = processes.reduce((sum, process) => sum + process.expectedWins.reduce((a, b) => a + b, 0), 0);
  return {
    createdPerDay: sixDigits(built.createdPerDay),
    yearlyIndex: sixDigits(built.yearlyIndex),
    expectedWins: sixDigits(wins),
    expectedAmountPerWin: fit.fitted.amounts.winCount > 0 ? money(fit.fitted.amounts.poolMean) : null,
  };
}

function opportunitiesOf(
  { prepared, targetSwings }: DrawnForecast,
  request: ForecastRequest,
  money: (minorUnits: number) => string,
): ForecastReply["opportunities"] {
  const { view } = prepared.table;
  const { plan, open } = prepared.built;
  const attribute = (name: string | undefined) => view.attributes.find((column) => column.name === name);
  const segment = attribute(request.segmentColumn);
  const owner = attribute(request.ownerColumn);
  return open.map((item, row) => {
    const winProbability = winProbabilityOf(prepared, row);
    const logRow = view.stateRow[item.state]!;
    return {
      id: plan.opportunityIds[row]!,
      stage: view.openStages[item.stage]!,
      segment: segment === undefined ? null : attributeOf(view, segment, item.state) || null,
      owner: owner === undefined ? null : attributeOf(view, owner, item.state) || null,
      amount: Number.isNaN(item.knownAmount) ? null : money(item.knownAmount),
      expectedAmount: money(Math.round(plan.amounts[row]! * winProbability)),
      winProbability,
      calibratedWinProbability: sixDigits(prepared.calibratedWinProbabilities[row]!),
      ...(targetSwings === undefined ? {} : { targetSwing: targetSwings[row]! }),
      ...agesOf(prepared, item),
      source: { file: view.log.files[view.log.rows.file[logRow]!]!, line: view.log.rows.line[logRow]! },
    };
  });
}

/** Chance to be won in the period: the sum over its sub-periods, as it is drawn. */
function winProbabilityOf({ built: { plan } }: PreparedForecast, row: number): number {
  const count = plan.periods.length;
  let sum = 0;
  for (let k = 0; k < count; k++) sum += plan.winProbabilities[row * count + k]!;
  return Math.min(1, sum);
}

function sumWhere(column: Float64Array, isCounted: (cell: number) => boolean): number {
  return column.reduce((sum, value, cell) => (isCounted(cell) ? sum + value : sum), 0);
}

/** Figures that only explain are shown to six decimals, so that the last bits of a runtime's logarithm do not show. */
function sixDigits(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function shareOf(value: number): number {
  return Math.min(1, Math.max(0, value));
}
