import { ensure } from "../base/ensure.ts";
import { found, missing, type Outcome } from "../base/outcome.ts";
import { ensurePaired, type Series } from "./series.ts";

/**
 * Weighted absolute percentage error: sum |F - A| / sum |A|. 0 is perfect; a forecast of nothing scores 1.
 * @param forecasts shape [window], finite; the median is the point that makes it least
 * @param actuals   shape [window], same currency
 * @returns         a fraction >= 0 (0.083 for 8.3 %)
 * @throws {RangeError} when the lengths differ
 * @see Kolassa & Schuetz (2007), "Advantages of the MAD/mean ratio over the MAPE"
 */
export function wape(forecasts: Series, actuals: Series): Outcome<number, "no_windows" | "nothing_booked"> {
  ensurePaired(forecasts, actuals);
  if (actuals.length === 0) return missing("no_windows");
  let booked = 0;
  for (let window = 0; window < actuals.length; window++) booked += Math.abs(actuals[window]!);
  return booked > 0 ? found(sumOfAbsoluteErrors(forecasts, actuals) / booked) : missing("nothing_booked");
}

/**
 * Relative bias: sum (F - A) / sum A, a ratio of sums. Positive = forecasts were too high.
 * @param forecasts shape [window], finite
 * @param actuals   shape [window], same currency
 * @returns         a fraction; missing where the actuals do not add up to more than 0, as its sign would mislead
 * @throws {RangeError} when the lengths differ
 */
export function relativeBias(
  forecasts: Series,
  actuals: Series,
): Outcome<number, "no_windows" | "nothing_booked"> {
  ensurePaired(forecasts, actuals);
  if (actuals.length === 0) return missing("no_windows");
  let error = 0;
  let booked = 0;
  for (let window = 0; window < actuals.length; window++) {
    error += forecasts[window]! - actuals[window]!;
    booked += actuals[window]!;
  }
  return booked > 0 ? found(error / booked) : missing("nothing_booked");
}

/**
 * Mean of |F - A|, in the currency of both; least for the median.
 * @throws {RangeError} without windows or when the lengths differ
 */
export function meanAbsoluteError(forecasts: Series, actuals: Series): number {
  ensurePaired(forecasts, actuals);
  ensure(actuals.length > 0, "Cannot average the errors of no windows");
  return sumOfAbsoluteErrors(forecasts, actuals) / actuals.length;
}

/**
 * Root of the mean of (F - A)^2, in the currency of both; least for the mean.
 * @throws {RangeError} without windows or when the lengths differ
 */
export function rootMeanSquareError(forecasts: Series, actuals: Series): number {
  ensurePaired(forecasts, actuals);
  ensure(actuals.length > 0, "Cannot average the errors of no windows");
  let squares = 0;
  for (let window = 0; window < actuals.length; window++) {
    const error = forecasts[window]! - actuals[window]!;
    squares += error * error;
  }
  return Math.sqrt(squares / actuals.length);
}

/**
 * Mean absolute error over the mean absolute change of a series known before: below 1 beats repeating the last value.
 * @param trainingSeries shape [step], in order of time and all before the first window scored
 * @param seasonLength   steps between the values that are compared; 1: with the one before, 4: a year of quarters
 * @returns              a ratio >= 0
 * @throws {RangeError} when the lengths differ, or for a season that is no whole number of steps
 * @see Hyndman & Koehler (2006), "Another look at measures of forecast accuracy"
 */
export function meanAbsoluteScaledError(
  forecasts: Series,
  actuals: Series,
  trainingSeries: Series,
  seasonLength = 1,
): Outcome<number, "no_windows" | "too_little_history" | "history_never_changed"> {
  ensurePaired(forecasts, actuals);
  ensure(
    Number.isInteger(seasonLength) && seasonLength > 0,
    `Cannot compare values ${seasonLength} steps apart`,
  );
  if (actuals.length === 0) return missing("no_windows");
  const changeCount = trainingSeries.length - seasonLength;
  if (changeCount < 1) return missing("too_little_history");
  let changes = 0;
  for (let step = seasonLength; step < trainingSeries.length; step++) {
    changes += Math.abs(trainingSeries[step]! - trainingSeries[step - seasonLength]!);
  }
  if (!(changes > 0)) return missing("history_never_changed");
  return found(meanAbsoluteError(forecasts, actuals) / (changes / changeCount));
}

function sumOfAbsoluteErrors(forecasts: Series, actuals: Series): number {
  let sum = 0;
  for (let window = 0; window < actuals.length; window++)
    sum += Math.abs(forecasts[window]! - actuals[window]!);
  return sum;
}
