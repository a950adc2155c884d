import { count, money, share, type Charge } from "./charge.ts";
import type { TechnologyItem } from "./cost-plan.ts";
import { licenceCharges, monthFactors } from "./licence-charges.ts";
import { oneOffLine, recurringLine, type LineDraft } from "./line-draft.ts";

/** Licence, maintenance, one-offs and administration of a tool, and the cost of the tool that it retires. */
export function technologyLines(item: TechnologyItem): readonly LineDraft[] {
  const name = (line: string) => ({ kind: "technology", line }) as const;
  const { licence, implementation, integration, maintenance, administration, replaces } = item;
  const lines: LineDraft[] = [];
  if (licence !== undefined) {
    lines.push(billedLine(item, "licence", (from, to) => licenceCharges(licence, item.startMonth, from, to)));
  }
  if (maintenance !== undefined) {
    lines.push(
      billedLine(item, "maintenance", (from, to) => maintenanceCharges(item, maintenance, from, to)),
    );
  }
  if (implementation !== undefined) {
    const { amount, month } = implementation;
    lines.push(oneOffLine(name("implementation"), month, [money(amount, "once")]));
  }
  if (integration !== undefined) {
    lines.push(oneOffLine(name("integration"), integration.month, [money(integration.amount, "once")]));
  }
  if (administration !== undefined) {
    const factors = [
      count(administration.hoursPerMonth, "hours a month"),
      money(administration.hourlyRate, "an hour"),
    ];
    lines.push(recurringLine(name("administration"), item, () => [{ label: "administration", factors }]));
  }
  if (replaces !== undefined) {
    const line = `retired ${replaces.name}`;
    const charges = [{ label: line, factors: [money(replaces.costPerMonth, "a month")] }];
    const span = { ...item, startMonth: item.startMonth + replaces.overlapMonths };
    lines.push(recurringLine({ kind: "avoided", line }, span, () => charges));
  }
  return lines;
}

/** A line that is billed as the licence is: month by month, or for twelve months in advance. */
function billedLine(
  item: TechnologyItem,
  line: string,
  chargesFor: (fromMonth: number, toMonth: number) => readonly Charge[],
): LineDraft {
  const name = { kind: "technology", line } as const;
  if (item.licence?.billed !== "yearly")
    return recurringLine(name, item, (month) => chargesFor(month, month));
  const lastMonth = item.endMonth ?? Number.POSITIVE_INFINITY;
  const paidUntil = (month: number): number => Math.min(month + 11, lastMonth);
  const isBilled = (month: number): boolean => (month - item.startMonth) % 12 === 0;
  return {
    ...recurringLine(name, item, (month) => (isBilled(month) ? chargesFor(month, paidUntil(month)) : [])),
    cutAt: (monthCount) => {
      const billedIn = monthCount - ((monthCount - item.startMonth) % 12);
      const until = paidUntil(billedIn);
      if (item.startMonth > monthCount || billedIn > lastMonth || until <= monthCount) return undefined;
      return `the ${line} billed in month ${billedIn} pays until month ${until}, beyond the last month ${monthCount}; all of it is counted`;
    },
  };
}

function maintenanceCharges(
  item: TechnologyItem,
  maintenance: NonNullable<TechnologyItem["maintenance"]>,
  fromMonth: number,
  toMonth: number,
): readonly Charge[] {
  if (maintenance.of === "amount") {
    const factors = [money(maintenance.amount, "a year"), ...monthFactors(toMonth - fromMonth + 1, "year")];
    return [{ label: "maintenance", factors }];
  }
  const rate = share(maintenance.share, "of the licence");
  if (item.licence === undefined) return [];
  return licenceCharges(item.licence, item.startMonth, fromMonth, toMonth).map(({ label, factors }) => ({
    label: `maintenance, ${label}`,
    factors: [...factors, rate],
  }));
}
