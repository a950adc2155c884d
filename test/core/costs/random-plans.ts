import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import type {
  CostPlan,
  FixedItem,
  OtherItem,
  StaffItem,
  TechnologyItem,
} from "../../../src/core/costs/cost-plan.ts";
import { HIRE, OTHER, planOf, TOOL } from "./sample-plan.ts";

/** Whole and fractional figures up to `max` with so many decimals. */
const figure = (max: number, decimals: number) =>
  fc.integer({ min: 0, max: max * 10 ** decimals }).map((units) => new Decimal(units).div(10 ** decimals));
const money = figure(200_000, 2);
const rate = figure(1, 4).map((value) => value.minus("0.5"));
const month = fc.integer({ min: 1, max: 40 });

const hire = fc.record({
  headcount: figure(20, 2).map((count) => count.plus("0.01")),
  salaryPerYear: money,
  benefitsRate: figure(1, 3),
  raiseRatePerYear: rate,
  startMonth: month,
});

export const randomStaff: fc.Arbitrary<StaffItem> = fc
  .tuple(hire, fc.option(fc.nat(30), { nil: undefined }))
  .map(([figures, length]) => staffOf(figures, length));

function staffOf(
  figures: Omit<StaffItem, "category" | "name" | "rampMonths">,
  length: number | undefined,
): StaffItem {
  const item: StaffItem = { ...HIRE, ...figures, hiringFee: { of: "share", share: figures.benefitsRate } };
  return length === undefined ? item : { ...item, endMonth: figures.startMonth + length };
}

const licence = fc.record({
  seats: fc.integer({ min: 1, max: 500 }),
  growthRatePerYear: rate,
  per: fc.constantFrom("month", "year"),
  billed: fc.constantFrom("monthly", "yearly"),
  tierPricing: fc.constantFrom("graduated", "volume"),
  tiers: fc.tuple(
    fc.record({ upToSeats: fc.integer({ min: 1, max: 400 }), pricePerSeat: money }),
    fc.record({ pricePerSeat: money }),
  ),
  renewalTermMonths: fc.integer({ min: 1, max: 30 }),
  renewalUpliftRate: rate,
});

const randomTechnology: fc.Arbitrary<TechnologyItem> = fc.record({
  category: fc.constant("technology"),
  name: fc.constant(TOOL.name),
  licence,
  maintenance: fc.record({ of: fc.constant("share"), share: figure(1, 3) }),
  startMonth: month,
  replaces: fc.record({ name: fc.constant("Old"), costPerMonth: money, overlapMonths: fc.nat(10) }),
});

const randomOther: fc.Arbitrary<OtherItem> = fc.record({
  category: fc.constant("other"),
  name: fc.constant(OTHER.name),
  growthRatePerYear: rate,
  startMonth: month,
  basis: fc.oneof(
    fc.record({
      kind: fc.constant("meeting"),
      per: fc.constant("week"),
      hours: figure(40, 2),
      attendees: figure(30, 0),
      hourlyRate: money,
    }),
    fc.record({
      kind: fc.constant("changeEffort"),
      hours: figure(40, 2),
      hourlyRate: money,
      months: fc.integer({ min: 1, max: 20 }),
    }),
  ),
});

const randomFixed: fc.Arbitrary<FixedItem> = fc.record({
  category: fc.constant("training"),
  name: fc.constant("Table"),
  entries: fc.array(fc.record({ month: fc.nat(45), amount: money }), { maxLength: 8 }),
});

export const randomPlan: fc.Arbitrary<CostPlan> = fc
  .record({
    staff: fc.array(randomStaff, { maxLength: 2 }),
    technology: fc.array(randomTechnology, { maxLength: 2 }),
    other: fc.array(randomOther, { maxLength: 2 }),
    fixed: fc.array(randomFixed, { maxLength: 2 }),
  })
  .map(planOf);
