import { z } from "zod";
import { Amount, HourlyRate, quantity, Rate } from "./cost-fields.ts";
import {
  AdoptionMonths,
  EndMonth,
  Label,
  PartOfAll,
  Reasoning,
  RiskMultipliers,
  StartMonth,
} from "./scenario-fields.ts";

const BENEFIT = {
  name: Label.describe("Name of the benefit"),
  startMonth: StartMonth,
  adoptionMonths: AdoptionMonths,
  endMonth: EndMonth,
  growthRatePerYear: Rate.default(0).describe("Growth, effective every 12 months after the start"),
  riskAdjustment: RiskMultipliers.optional(),
  coveredByLever: Label.optional().describe(
    "Name of a lever that may count the same money already; then a warning about double counting says so",
  ),
  reasoning: Reasoning,
};

/** One of the `directBenefits` of a scenario. */
export const DirectBenefitDocument = z
  .discriminatedUnion("kind", [
    z.strictObject({
      ...BENEFIT,
      kind: z.literal("hours_saved").describe("Working time that becomes free, a year having 52 weeks"),
      people: quantity("a number of people").describe("People who save time"),
      hoursPerWeek: quantity("hours such as 1.5").describe("Hours that each of them saves a week"),
      loadedRatePerHour: HourlyRate,
      realisedShare: PartOfAll.describe("Share of the hours that becomes useful work, such as 0.5 or 50%"),
    }),
    z.strictObject({
      ...BENEFIT,
      kind: z
        .literal("tool_retired")
        .describe("A tool that is no longer paid for, beside those that `replaces` names"),
      costPerMonth: Amount.describe("What it costs a month today"),
    }),
    z.strictObject({
      ...BENEFIT,
      kind: z.literal("error_cost_avoided").describe("Mistakes that no longer happen"),
      eventsPerMonth: quantity("a number of events").describe("Mistakes a month today"),
      costPerEvent: Amount.describe("What each of them costs"),
      reduction: PartOfAll.describe("Share of them that no longer happens, such as 0.3 or 30%"),
    }),
    z.strictObject({
      ...BENEFIT,
      kind: z.literal("amount").describe("Any other amount a month"),
      perMonth: Amount.describe("Amount a month"),
    }),
  ])
  .describe("Money that does not pass through pipeline or customers");
export type DirectBenefitDocument = z.infer<typeof DirectBenefitDocument>;
