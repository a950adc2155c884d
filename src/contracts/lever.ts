import { z } from "zod";
import { LEVER_KIND_MEANINGS, LEVER_KINDS, type LeverKind } from "../core/scenario/lever.ts";
import { LeverSizeDocument } from "./lever-size.ts";
import { AdoptionMonths, EndMonth, Label, Name, Reasoning, StartMonth } from "./scenario-fields.ts";

const Scope = z
  .strictObject({
    segment: z
      .strictObject({
        column: z
          .string("name a column of the data")
          .min(1)
          .describe("Column of the data, or the recurring book's `segment`"),
        values: z.array(Name).min(1, "name at least one value").describe("Its values that the lever acts on"),
      })
      .optional()
      .describe("Opportunities or customers with some values in a column"),
    stages: z
      .array(Name)
      .min(1, "name at least one stage, or leave stages out")
      .optional()
      .describe("Open stages"),
    owners: z
      .array(Name)
      .min(1, "name at least one owner, or leave owners out")
      .optional()
      .describe("Owners of opportunities"),
  })
  .default({})
  .describe("What the lever acts on; left out: everything");

const LEVER = {
  name: Label.describe("Name of the lever; keys its random numbers, so keep it once scenarios are compared"),
  size: LeverSizeDocument,
  startMonth: StartMonth,
  adoptionMonths: AdoptionMonths,
  endMonth: EndMonth,
  scope: Scope,
  correlatedWith: z
    .array(
      z.strictObject({
        lever: Label.describe("Name of another lever of this scenario"),
        rankCorrelation: z
          .number("write a number between -1 and 1")
          .gt(-1, "must lie between -1 and 1, both excluded")
          .lt(1, "must lie between -1 and 1, both excluded")
          .describe(
            "Spearman's rank correlation of the two sizes; above 0: when one is large, so is the other",
          ),
      }),
    )
    .default([])
    .describe("Levers whose sizes are large or small together; said at one of the two"),
  reasoning: Reasoning,
};

const PLAIN_KINDS = LEVER_KINDS.filter((kind) => kind !== "seller_ramp");
const meanings = (kinds: readonly LeverKind[]): string =>
  kinds.map((kind) => `${kind}: ${LEVER_KIND_MEANINGS[kind]}`).join(". ");

/** One of the `levers` of a scenario. */
export const LeverDocument = z
  .discriminatedUnion("kind", [
    z.strictObject({ ...LEVER, kind: z.enum(PLAIN_KINDS).describe(meanings(PLAIN_KINDS)) }),
    z.strictObject({
      ...LEVER,
      kind: z.literal("seller_ramp").describe(meanings(["seller_ramp"])),
      newSellers: z
        .number("write how many sellers start")
        .gt(0, "must be above 0")
        .max(100_000)
        .describe("Sellers who start during the horizon"),
      existingSellers: z
        .number("write how many sellers there are")
        .gt(0, "must be above 0")
        .max(100_000)
        .describe("Fully productive sellers as the case begins"),
      rampMonths: z
        .number("write a number of months")
        .gt(0, "must be above 0")
        .max(60)
        .describe("Months until a new seller is as productive as the others, without the lever"),
    }),
  ])
  .describe("One change of the pipeline or of the customers, with a size");
export type LeverDocument = z.infer<typeof LeverDocument>;
