import type { Day } from "../../src/core/base/day.ts";
import { actualBookings } from "../../src/core/company/actual-bookings.ts";
import type { CompanyLever, CompanySettings } from "../../src/core/company/company-settings.ts";
import { generateCompany } from "../../src/core/company/generate-company.ts";

/** What a lever does to bookings over other futures of one company; minor units. */
export interface FutureEffects {
  /** Shape [future]. */
  readonly effects: readonly number[];
  readonly mean: number;
  /** Of one future, not of their mean. */
  readonly sd: number;
}

/**
 * The same recorded days, other luck after them: each future with each lever less the same future without.
 * @param settings    with as many future days as the window needs
 * @param levers      shape [lever]: what each is in the company
 * @param window      days whose bookings count, both inclusive
 * @param futureCount two or more
 * @returns           shape [lever]
 */
export function futureEffects(
  settings: CompanySettings,
  levers: readonly (readonly CompanyLever[])[],
  window: { readonly from: Day; readonly to: Day },
  futureCount: number,
): FutureEffects[] {
  const bookedIn = (future: number, own: readonly CompanyLever[]): number =>
    actualBookings(generateCompany({ ...settings, future, levers: own }), window.from, window.to).netAmount;
  const byFuture = Array.from({ length: futureCount }, (_, future) => {
    const without = bookedIn(future, []);
    return levers.map((own) => bookedIn(future, own) - without);
  });
  return levers.map((_, lever) => spreadOf(byFuture.map((effects) => effects[lever]!)));
}

function spreadOf(effects: readonly number[]): FutureEffects {
  const mean = effects.reduce((sum, effect) => sum + effect, 0) / effects.length;
  const square = effects.reduce((sum, effect) => sum + (effect - mean) ** 2, 0) / (effects.length - 1);
  return { effects, mean, sd: Math.sqrt(square) };
}
