import { expectedBook } from "../customers/expected-book.ts";
import { contractSchedules, scheduleWeights, type Schedule } from "../customers/contract-schedules.ts";
import type { RateAdjustments } from "../customers/rate-adjustments.ts";
import type { SimulationPlan } from "../simulation/plan.ts";
import { soldBy, winsJoining } from "./case-money.ts";
import type { LeveredPlan } from "./levered-plan.ts";
import type { Scenario } from "./scenario.ts";

/** Expected money of a case, without drawing; minor units; shape [month]. */
export interface ExpectedMoney {
  readonly bookings: Float64Array;
  readonly revenue: Float64Array;
  readonly cash: Float64Array;
  readonly grossMargin: Float64Array;
}

export interface ExpectedMoneyQuestion {
  readonly terms: Pick<Scenario, "contracts" | "recurring">;
  readonly groups: readonly string[];
  /** Expected bookings; shape [group], each [month], with at least `monthCount` months. */
  readonly bookings: readonly Float64Array[];
  readonly monthCount: number;
  /** Shape [month]. */
  readonly costShare: Float64Array;
  readonly adjustments: ReadonlyMap<string, RateAdjustments>;
}

/**
 * Expected bookings of a levered plan: the mean of `drawBookings`, but for its rounding.
 * @param factorMeans mean of the common factor; shape [month]
 * @returns shape [group], each [month]
 */
export function expectedBookings(
  { parts }: Pick<LeveredPlan, "parts">,
  groupCount: number,
  factorMeans: Float64Array,
): Float64Array[] {
  const bookings = Array.from({ length: groupCount }, () => new Float64Array(factorMeans.length));
  for (const { plan, group, amountFactors } of parts) {
    expectedByMonth(plan).forEach((amount, month) => {
      bookings[group]![month]! += amount * amountFactors[month]! * factorMeans[month]!;
    });
  }
  return bookings;
}

function expectedByMonth(plan: SimulationPlan): Float64Array {
  const monthCount = plan.periods.length;
  const expected = new Float64Array(monthCount);
  plan.amounts.forEach((amount, row) => {
    for (let month = 0; month < monthCount; month++) {
      expected[month]! += amount * plan.openScale * plan.winProbabilities[row * monthCount + month]!;
    }
  });
  for (const { amounts, expectedWins } of plan.newBusiness) {
    const mean = amounts.reduce((sum, amount) => sum + amount, 0) / amounts.length;
    expectedWins.forEach((wins, month) => (expected[month]! += wins * mean));
  }
  return expected;
}

/** What `caseMoney` brings on average. */
export function expectedMoney(question: ExpectedMoneyQuestion): ExpectedMoney {
  const { terms, groups, monthCount, costShare, adjustments } = question;
  const ofGroups = question.bookings.map((bookings) => bookings.subarray(0, monthCount));
  const zero = (): Float64Array => new Float64Array(monthCount);
  const money = { bookings: zero(), revenue: zero(), cash: zero() };
  ofGroups.forEach((bookings, group) => {
    bookings.forEach((amount, month) => (money.bookings[month]! += amount));
    for (const { share, terms: contract } of soldBy(terms, groups[group]!)) {
      const schedules = contractSchedules(contract);
      spread(money.revenue, bookings, share, schedules.recognised);
      spread(money.cash, bookings, share, schedules.cash);
    }
  });
  if (terms.recurring !== undefined) {
    const wins = winsJoining(terms.recurring, ofGroups, groups, monthCount);
    const { closingMrr } = expectedBook(terms.recurring.book, { monthCount, adjustments, wins }).columns;
    closingMrr.forEach((mrr, month) => {
      money.revenue[month]! += mrr;
      money.cash[month]! += mrr;
    });
  }
  return { ...money, grossMargin: money.revenue.map((revenue, month) => revenue * (1 - costShare[month]!)) };
}

function spread(target: Float64Array, bookings: Float64Array, share: number, schedule: Schedule): void {
  const weights = scheduleWeights(schedule);
  bookings.forEach((amount, month) => {
    for (let since = 0; since < weights.length && month + since < target.length; since++) {
      target[month + since]! += amount * share * weights[since]!;
    }
  });
}
