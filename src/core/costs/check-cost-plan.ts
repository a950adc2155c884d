import type { Decimal } from "decimal.js";
import { ensure } from "../base/ensure.ts";
import type { CostItem, CostPlan, CostRisk, Licence, TechnologyItem } from "./cost-plan.ts";

/** Months that a case can have, and a plan can name: 50 years. */
export const MOST_MONTHS = 600;

/**
 * Stops at a plan that no contract would let through.
 * @throws {RangeError} that names the item and the field
 */
export function checkCostPlan(plan: CostPlan): void {
  for (const item of plan.staff) {
    const positive = item.headcount.isFinite() && item.headcount.gt(0);
    ensure(
      positive,
      `Cannot cost "${item.name}": headcount is ${item.headcount.toFixed()}, it must be above 0`,
    );
    atLeastZero(item, "salaryPerYear", item.salaryPerYear);
    atLeastZero(item, "benefitsRate", item.benefitsRate);
    aboveMinusOne(item, "raiseRatePerYear", item.raiseRatePerYear);
    checkSpan(item, 1);
  }
  for (const item of plan.technology) checkTechnology(item);
  for (const item of plan.training) {
    aboveMinusOne(item, "growthRatePerYear", item.growthRatePerYear);
    const every = item.repeatEveryMonths ?? 1;
    ensure(
      isMonth(every, 1),
      `Cannot cost "${item.name}": repeatEveryMonths is ${every}, it must be 1 or more`,
    );
    checkSpan(item, 0);
  }
  for (const item of plan.other) {
    aboveMinusOne(item, "growthRatePerYear", item.growthRatePerYear);
    const { kind } = item.basis;
    if ("amount" in item.basis) atLeastZero(item, "amount", item.basis.amount);
    if ("hours" in item.basis) atLeastZero(item, "hours", item.basis.hours);
    checkSpan(item, kind === "oneOff" ? 0 : 1);
  }
  for (const item of plan.fixed) {
    checkRisk(item, item.risk);
    for (const { month, amount } of item.entries) {
      ensure(isMonth(month, 0), `Cannot cost "${item.name}": there is no month ${month}`);
      atLeastZero(item, `amount of month ${month}`, amount);
    }
  }
}

function checkTechnology(item: TechnologyItem): void {
  const { name, licence, maintenance, replaces } = item;
  if (licence !== undefined) checkLicence(item, licence);
  const hasBase = licence !== undefined || maintenance?.of !== "share";
  ensure(hasBase, `Cannot cost "${name}": maintenance is a share of a licence, and there is none`);
  for (const oneOff of [item.implementation, item.integration]) {
    if (oneOff === undefined) continue;
    ensure(isMonth(oneOff.month, 0), `Cannot cost "${name}": there is no month ${oneOff.month}`);
    atLeastZero(item, "one-off amount", oneOff.amount);
  }
  if (replaces !== undefined) {
    ensure(isMonth(replaces.overlapMonths, 0), `Cannot cost "${name}": overlapMonths must be 0 or more`);
    atLeastZero(item, "costPerMonth", replaces.costPerMonth);
  }
  checkSpan(item, 1);
}

function checkLicence(item: TechnologyItem, licence: Licence): void {
  const { name } = item;
  const { seats } = licence;
  ensure(
    Number.isSafeInteger(seats) && seats >= 1,
    `Cannot cost "${name}": seats is ${seats}, it must be 1 or more`,
  );
  const tops = licence.tiers.map(({ upToSeats }) => upToSeats ?? Number.POSITIVE_INFINITY);
  const rises = tops.every((top, index) => top > (tops[index - 1] ?? 0));
  const isOpen = tops.at(-1) === Number.POSITIVE_INFINITY;
  ensure(rises && isOpen, `Cannot cost "${name}": the tiers must rise and the last one must be open`);
  for (const { pricePerSeat } of licence.tiers) atLeastZero(item, "pricePerSeat", pricePerSeat);
  aboveMinusOne(item, "growthRatePerYear", licence.growthRatePerYear);
  aboveMinusOne(item, "renewalUpliftRate", licence.renewalUpliftRate);
  ensure(isMonth(licence.renewalTermMonths, 1), `Cannot cost "${name}": renewalTermMonths must be 1 or more`);
}

function checkSpan(
  item: CostItem & { readonly startMonth: number; readonly endMonth?: number },
  firstMonth: number,
): void {
  const { name, startMonth, endMonth } = item;
  ensure(isMonth(startMonth, firstMonth), `Cannot cost "${name}": it cannot start in month ${startMonth}`);
  ensure(
    endMonth === undefined || (isMonth(endMonth, startMonth) && endMonth >= startMonth),
    `Cannot cost "${name}": it ends in month ${endMonth}, before its start in month ${startMonth}`,
  );
  checkRisk(item, item.risk);
}

function checkRisk({ name }: CostItem, risk: CostRisk | undefined): void {
  if (risk === undefined) return;
  const { low, likely, high } = risk;
  const rises = low.gte(0) && low.lte(likely) && likely.lte(high) && high.isFinite();
  ensure(rises, `Cannot cost "${name}": its risk must be 0 <= low <= likely <= high`);
}

function atLeastZero({ name }: CostItem, field: string, value: Decimal): void {
  const isFine = value.isFinite() && value.gte(0);
  ensure(isFine, `Cannot cost "${name}": ${field} is ${value.toFixed()}, it must be 0 or more`);
}

function aboveMinusOne({ name }: CostItem, field: string, value: Decimal): void {
  const isFine = value.isFinite() && value.gt(-1);
  ensure(isFine, `Cannot cost "${name}": ${field} is ${value.toFixed()}, it must be above -1`);
}

function isMonth(month: number, least: number): boolean {
  return Number.isSafeInteger(month) && month >= least;
}
