import { isoFromDay, type Day } from "../base/day.ts";
import { decimalFromMinorUnits } from "../base/money.ts";
import { stepDay } from "./day-effects.ts";
import { generateCompany } from "./generate-company.ts";
import type { GeneratedCompany, QuarterTruth } from "./generated-company.ts";
import type { CompanyLever } from "./company-settings.ts";
import { BEHAVIOUR, CALENDAR, PRODUCTS, REGIONS, STAGES } from "./true-parameters.ts";

/** Marks a truth.json, and with it a folder, as written by this generator. */
export const TRUTH_SCHEMA = "revcast.generated-company.1";

/** Everything that was decided when the company was made, for truth.json: amounts as decimal texts, days as ISO dates. */
export function companyTruth(company: GeneratedCompany): Record<string, unknown> {
  const { world, counts } = company;
  const { settings, salesForce, effects } = world;
  const dayOf = (index: number): string => isoFromDay((settings.firstDay + index) as Day);
  const lastQuarter = effects.quarter[settings.dayCount - 1]!;
  return {
    schema: TRUTH_SCHEMA,
    currency: "EUR",
    firstDay: isoFromDay(settings.firstDay),
    lastDay: isoFromDay(company.lastDay),
    settings: {
      ...settings,
      firstDay: isoFromDay(settings.firstDay),
      levers: settings.levers.map((lever) => ({ ...lever, from: isoFromDay(lever.from) })),
    },
    parameters: {
      stages: STAGES,
      products: PRODUCTS,
      regions: REGIONS,
      behaviour: BEHAVIOUR,
      calendar: CALENDAR,
      publicHolidays: effects.holidays.map(isoFromDay),
      stepDay: settings.arrivals === "stepped" ? isoFromDay(stepDay(settings)) : null,
    },
    sellers: salesForce.sellers.map((seller) => ({
      name: seller.name,
      region: seller.region,
      skill: seller.skill,
      from: dayOf(seller.fromIndex),
      to: dayOf(seller.toIndex),
    })),
    quarters: company.quarters.slice(0, lastQuarter + 1).map(quarterRecord),
    counts,
    levers: settings.levers.map((lever, index) => leverRecord(company, lever, index, lastQuarter)),
  };
}

function quarterRecord(quarter: QuarterTruth): Record<string, unknown> {
  return {
    quarter: quarter.label,
    logFactor: quarter.logFactor,
    created: quarter.createdCount,
    wins: quarter.winCount,
    expectedWins: quarter.expectedWinCount,
    expectedWinsWithFactor: quarter.expectedWinCountWithFactor,
    expectedBookings: decimalFromMinorUnits(quarter.expectedBookings, 2),
    expectedBookingsWithFactor: decimalFromMinorUnits(quarter.expectedBookingsWithFactor, 2),
    expectedBookingsSd: decimalFromMinorUnits(Math.sqrt(quarter.bookingsVariance), 2),
    wonAmount: decimalFromMinorUnits(quarter.wonAmount, 2),
    takenBackAmount: decimalFromMinorUnits(quarter.takenBackAmount, 2),
  };
}

/** What one lever did: this company less the same one without it, on the same random numbers. */
function leverRecord(
  company: GeneratedCompany,
  lever: CompanyLever,
  index: number,
  lastQuarter: number,
): Record<string, unknown> {
  const { settings } = company.world;
  const levers = settings.levers.filter((_, other) => other !== index);
  const without = generateCompany({ ...settings, levers });
  return {
    ...lever,
    from: isoFromDay(lever.from),
    effects: company.quarters.slice(0, lastQuarter + 1).map((quarter, quarterIndex) => {
      const base = without.quarters[quarterIndex]!;
      return {
        quarter: quarter.label,
        createdChange: quarter.createdCount - base.createdCount,
        winsChange: quarter.winCount - base.winCount,
        wonAmountChange: decimalFromMinorUnits(quarter.wonAmount - base.wonAmount, 2),
        expectedBookingsChange: decimalFromMinorUnits(
          quarter.expectedBookingsWithFactor - base.expectedBookingsWithFactor,
          2,
        ),
      };
    }),
  };
}
