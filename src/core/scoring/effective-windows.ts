import { ensure } from "../base/ensure.ts";

/**
 * How many windows without overlap fit in the time that overlapping windows of one length cover.
 * Coverage and win rates over overlapping windows are worth about this many independent observations.
 * @param firstCutoff day of the first cut-off, counted in days from anywhere
 * @param lastCutoff  day of the last cut-off, not before the first
 * @param windowDays  days forecast after each cut-off, > 0
 * @returns           (last - first + windowDays) / windowDays >= 1
 * @throws {RangeError} outside these ranges
 */
export function effectiveWindows(firstCutoff: number, lastCutoff: number, windowDays: number): number {
  ensure(lastCutoff >= firstCutoff, `Cannot count windows from day ${firstCutoff} back to ${lastCutoff}`);
  ensure(windowDays > 0, `Cannot count windows of ${windowDays} days`);
  return (lastCutoff - firstCutoff + windowDays) / windowDays;
}
