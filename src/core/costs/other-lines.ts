import { count, dividedBy, money, risen, type Factor } from "./charge.ts";
import type { OtherItem } from "./cost-plan.ts";
import { oneOffLine, recurringLine, yearsSince, type LineDraft } from "./line-draft.ts";

const MONTHS_BETWEEN = { month: 1, quarter: 3, year: 12 } as const;
const WEEKS_PER_YEAR = 52;

/** Meetings, change effort and plain amounts. */
export function otherLines(item: OtherItem): readonly LineDraft[] {
  const { basis, startMonth, growthRatePerYear } = item;
  const line = (name: string, factors: readonly Factor[], isCharged = (_month: number): boolean => true) =>
    recurringLine({ kind: "other", line: name }, item, (month) => {
      const rise = risen(growthRatePerYear, yearsSince(startMonth, month));
      return isCharged(month) ? [{ label: name, factors: [...factors, ...rise] }] : [];
    });
  if (basis.kind === "changeEffort") return [changeEffortLine(item, basis)];
  if (basis.kind === "oneOff") {
    return [oneOffLine({ kind: "other", line: "one-off amount" }, startMonth, [money(basis.amount, "once")])];
  }
  if (basis.kind === "recurring") {
    const step = MONTHS_BETWEEN[basis.every];
    const amount = [money(basis.amount, `a ${basis.every}`)];
    return [line("recurring amount", amount, (month) => (month - startMonth) % step === 0)];
  }
  const people = [count(basis.attendees, "attendees"), money(basis.hourlyRate, "an hour")];
  const weeks = basis.per === "week" ? [count(WEEKS_PER_YEAR, "weeks a year"), dividedBy(12, "months")] : [];
  return [line("meetings", [count(basis.hours, `hours a ${basis.per}`), ...weeks, ...people])];
}

function changeEffortLine(
  item: OtherItem,
  basis: Extract<OtherItem["basis"], { kind: "changeEffort" }>,
): LineDraft {
  const { startMonth, growthRatePerYear } = item;
  const endMonth = startMonth + basis.months - 1;
  const work = [count(basis.hours, "hours"), money(basis.hourlyRate, "an hour")];
  const spread = basis.months === 1 ? [] : [dividedBy(basis.months, "months")];
  const span = { startMonth, endMonth };
  return {
    ...recurringLine({ kind: "other", line: "change effort" }, span, (month) => {
      const rise = risen(growthRatePerYear, yearsSince(startMonth, month));
      return [{ label: "change effort", factors: [...work, ...spread, ...rise] }];
    }),
    cutAt: (monthCount) =>
      startMonth <= monthCount && endMonth > monthCount
        ? `the change effort is spread until month ${endMonth}; what comes after the last month ${monthCount} is not counted`
        : undefined,
  };
}
