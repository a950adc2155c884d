import { clamp } from "../maths/clamp.ts";
import { FEWEST_WINS_TO_CALIBRATE } from "./calibration.ts";
import {
  forEachOpen,
  winTablesOf,
  type FittedDay,
  type FittedSegments,
  type ModelSettings,
} from "./landmark-sweep.ts";
import type { StateTable } from "./state-table.ts";
import { winProbabilityOf } from "./win-probability.ts";
import type { WinTable } from "./win-tables.ts";

/** Segments have to lower the log loss of the chances to be won by this share. */
const SMALLEST_GAIN = 0.005;
/** Fewer past windows than this say nothing. */
const FEWEST_WINDOWS = 3;
const SMALLEST_PROBABILITY = 1e-4;
/** Factors closer to 1 cannot gain as much: log loss changes by less than 20 times the change of the hazards. */
const SMALLEST_DIFFERENCE = 1e-4;

/** Log loss of the open opportunities of one past day, alike for all segments and by segment. */
interface TestedWindow {
  readonly alike: number;
  readonly bySegment: number;
}

/**
 * Whether segments made the chances of past days better: with what was known on each of them, over the opportunities
 * that were open, against what came of those within the window. What is open on one day shares the luck of that day, so
 * the gain has to hold without the window that gained most.
 * @param past days whose windows have ended, newest first, with the chances that hold for all segments alike
 * @see reference model, section 5
 */
export function segmentsImprove(
  table: StateTable,
  settings: ModelSettings,
  past: readonly { readonly fitted: FittedDay; readonly winTable: WinTable }[],
  segmentsOn: (fitted: FittedDay) => FittedSegments,
): boolean {
  if (past.length < FEWEST_WINDOWS || past[0]!.fitted.amounts.winCount < FEWEST_WINS_TO_CALIBRATE) {
    return false;
  }
  const windows = past.map(({ fitted, winTable }): TestedWindow => {
    const segments = segmentsOn(fitted);
    const alike = logLoss(table, fitted, winTable);
    if (!doDiffer(segments)) return { alike, bySegment: alike };
    const [own] = winTablesOf({ ...fitted, segments }, settings, [winTable.window]);
    return { alike, bySegment: logLoss(table, fitted, own!) };
  });
  const best = windows.reduce((a, b) => (gainOf(b) > gainOf(a) ? b : a));
  return doesGain(windows) && doesGain(windows.filter((window) => window !== best));
}

function gainOf({ alike, bySegment }: TestedWindow): number {
  return alike - bySegment;
}

function doesGain(windows: readonly TestedWindow[]): boolean {
  const alike = windows.reduce((sum, window) => sum + window.alike, 0);
  const bySegment = windows.reduce((sum, window) => sum + window.bySegment, 0);
  return alike > 0 && bySegment <= (1 - SMALLEST_GAIN) * alike;
}

function doDiffer({ factors }: FittedSegments): boolean {
  return factors.some(
    ({ won, lost }) => Math.max(Math.abs(won - 1), Math.abs(lost - 1)) > SMALLEST_DIFFERENCE,
  );
}

/** Sum over the opportunities that were open on the day. */
function logLoss(table: StateTable, fitted: FittedDay, winTable: WinTable): number {
  const { from, to } = winTable.window;
  let sum = 0;
  forEachOpen(table, fitted, (item) => {
    const win = table.visits.nextWin[item.visit]!;
    const isWon = win >= 0 && table.wins.day[win]! >= from && table.wins.day[win]! <= to;
    const p = clamp(winProbabilityOf(winTable, item), SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY);
    sum -= Math.log(isWon ? p : 1 - p);
  });
  return sum;
}
