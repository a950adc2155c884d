import { discountFactorsForDraws } from "../roi/discount.ts";
import type { CaseModel } from "./case-model.ts";
import { costShares } from "./cost-shares.ts";
import { expectedBookings, expectedMoney, type ExpectedMoney } from "./expected-money.ts";
import type { FlowWith } from "./flow-surface.ts";
import { leveredPlan, type SizedLever } from "./levered-plan.ts";
import { isPipelineLever } from "./lever-rates.ts";
import { retentionAdjustments } from "./retention-levers.ts";
import type { Scenario } from "./scenario.ts";

/** What levers of given sizes are worth on average. */
export interface LeverValue {
  /** Change of gross margin and payment timing, discounted; minor units. */
  readonly presentValue: number;
  /** Change of gross margin over the horizon, not discounted; minor units. */
  readonly grossMargin: number;
}

/**
 * Values levers by expectation, without drawing: the means that the draws of a case go to. Sizes and levers come in the
 * order of the scenario; a size of undefined leaves its lever out.
 */
export type ValueLevers = (sizes: readonly (number | undefined)[]) => LeverValue;

/**
 * @param factorMeans mean of the common factor; shape [month]
 * @param flowWith    how the process is followed with all levers on; undefined: anew
 */
export function leverValuer(
  scenario: Scenario,
  model: CaseModel | undefined,
  factorMeans: Float64Array,
  flowWith: FlowWith | undefined,
): ValueLevers {
  const { horizonMonths: monthCount, levers } = scenario;
  const factors = discountFactorsForDraws(scenario.discountRatePerYear, monthCount);
  const bookingsOf = (sized: readonly SizedLever[], flow: FlowWith | undefined): Float64Array[] =>
    model === undefined
      ? [new Float64Array(monthCount)]
      : expectedBookings(leveredPlan(model, sized, flow), model.bookingGroups.names.length, factorMeans);
  const moneyWith = (sized: readonly SizedLever[]): ExpectedMoney => {
    // A surface spans the sizes of all levers together; of single ones it knows nothing.
    const flow = sized.length === levers.length ? flowWith : undefined;
    const drawn = sized.map(({ lever, size }) => ({ lever, sizes: Float64Array.of(size) }));
    const shape = { monthCount, drawsPerStratum: 1 };
    return expectedMoney({
      terms: scenario,
      groups: model?.bookingGroups.names ?? [""],
      bookings: bookingsOf(
        sized.filter(({ lever }) => isPipelineLever(lever)),
        flow,
      ),
      monthCount,
      costShare: costShares(scenario.grossMargin.toNumber(), drawn, shape),
      adjustments: retentionAdjustments(scenario.recurring?.book.segments ?? [], drawn, shape),
    });
  };
  const base = moneyWith([]);
  const known = new Map<string, LeverValue>();
  return (sizes) => {
    const key = sizes.join(" ");
    const before = known.get(key);
    if (before !== undefined) return before;
    const sized = levers.flatMap((lever, index) => {
      const size = sizes[index];
      return size === undefined ? [] : [{ lever, size }];
    });
    const value = differenceOf(base, moneyWith(sized), factors);
    known.set(key, value);
    return value;
  };
}

function differenceOf(base: ExpectedMoney, levered: ExpectedMoney, factors: Float64Array): LeverValue {
  let presentValue = 0;
  let grossMargin = 0;
  levered.grossMargin.forEach((margin, month) => {
    const ofMargin = margin - base.grossMargin[month]!;
    const ahead = (money: ExpectedMoney): number => money.cash[month]! - money.revenue[month]!;
    grossMargin += ofMargin;
    presentValue += factors[month + 1]! * (ofMargin + ahead(levered) - ahead(base));
  });
  return { presentValue, grossMargin };
}
