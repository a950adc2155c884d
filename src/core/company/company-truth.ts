import { isoFromDay, type Day } from "../base/day.ts";
import { decimalFromMinorUnits } from "../base/money.ts";
import { stepDay } from "./day-effects.ts";
import { generateCompany } from "./generate-company.ts";
import type { GeneratedCompany, QuarterTruth } from "./generated-company.ts";
import { LEVER_MEANINGS, type CompanySettings } from "./company-settings.ts";
import { customerTruth } from "./customers/customer-truth.ts";
import { leverEffect } from "./lever-effect.ts";
import { BEHAVIOUR, CALENDAR, PRODUCTS, REGIONS, STAGES } from "./true-parameters.ts";

/** Marks a truth.json, and with it a folder, as written by this generator. */
export const TRUTH_SCHEMA = "revcast.generated-company.1";

/** The formulas behind the parameters. */
const HOW_TO_READ = [
  "Chance a day of a way out of a stage, on day d in stage (day of entry = 0): ln(1 + (d / m)^k) - ln(1 + ((d - 1) / m)^k), m = medianDays * cycleScale, k = shape; times stageWorkByWeekday (a public holiday is a Sunday) and the product's speed.",
  "A decision is a win with log odds = winLogit of stage, product and region + skill of the seller + winLogitPerAmountSd * (ln(first amount in cents / amountFactor of the region) - logAmountMean) / logAmountSd + winLogitPerDayInStage * min(d, winLogitDayLimit).",
  "Towards the end of a calendar quarter wins and losses are multiplied by 1 + size * exp(-days left / decayDays), after its beginning wins by 1 - winSize * exp(-days since / decayDays); a day's chances that add up to more than 0.98 are scaled down to that.",
  "Common factor e^f of a quarter: the chance of a win times e^(f/2), at most 98 % of decisions, losses make room; the won amount times e^(f/2).",
  "Won amount = last amount * e^(closeAmount.mean + closeAmount.sd * normal) * e^(f/2). Expected bookings are sums over open opportunities and days of true chance times expected amount, given what had happened until the day before.",
  "Creations a day of a product: Poisson with a mean in proportion to share * arrivalsByWeekday * month (linear between mid-months) * level; means add up to opportunityCount over the recorded days.",
];

/**
 * Everything that was decided when the company was made, for truth.json: amounts as decimal texts, days as ISO dates.
 * @param effectWindow where given, what each lever did to the bookings of these days is told too, future days included
 */
export function companyTruth(
  company: GeneratedCompany,
  effectWindow?: EffectWindow,
): Record<string, unknown> {
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
    howToRead: HOW_TO_READ,
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
    levers: settings.levers.map((_, index) => leverRecord(company, { index, lastQuarter, effectWindow })),
    customers: customerTruth(company),
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

interface EffectWindow {
  readonly from: Day;
  readonly to: Day;
}

interface ToldLever {
  readonly index: number;
  /** Index of the last quarter that is told. */
  readonly lastQuarter: number;
  readonly effectWindow: EffectWindow | undefined;
}

/** What one lever did: this company less the same one without it, on the same random numbers. */
function leverRecord(
  company: GeneratedCompany,
  { index, lastQuarter, effectWindow }: ToldLever,
): Record<string, unknown> {
  const { settings } = company.world;
  const lever = settings.levers[index]!;
  const levers = settings.levers.filter((_, other) => other !== index);
  const without = generateCompany({ ...settings, levers });
  return {
    ...lever,
    from: isoFromDay(lever.from),
    meaning: LEVER_MEANINGS[lever.kind],
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
    ...(effectWindow === undefined ? {} : { effect: effectRecord(settings, index, effectWindow) }),
  };
}

function effectRecord(
  settings: CompanySettings,
  index: number,
  { from, to }: EffectWindow,
): Record<string, unknown> {
  const others = settings.levers.filter((_, other) => other !== index);
  const told = leverEffect({ ...settings, levers: others }, [settings.levers[index]!], from, to);
  return {
    from: isoFromDay(from),
    to: isoFromDay(to),
    bookingsWith: decimalFromMinorUnits(told.withLevers, 2),
    bookingsWithout: decimalFromMinorUnits(told.without, 2),
    effect: decimalFromMinorUnits(told.effect, 2),
  };
}
