import type { RunRequest } from "../../contracts/run.ts";
import { dayFromIso } from "../../core/base/day.ts";
import type { CellKind, CellPart } from "./cell-work.ts";

/** A cell as it is submitted. */
export interface PlannedCell {
  readonly kind: CellKind;
  readonly part: CellPart | null;
}

/** How a run is cut up: its first cells, and whether their results are brought together by one more. */
export interface PlannedCells {
  readonly cells: readonly PlannedCell[];
  readonly hasMerge: boolean;
}

/** Cut-offs of a part: long enough to be worth a hand-over, short enough that a lost one costs seconds. */
const CUTOFFS_A_PART = 4;
const MOST_PARTS = 200;
/** Parts of a backtest whose first and last cut-off are only known when the pipeline is read. */
const PARTS_OF_UNKNOWN = 16;

/**
 * Work that makes a forecast worth cutting up: draws times changes of the pipeline. A thread then draws for five seconds or more,
 * while fitting the model, which every process does once for its parts, takes two or three; a smaller forecast is drawn by the
 * threads of one machine before another one has read the pipeline.
 */
const LARGE_FORECAST = 4e11;
/** Of the same: two to three seconds of one thread. */
const FORECAST_A_PART = 2e11;
/** Every part more is one more that is fitted for, kept and brought together. */
const MOST_FORECAST_PARTS = 16;
const DEFAULT_FORECAST_DRAWS = 50_000;

/** What the cut depends on besides the request. */
export interface CutOptions {
  /** Changes of the pipeline that is read: how large it is. */
  readonly changeCount?: number | undefined;
  /** Parts of a backtest or a forecast, where the default does not do. */
  readonly partCount?: number | undefined;
}

/** How a request is cut into cells. The number of parts never changes a result. */
export function cellsOfRun(
  request: RunRequest,
  { changeCount = 0, partCount }: CutOptions = {},
): PlannedCells {
  if (request.kind === "backtest") return inParts(partCount ?? partsOfBacktest(request));
  if (request.kind === "scenario" && request.scenarios.length > 1) return inParts(request.scenarios.length);
  // The exact distribution has no draws that could be shared.
  if (request.kind === "forecast" && request.method !== "exact") {
    const count = partCount ?? partsOfForecast(request.draws ?? DEFAULT_FORECAST_DRAWS, changeCount);
    if (count > 1) return inParts(count);
  }
  return { cells: [{ kind: "whole", part: null }], hasMerge: false };
}

function partsOfForecast(drawCount: number, changeCount: number): number {
  const work = drawCount * changeCount;
  return work < LARGE_FORECAST ? 1 : Math.min(MOST_FORECAST_PARTS, Math.ceil(work / FORECAST_A_PART));
}

function inParts(count: number): PlannedCells {
  const cells = Array.from({ length: count }, (_, index) => ({
    kind: "part" as const,
    part: { index, count },
  }));
  return { cells, hasMerge: true };
}

const EVERY_DAYS: Readonly<Record<string, number>> = { day: 1, week: 7, month: 30.4375 };

function partsOfBacktest({ from, to, every }: Extract<RunRequest, { kind: "backtest" }>): number {
  const first = from === undefined ? undefined : dayFromIso(from);
  const last = to === undefined ? undefined : dayFromIso(to);
  if (first === undefined || last === undefined) return PARTS_OF_UNKNOWN;
  const step = EVERY_DAYS[every] ?? Number.parseFloat(every);
  const cutoffCount = step >= 1 && last >= first ? Math.floor((last - first) / step) + 1 : 1;
  return Math.min(MOST_PARTS, Math.ceil(cutoffCount / CUTOFFS_A_PART));
}
