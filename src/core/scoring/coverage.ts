import { ensure } from "../base/ensure.ts";
import type { Series } from "./series.ts";
import { wilsonInterval } from "./wilson-interval.ts";

export { wilsonInterval };

export interface Coverage {
  /** How many intervals held their actual. */
  readonly held: number;
  readonly of: number;
  /** held / of */
  readonly share: number;
  /** 95 % Wilson interval of the share, as if windows did not overlap; they do, so the truth is wider. */
  readonly low: number;
  readonly high: number;
}

/**
 * How many intervals held their actual; an actual on an end is held.
 * @param intervals shape [window], low <= high
 * @param actuals   shape [window]
 * @throws {RangeError} without windows, when the lengths differ, or for ends the wrong way round
 */
export function coverageOf(
  intervals: readonly { readonly low: number; readonly high: number }[],
  actuals: Series,
): Coverage {
  ensure(intervals.length > 0, "Cannot count how many of no intervals held");
  ensure(
    intervals.length === actuals.length,
    `Cannot hold ${intervals.length} intervals against ${actuals.length} actuals`,
  );
  let held = 0;
  intervals.forEach(({ low, high }, window) => {
    ensure(low <= high, `Cannot count an interval from ${low} to ${high}`);
    if (low <= actuals[window]! && actuals[window]! <= high) held++;
  });
  return {
    held,
    of: intervals.length,
    share: held / intervals.length,
    ...wilsonInterval(held, intervals.length),
  };
}
