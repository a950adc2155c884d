import { MoneyDecimal } from "../base/money.ts";
import { count, dividedBy, money, risen, type Charge, type Factor } from "./charge.ts";
import type { Licence } from "./cost-plan.ts";
import { yearsSince } from "./line-draft.ts";

/**
 * Licence for the months `fromMonth` to `toMonth` of one year since the start, a charge for each tier and each stretch between
 * two renewals.
 */
export function licenceCharges(
  licence: Licence,
  startMonth: number,
  fromMonth: number,
  toMonth: number,
): readonly Charge[] {
  const seats = seatsIn(licence, yearsSince(startMonth, fromMonth));
  const charges: Charge[] = [];
  for (let month = fromMonth; month <= toMonth;) {
    const term = Math.floor((month - startMonth) / licence.renewalTermMonths);
    const nextTerm = startMonth + (term + 1) * licence.renewalTermMonths;
    const until = Math.min(toMonth, nextTerm - 1);
    const rest = [...risen(licence.renewalUpliftRate, term), ...monthFactors(until - month + 1, licence.per)];
    for (const { label, seatCount, price } of pricedSeats(licence, seats)) {
      charges.push({
        label,
        factors: [count(seatCount, "seats"), money(price, `a ${licence.per}`), ...rest],
      });
    }
    month = until + 1;
  }
  return charges;
}

/** Seats in use: they grow every twelve months, and part of a seat is a seat. */
function seatsIn({ seats, growthRatePerYear }: Licence, yearCount: number): number {
  const grown = new MoneyDecimal(growthRatePerYear).plus(1).pow(yearCount).times(seats);
  return grown.toDecimalPlaces(20).ceil().toNumber();
}

/** The factors that make a price per month or year into one for so many months. */
export function monthFactors(monthCount: number, per: "month" | "year"): readonly Factor[] {
  if (per === "month") return monthCount === 1 ? [] : [count(monthCount, "months")];
  if (monthCount === 12) return [];
  const months = monthCount === 1 ? [] : [count(monthCount, "months")];
  return [...months, dividedBy(12, "months")];
}

function pricedSeats({ tiers, tierPricing }: Licence, seats: number) {
  if (tierPricing === "volume" || tiers.length === 1) {
    const tier = tiers.find(({ upToSeats }) => upToSeats === undefined || seats <= upToSeats)!;
    return [{ label: "licence", seatCount: seats, price: tier.pricePerSeat }];
  }
  let below = 0;
  const priced = [];
  for (const { upToSeats, pricePerSeat } of tiers) {
    const top = Math.min(seats, upToSeats ?? seats);
    if (top > below) {
      priced.push({ label: `seats ${below + 1} to ${top}`, seatCount: top - below, price: pricePerSeat });
    }
    below = Math.max(below, top);
  }
  return priced;
}
