import { minorUnitsFromDecimal } from "../core/base/money.ts";
import type { ContractTerms } from "../core/customers/contract-terms.ts";
import { sumOf, type BookSegment, type RecurringBook } from "../core/customers/recurring-book.ts";
import type { RetentionRates } from "../core/customers/retention-rates.ts";
import type { JoiningTerms } from "../core/customers/wins-of-bookings.ts";
import { monthlyFromYearly, monthlyGrowthFromYearly } from "../core/customers/yearly-and-monthly.ts";
import { AppFailure } from "./failure.ts";
import type { ContractSection, RecurringSection, RecurringSegment } from "./recurring-book.ts";

/** What the amounts and months of the section are counted in. */
export interface BookUnits {
  /** First month of the case, such as 2026-01. */
  readonly firstMonth: string;
  /** Decimal places of the currency. */
  readonly minorDigits: number;
}

/**
 * The book of a `recurring` section, in whole minor units and months of the case.
 * @throws {AppFailure} bad_input when a cohort does not begin before the case, or an amount is too large
 */
export function readRecurringBook(section: RecurringSection, units: BookUnits): RecurringBook {
  return { segments: section.segments.map((segment) => readSegment(segment, units)) };
}

/**
 * How won bookings join a segment.
 * @returns undefined when none do
 */
export function readJoiningTerms(
  segment: RecurringSegment,
  units: BookUnits,
): (JoiningTerms & { readonly pipelineSegment: string | undefined }) | undefined {
  const { wins } = segment;
  if (wins === undefined) return undefined;
  const contractMonths = wins.contractMonths ?? segment.renewal?.termMonths ?? 12;
  const mrrPerCustomer = minorUnits(wins.mrrPerCustomer, units, `mrrPerCustomer of "${segment.name}"`);
  if (mrrPerCustomer === 0) {
    throw new AppFailure(
      "bad_input",
      `Cannot use the recurring book: mrrPerCustomer of segment "${segment.name}" is less than the smallest unit of the currency`,
    );
  }
  return {
    pipelineSegment: wins.pipelineSegment,
    recurringShare: wins.bookingShare,
    monthsOfValue: { monthly: 1, yearly: 12, contract: contractMonths }[wins.bookingsAre],
    mrrPerCustomer,
  };
}

export function readContractTerms(section: ContractSection): ContractTerms {
  const { kind, serviceMonths, billing, startDelayMonths, paymentDays } = section;
  return { kind, serviceMonths, billing, startDelayMonths, paymentDays };
}

function readSegment(segment: RecurringSegment, units: BookUnits): BookSegment {
  const where = `segment "${segment.name}"`;
  const cohorts = (segment.cohorts ?? []).map(({ startMonth, customers, mrr }) => {
    const ageMonths = monthNumber(units.firstMonth) - monthNumber(startMonth);
    if (ageMonths < 1) {
      throw new AppFailure(
        "bad_input",
        `Cannot use the recurring book: cohort ${startMonth} of ${where} does not begin before the case, whose first month is ${units.firstMonth}; leave it out, or let it come from won bookings`,
      );
    }
    return { ageMonths, customers, mrr: minorUnits(mrr, units, `a cohort of ${where}`) };
  });
  const total =
    cohorts.length > 0
      ? sumOf(cohorts)
      : { customers: segment.customers ?? 0, mrr: minorUnits(segment.mrr ?? 0, units, where) };
  const lapsed = segment.lapsed ?? { customers: 0, mrr: 0 };
  return {
    name: segment.name,
    ...total,
    cohorts,
    lapsed: {
      customers: lapsed.customers,
      mrr: minorUnits(lapsed.mrr, units, `lapsed customers of ${where}`),
    },
    rates: readRates(segment),
  };
}

function readRates(segment: RecurringSegment): RetentionRates {
  const { churn, renewal, contraction, expansion, reactivation } = segment;
  const chanceOf = (rate: { perMonth?: number | undefined; perYear?: number | undefined }): number =>
    rate.perMonth ?? monthlyFromYearly(rate.perYear ?? 0);
  return {
    leaving:
      renewal === undefined
        ? { kind: "churn", churnPerMonth: chanceOf(churn ?? {}) }
        : { kind: "renewal", ...renewal },
    contractionPerMonth: chanceOf(contraction),
    expansionPerMonth: expansion.perMonth ?? monthlyGrowthFromYearly(expansion.perYear ?? 0),
    reactivationPerMonth: chanceOf(reactivation),
  };
}

function minorUnits(amount: string | number, { minorDigits }: BookUnits, where: string): number {
  try {
    return minorUnitsFromDecimal(amount, minorDigits);
  } catch (cause) {
    throw new AppFailure("bad_input", `Cannot use the recurring book: ${amount} of ${where} is too large`, {
      cause,
    });
  }
}

/** Months since the year 0, of 2026-01. */
function monthNumber(month: string): number {
  const [year, monthOfYear] = month.split("-").map(Number);
  return 12 * year! + monthOfYear! - 1;
}
