import { z } from "zod";
import { COST_KINDS } from "../core/costs/cost-plan.ts";
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
  Share,
} from "./cost-fields.ts";
import { TechnologyCost } from "./cost-technology.ts";

const StaffCost = z
  .strictObject({
    ...COST_ITEM,
    category: z.literal("staff").default("staff").describe("Said by the list that the item stands in"),
    headcount: quantity("people as full-time equivalents, such as 2 or 0.5").describe(
      "Full-time equivalents",
    ),
    salaryPerYear: Amount.describe("Yearly gross salary of one full-time equivalent"),
    benefitsRate: Share.default(0).describe("Benefits and employer's charges as a share of the salary"),
    hiringFee: AmountOrShare.optional().describe(
      "Paid in the start month for each full-time equivalent: an amount, or a share of the yearly salary such as 20%",
    ),
    equipment: Amount.optional().describe("One-off for each full-time equivalent, in the start month"),
    startMonth: Month.describe("First month with pay, 1 = the first month of the case"),
    endMonth: Month.optional().describe("Last month with pay"),
    severance: AmountOrShare.optional().describe(
      "Paid in the end month for each full-time equivalent: an amount, or a share of the yearly salary by then",
    ),
    rampMonths: MonthsOrNone.default(0).describe(
      "Months until fully productive; changes no cost, levers read it",
    ),
    raiseRatePerYear: Rate.default(0).describe(
      "Rise of the salary, effective every 12 months after the start",
    ),
  })
  .superRefine((item, context) => {
    refuseEarlyEnd(item, context);
    if (item.severance === undefined || item.endMonth !== undefined) return;
    refuse(context, ["severance"], "a severance needs the month in which the people leave; add endMonth");
  });

const TrainingCost = z
  .strictObject({
    ...COST_ITEM,
    category: z.literal("training").default("training").describe("Said by the list that the item stands in"),
    consultants: z
      .strictObject({
        days: quantity("days such as 12").describe("Days in each round"),
        ratePerDay: Amount.describe("Day rate"),
      })
      .optional()
      .describe("Trainers and consultants from outside"),
    programme: z
      .strictObject({
        programmes: quantity("a number of programmes").default(1).describe("Programmes in each round"),
        attendees: quantity("a number of attendees").describe("Attendees of each programme"),
        hours: quantity("hours such as 8").describe("Hours of each attendee"),
        hourlyRate: HourlyRate,
      })
      .optional()
      .describe("The attendees' own time"),
    materialFee: Amount.optional().describe("Material for each round"),
    materialFeePerAttendee: Amount.optional().describe("Material for each attendee of each programme"),
    startMonth: MonthOrDecision.describe(
      "Month of the first round, 0 = the day of the decision, 1 = the first month of the case",
    ),
    endMonth: Month.optional().describe("Last month in which a round may fall"),
    repeatEveryMonths: MonthCount.optional().describe(
      "Months from one round to the next; left out for one round",
    ),
    growthRatePerYear: Rate.default(0).describe("Rise of all its prices, every 12 months after the start"),
  })
  .superRefine((item, context) => {
    refuseEarlyEnd(item, context);
    const { consultants, programme, materialFee, materialFeePerAttendee } = item;
    const hasCost = [consultants, programme, materialFee, materialFeePerAttendee].some(
      (cost) => cost !== undefined,
    );
    if (!hasCost)
      refuse(context, ["name"], "the training has no cost; add consultants, programme or materialFee");
    if (materialFeePerAttendee === undefined) return;
    if (programme === undefined)
      refuse(context, ["materialFeePerAttendee"], "needs attendees; add programme");
    if (materialFee !== undefined)
      refuse(context, ["materialFee"], "give either materialFee or materialFeePerAttendee");
  });

const OTHER_COSTS = ["meeting", "changeEffort", "recurring", "oneOff"] as const;

