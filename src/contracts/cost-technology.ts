import { z } from "zod";
import {
  Amount,
  AmountOrShare,
  COST_ITEM,
  HourlyRate,
  Month,
  MonthCount,
  MonthOrDecision,
  MonthsOrNone,
  quantity,
  Rate,
  refuse,
  refuseEarlyEnd,
} from "./cost-fields.ts";

const PriceTier = z.strictObject({
  upToSeats: z
    .int("upToSeats is a whole number of seats")
    .min(1, "upToSeats must be 1 or more")
    .optional()
    .describe("Last seat of the tier; left out in the last tier"),
  pricePerSeat: Amount.describe("Price of a seat in this tier"),
});

const Licence = z
  .strictObject({
    seats: z
      .int("seats is a whole number")
      .min(1, "a licence needs 1 seat or more; leave `licence` out for a tool without one")
      .max(10_000_000)
      .describe("Seats in the first year; 1 for a flat fee"),
    growthRatePerYear: Rate.default(0).describe(
      "Growth of the seats, every 12 months, rounded up to whole ones",
    ),
    pricePerSeat: Amount.optional().describe(
      "Price of a seat per month or year, as `per` says; or give tiers",
    ),
    tiers: z
      .array(PriceTier)
      .min(1)
      .max(50)
      .optional()
      .describe("Prices by number of seats, lowest tier first"),
    tierPricing: z
      .enum(["graduated", "volume"])
      .default("graduated")
      .describe(
        "graduated: each seat pays the price of its own tier; volume: all seats pay the price of the tier that their number reaches",
      ),
    per: z.enum(["month", "year"], "say `per: month` or `per: year`").describe("What the price is for"),
    billed: z
      .enum(["monthly", "yearly"])
      .default("monthly")
      .describe("yearly: 12 months in advance, from the start month on; the last invoice ends with the item"),
    renewalTermMonths: MonthCount.default(12).describe("Months of a contract term"),
    renewalUpliftRate: Rate.default(0).describe("Rise of the price with each further term"),
  })
  .superRefine(({ pricePerSeat, tiers }, context) => {
    if ((pricePerSeat === undefined) === (tiers === undefined)) {
      refuse(context, ["pricePerSeat"], "give either pricePerSeat or tiers");
    }
    tiers?.forEach(({ upToSeats }, index) => {
      const isLast = index === tiers.length - 1;
      if (isLast && upToSeats !== undefined) {
        refuse(
          context,
          ["tiers", index, "upToSeats"],
          "the last tier is for all further seats; leave upToSeats out",
        );
      }
      if (!isLast && upToSeats === undefined) {
        refuse(
          context,
          ["tiers", index],
          "only the last tier may be without upToSeats; say where this one ends",
        );
      }
      const below = tiers[index - 1]?.upToSeats ?? 0;
      if (upToSeats !== undefined && upToSeats <= below) {
        refuse(context, ["tiers", index, "upToSeats"], `tiers must rise; write more than ${below} here`);
      }
    });
  });

const TechnologyOneOff = z.strictObject({
  amount: Amount.describe("What it costs"),
  month: MonthOrDecision.optional().describe(
    "Month of payment, 0 = the day of the decision; by default the month before the start",
  ),
});

/** A tool in the `costs` of a scenario. */
export const TechnologyCost = z
  .strictObject({
    ...COST_ITEM,
    category: z
      .literal("technology")
      .default("technology")
      .describe("Said by the list that the item stands in"),
    licence: Licence.optional().describe("Licence or subscription; left out for a tool without one"),
    implementation: TechnologyOneOff.optional().describe("One-off for setting the tool up"),
    integration: TechnologyOneOff.optional().describe("One-off for connecting it with other systems"),
    maintenance: AmountOrShare.optional().describe(
      "A share of the licence such as 18%, or an amount per year; billed as the licence is",
    ),
    administration: z
      .strictObject({
        hoursPerMonth: quantity("hours such as 6").describe("Hours that people spend on the tool each month"),
        hourlyRate: HourlyRate,
      })
      .optional()
      .describe("Time of administrators"),
    startMonth: Month.describe("First month in use, 1 = the first month of the case"),
    endMonth: Month.optional().describe("Last month in use"),
    replaces: z
      .strictObject({
        name: z
          .string("name the tool that is retired")
          .trim()
          .min(1)
          .max(200)
          .describe("The tool that is retired"),
        costPerMonth: Amount.describe("What it costs a month today"),
        overlapMonths: MonthsOrNone.default(0).describe("Months in which both tools run"),
      })
      .optional()
      .describe("Tool replaced: after the overlap its cost is shown as avoided, on a line of its own"),
  })
  .superRefine((item, context) => {
    refuseEarlyEnd(item, context);
    const { licence, maintenance } = item;
    if (licence === undefined && typeof maintenance === "string" && maintenance.includes("%")) {
      const message =
        "maintenance is a share of a licence, and there is none; add the licence or write an amount";
      refuse(context, ["maintenance"], message);
    }
  });
