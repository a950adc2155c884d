import { money, type Charge } from "./charge.ts";
import type { FixedItem } from "./cost-plan.ts";
import type { LineDraft } from "./line-draft.ts";

/** Amounts that stand by month; each keeps the place where it was read. */
export function fixedLines({ category, entries }: FixedItem): readonly LineDraft[] {
  const byMonth = new Map<number, Charge[]>();
  for (const { month, amount, source } of entries) {
    const charge = { label: source ?? "as given", factors: [money(amount, "")] };
    const charges = byMonth.get(month);
    if (charges === undefined) byMonth.set(month, [charge]);
    else charges.push(charge);
  }
  if (byMonth.size === 0) return [];
  const lastMonth = Math.max(...byMonth.keys());
  const firstMonth = Math.min(...byMonth.keys());
  return [
    {
      kind: category,
      line: "amount",
      firstMonth,
      chargesAt: (month) => byMonth.get(month) ?? [],
      cutAt: (monthCount) =>
        firstMonth <= monthCount && lastMonth > monthCount
          ? `amounts stand until month ${lastMonth}; those after the last month ${monthCount} are not counted`
          : undefined,
    },
  ];
}