const OtherCost = z
  .strictObject({
    ...COST_ITEM,
    category: z.literal("other").default("other").describe("Said by the list that the item stands in"),
    meeting: z
      .strictObject({
        hours: quantity("hours such as 1.5").describe("Hours of meetings in each week or month"),
        per: z.enum(["week", "month"], "say `per: week` or `per: month`").describe("A month has 52/12 weeks"),
        attendees: quantity("a number of attendees").describe("People in the meeting"),
        hourlyRate: HourlyRate,
      })
      .optional()
      .describe("Regular meetings"),
    changeEffort: z
      .strictObject({
        hours: quantity("hours such as 300").describe("Hours in all"),
        hourlyRate: HourlyRate,
        months: MonthCount.default(1).describe("Months over which the hours are spread evenly"),
      })
      .optional()
      .describe("Work that the change itself takes"),
    recurring: z
      .strictObject({
        amount: Amount.describe("Amount of each payment"),
        every: z
          .enum(["month", "quarter", "year"], "say `every: month`, quarter or year")
          .describe("The first payment is in the start month"),
      })
      .optional()
      .describe("An amount that comes again"),
    oneOff: z
      .strictObject({ amount: Amount.describe("What it costs") })
      .optional()
      .describe("An amount paid once, in the start month"),
    startMonth: MonthOrDecision.describe(
      "First month, 1 = the first month of the case; a one-off amount may come in month 0, the day of the decision",
    ),
    endMonth: Month.optional().describe("Last month of meetings or recurring amounts"),
    growthRatePerYear: Rate.default(0).describe("Inflation, every 12 months after the start"),
  })
  .superRefine((item, context) => {
    refuseEarlyEnd(item, context);
    const given = OTHER_COSTS.filter((field) => item[field] !== undefined);
    if (given.length !== 1) {
      const found =
        given.length === 0 ? "none is there" : `there are ${given.join(" and ")}; make items of them`;
      refuse(context, [given[1] ?? "name"], `an item has one of ${OTHER_COSTS.join(", ")}; ${found}`);
    }
    if (item.startMonth === 0 && given[0] !== "oneOff") {
      refuse(context, ["startMonth"], "month 0 is a day and takes one-off amounts alone; write 1 or later");
    }
    if (item.endMonth !== undefined && (given[0] === "oneOff" || given[0] === "changeEffort")) {
      refuse(context, ["endMonth"], "ends by itself; leave endMonth out");
    }
  });

const FixedCost = z.strictObject({
  ...COST_ITEM,
  category: z
    .enum(COST_KINDS, `say one of ${COST_KINDS.join(", ")}`)
    .describe("Kind of cost; avoided amounts are money that is no longer spent"),
  amounts: z
    .record(z.string(), Amount, {
      error: ({ input }) =>
        input === undefined ? undefined : "write months with their amounts, such as { 0: 48000, 7: 350 }",
    })
    .superRefine((amounts, context) => {
      for (const month of Object.keys(amounts)) {
        if (/^([1-5]?\d{1,2}|600)$/.test(month)) continue;
        refuse(context, [month], "is not a month; write 0 (the day of the decision) to 600");
      }
    })
    .describe("Amount by month: 0 = the day of the decision, 1 = the first month of the case"),
});

/** The `costs` of a scenario. Everything is optional: an investment without costs has no ROI, and the answer says so. */
export const CostPlanDocument = z.strictObject({
  staff: z.array(StaffCost).default([]).describe("People who are hired"),
  technology: z.array(TechnologyCost).default([]).describe("Tools: licences, implementation, running them"),
  training: z.array(TrainingCost).default([]).describe("Trainings, once or in rounds"),
  other: z.array(OtherCost).default([]).describe("Meetings, change effort and plain amounts"),
  fixed: z.array(FixedCost).default([]).describe("Amounts that are known month by month"),
});
export type CostPlanDocument = z.infer<typeof CostPlanDocument>;
