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
 * How a request is cut into cells. The number of parts never changes a result.
 * @param partCount parts of a backtest, where the default does not do
 */
export function cellsOfRun(request: RunRequest, partCount?: number): PlannedCells {
  if (request.kind === "backtest") return inParts(partCount ?? partsOfBacktest(request));
  if (request.kind === "scenario" && request.scenarios.length > 1) return inParts(request.scenarios.length);
  return { cells: [{ kind: "whole", part: null }], hasMerge: false };
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
