import { count, dividedBy, money, risen, share, type Factor } from "./charge.ts";
import type { AmountOrShare, StaffItem } from "./cost-plan.ts";
import { oneOffLine, recurringLine, yearsSince, type LineDraft } from "./line-draft.ts";

/** Salary, benefits, hiring fee, equipment and severance of people who are hired. */
export function staffLines(item: StaffItem): readonly LineDraft[] {
  const { startMonth, endMonth } = item;
  const name = (line: string) => ({ kind: "staff", line }) as const;
  const people = count(item.headcount, item.headcount.eq(1) ? "person" : "people");
  const salaryIn = (month: number): readonly Factor[] => [
    people,
    money(item.salaryPerYear, "a year"),
    ...risen(item.raiseRatePerYear, yearsSince(startMonth, month)),
  ];
  const once = (line: string, fee: AmountOrShare, month: number): LineDraft =>
    oneOffLine(
      name(line),
      month,
      fee.of === "amount"
        ? [people, money(fee.amount, "each")]
        : [...salaryIn(month), share(fee.share, "of it")],
    );

  const lines = [
    recurringLine(name("salary"), item, (month) => [
      { label: "salary", factors: [...salaryIn(month), dividedBy(12, "months")] },
    ]),
  ];
  if (!item.benefitsRate.isZero()) {
    const benefits = share(item.benefitsRate, "benefits");
    lines.push(
      recurringLine(name("benefits"), item, (month) => [
        { label: "benefits", factors: [...salaryIn(month), dividedBy(12, "months"), benefits] },
      ]),
    );
  }
  if (item.hiringFee !== undefined) lines.push(once("hiring fee", item.hiringFee, startMonth));
  if (item.equipment !== undefined) {
    lines.push(oneOffLine(name("equipment"), startMonth, [people, money(item.equipment, "each")]));
  }
  if (item.severance !== undefined && endMonth !== undefined) {
    lines.push(once("severance", item.severance, endMonth));
  }
  return lines;
}
