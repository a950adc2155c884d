import type { Charge } from "./charge.ts";
import type { CostKind } from "./cost-plan.ts";

/** A line of the ledger before its cents are made: what it is charged in each month. */
export interface LineDraft {
  readonly kind: CostKind;
  /** `salary`, `licence`, `hiring fee` ... */
  readonly line: string;
  /** The first month with a charge; years of the line count from here. */
  readonly firstMonth: number;
  /** Charges of a month from `firstMonth` on; none in a month without. */
  readonly chargesAt: (month: number) => readonly Charge[];
  /** What the horizon cuts off or pays too much of, as a sentence; undefined when nothing. */
  readonly cutAt?: (monthCount: number) => string | undefined;
}

const NONE: readonly Charge[] = [];

/** A line with charges in every month from the first to the last. */
export function recurringLine(
  name: Pick<LineDraft, "kind" | "line">,
  span: { readonly startMonth: number; readonly endMonth?: number },
  chargesAt: (month: number) => readonly Charge[],
): LineDraft {
  const last = span.endMonth ?? Number.POSITIVE_INFINITY;
  return {
    ...name,
    firstMonth: span.startMonth,
    chargesAt: (month) => (month >= span.startMonth && month <= last ? chargesAt(month) : NONE),
  };
}

/** A line with one charge. */
export function oneOffLine(
  name: Pick<LineDraft, "kind" | "line">,
  month: number,
  factors: Charge["factors"],
): LineDraft {
  const charges = [{ label: name.line, factors }];
  return { ...name, firstMonth: month, chargesAt: (other) => (other === month ? charges : NONE) };
}

/** How many twelve-month steps lie between the start and a month: a yearly rise has happened as often. */
export function yearsSince(startMonth: number, month: number): number {
  return Math.floor((month - startMonth) / 12);
}
