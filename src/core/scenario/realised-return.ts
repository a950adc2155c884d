import { ensure } from "../base/ensure.ts";
import type { ScenarioResult } from "./simulate-scenario.ts";

/** What an investment has really brought so far, in every draw of its counterfactual; minor units. */
export interface RealisedReturn {
  readonly monthCount: number;
  readonly actualBookings: number;
  /** Bookings of the same months as forecast on the start day, without the investment; shape [draw]. */
  readonly counterfactual: Float64Array;
  /** Actual bookings less the counterfactual; shape [draw]. */
  readonly effect: Float64Array;
  /** The effect at the case's gross margin; shape [draw]. */
  readonly grossMarginOfEffect: Float64Array;
  /** Of the cost plan up to the last of the months, the initial column included; positive. */
  readonly costsToDate: number;
  /** Gross margin of the effect, direct benefits and avoided costs less costs; shape [draw]. */
  readonly net: Float64Array;
  /** What the case promised for these months; shape [draw]. */
  readonly plannedEffect: Float64Array;
  readonly probabilityOfEffect: number;
}

/**
 * Sets what was booked since the start against the forecast made on the start day. What the forecast does not know of
 * its own base case is all the uncertainty there is: actuals are known, and costs are those of the plan.
 * @param monthCount     whole months that have passed, 1..horizon
 * @param actualBookings booked in these months, minor units
 */
export function realisedReturn(
  { base, changed, flows, scenario }: ScenarioResult,
  { monthCount, actualBookings }: { readonly monthCount: number; readonly actualBookings: number },
): RealisedReturn {
  ensure(
    Number.isInteger(monthCount) && monthCount >= 1 && monthCount <= flows.monthCount,
    `Cannot look back on ${monthCount} months of a case of ${flows.monthCount}`,
  );
  ensure(
    base.money !== undefined && changed.money !== undefined,
    "Cannot look back on a case without pipeline data",
  );
  const { drawCount, minorDigits } = flows;
  const sumsOf = (bookings: Float64Array): Float64Array => {
    const sums = new Float64Array(drawCount);
    for (let cell = 0; cell < monthCount * drawCount; cell++) sums[cell % drawCount]! += bookings[cell]!;
    return sums;
  };
  const counterfactual = sumsOf(base.money.bookings);
  const planned = sumsOf(changed.money.bookings);
  const effect = counterfactual.map((bookings) => actualBookings - bookings);
  const grossMargin = scenario.grossMargin.toNumber();
  const ledgerSum = (kind: string): number =>
    flows.lines
      .filter((line) => line.kind === kind)
      .flatMap(({ cells }) => cells.slice(0, monthCount + 1))
      .reduce((sum, amount) => sum + amount.toNumber() * 10 ** minorDigits, 0);
  const costsToDate = Math.round(-ledgerSum("cost")) + 0;
  const fixed = Math.round(ledgerSum("direct_benefit") + ledgerSum("avoided_cost")) - costsToDate;
  const grossMarginOfEffect = effect.map((amount) => Math.round(amount * grossMargin));
  return {
    monthCount,
    actualBookings,
    counterfactual,
    effect,
    grossMarginOfEffect,
    costsToDate,
    net: grossMarginOfEffect.map((margin) => margin + fixed),
    plannedEffect: planned.map((bookings, draw) => bookings - counterfactual[draw]!),
    probabilityOfEffect: effect.filter((amount) => amount > 0).length / drawCount,
  };
}
