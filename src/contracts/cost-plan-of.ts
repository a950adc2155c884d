import type { Decimal } from "decimal.js";
import { MoneyDecimal } from "../core/base/money.ts";
import type {
  AmountOrShare,
  CostItem,
  CostPlan,
  OtherBasis,
  OtherItem,
  StaffItem,
  TechnologyItem,
  TrainingItem,
} from "../core/costs/cost-plan.ts";
import { PERCENT } from "./cost-fields.ts";
import type { CostPlanDocument } from "./cost-plan.ts";

type Written = number | string;
type Document<List extends keyof CostPlanDocument> = CostPlanDocument[List][number];

/** The plan that a document says, with its texts and percents as decimals. */
export function costPlanOf(document: CostPlanDocument): CostPlan {
  return {
    staff: document.staff.map(staffItem),
    technology: document.technology.map(technologyItem),
    training: document.training.map(trainingItem),
    other: document.other.map(otherItem),
    fixed: document.fixed.map((item) => ({
      ...itemOf(item),
      category: item.category,
      entries: Object.entries(item.amounts).map(([month, amount]) => ({
        month: Number(month),
        amount: decimalOf(amount),
      })),
    })),
  };
}

function staffItem(item: Document<"staff">): StaffItem {
  return {
    ...itemOf(item),
    category: "staff",
    headcount: decimalOf(item.headcount),
    salaryPerYear: decimalOf(item.salaryPerYear),
    benefitsRate: decimalOf(item.benefitsRate),
    ...given("hiringFee", item.hiringFee, amountOrShare),
    ...given("equipment", item.equipment, decimalOf),
    startMonth: item.startMonth,
    ...given("endMonth", item.endMonth, same),
    ...given("severance", item.severance, amountOrShare),
    rampMonths: item.rampMonths,
    raiseRatePerYear: decimalOf(item.raiseRatePerYear),
  };
}

function technologyItem(item: Document<"technology">): TechnologyItem {
  const oneOff = (cost: NonNullable<typeof item.implementation>) => ({
    amount: decimalOf(cost.amount),
    month: cost.month ?? item.startMonth - 1,
  });
  return {
    ...itemOf(item),
    category: "technology",
    ...given("licence", item.licence, licenceOf),
    ...given("implementation", item.implementation, oneOff),
    ...given("integration", item.integration, oneOff),
    ...given("maintenance", item.maintenance, amountOrShare),
    ...given("administration", item.administration, ({ hoursPerMonth, hourlyRate }) => ({
      hoursPerMonth: decimalOf(hoursPerMonth),
      hourlyRate: decimalOf(hourlyRate),
    })),
    startMonth: item.startMonth,
    ...given("endMonth", item.endMonth, same),
    ...given("replaces", item.replaces, (tool) => ({ ...tool, costPerMonth: decimalOf(tool.costPerMonth) })),
  };
}

function licenceOf(
  licence: NonNullable<Document<"technology">["licence"]>,
): NonNullable<TechnologyItem["licence"]> {
  const { pricePerSeat, tiers, growthRatePerYear, renewalUpliftRate, ...rest } = licence;
  const written = tiers ?? (pricePerSeat === undefined ? [] : [{ pricePerSeat, upToSeats: undefined }]);
  return {
    ...rest,
    growthRatePerYear: decimalOf(growthRatePerYear),
    renewalUpliftRate: decimalOf(renewalUpliftRate),
    tiers: written.map(({ pricePerSeat, upToSeats }) =>
      upToSeats === undefined
        ? { pricePerSeat: decimalOf(pricePerSeat) }
        : { pricePerSeat: decimalOf(pricePerSeat), upToSeats },
    ),
  };
}

function trainingItem(item: Document<"training">): TrainingItem {
  const { materialFee, materialFeePerAttendee } = item;
  return {
    ...itemOf(item),
    category: "training",
    ...given("consultants", item.consultants, ({ days, ratePerDay }) => ({
      days: decimalOf(days),
      ratePerDay: decimalOf(ratePerDay),
    })),
    ...given("programme", item.programme, ({ programmes, attendees, hours, hourlyRate }) => ({
      programmes: decimalOf(programmes),
      attendees: decimalOf(attendees),
      hours: decimalOf(hours),
      hourlyRate: decimalOf(hourlyRate),
    })),
    ...given("material", materialFee ?? materialFeePerAttendee, (amount) => ({
      amount: decimalOf(amount),
      per: materialFee === undefined ? ("attendee" as const) : ("round" as const),
    })),
    startMonth: item.startMonth,
    ...given("endMonth", item.endMonth, same),
    ...given("repeatEveryMonths", item.repeatEveryMonths, same),
    growthRatePerYear: decimalOf(item.growthRatePerYear),
  };
}

function otherItem(item: Document<"other">): OtherItem {
  return {
    ...itemOf(item),
    category: "other",
    basis: otherBasis(item),
    startMonth: item.startMonth,
    ...given("endMonth", item.endMonth, same),
    growthRatePerYear: decimalOf(item.growthRatePerYear),
  };
}

function otherBasis({ meeting, changeEffort, recurring, oneOff }: Document<"other">): OtherBasis {
  if (meeting !== undefined) {
    const { hours, per, attendees, hourlyRate } = meeting;
    return {
      kind: "meeting",
      per,
      hours: decimalOf(hours),
      attendees: decimalOf(attendees),
      hourlyRate: decimalOf(hourlyRate),
    };
  }
  if (changeEffort !== undefined) {
    const { hours, hourlyRate, months } = changeEffort;
    return { kind: "changeEffort", months, hours: decimalOf(hours), hourlyRate: decimalOf(hourlyRate) };
  }
  if (recurring !== undefined) {
    return { kind: "recurring", every: recurring.every, amount: decimalOf(recurring.amount) };
  }
  return { kind: "oneOff", amount: decimalOf(oneOff?.amount ?? 0) };
}

function itemOf(item: Document<keyof CostPlanDocument>): CostItem {
  return {
    name: item.name,
    ...given("department", item.department, same),
    ...given("note", item.note, same),
    ...given("risk", item.risk, ({ low, likely, high }) => ({
      low: decimalOf(low),
      likely: decimalOf(likely),
      high: decimalOf(high),
    })),
  };
}

/** A field that is there only when something was written. */
function given<Field extends string, Input, Value>(
  field: Field,
  written: Input | undefined,
  read: (written: Input) => Value,
): Partial<Record<Field, Value>> {
  return written === undefined ? {} : ({ [field]: read(written) } as Record<Field, Value>);
}

function same<Value>(value: Value): Value {
  return value;
}

/** A number, a decimal text, or a percent text as the share it is; YAML's numbers are taken as they are written. */
function decimalOf(written: Written): Decimal {
  const percent = typeof written === "string" ? PERCENT.exec(written) : null;
  if (percent !== null) return new MoneyDecimal(percent[1]!).div(100);
  return new MoneyDecimal(typeof written === "string" ? written.trim() : written);
}

function amountOrShare(written: Written): AmountOrShare {
  const value = decimalOf(written);
  const isShare = typeof written === "string" && PERCENT.test(written);
  return isShare ? { of: "share", share: value } : { of: "amount", amount: value };
}
