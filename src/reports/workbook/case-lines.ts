import { LINE_KINDS, type CaseLine, type ScenarioReport } from "../../contracts/investment.ts";

/** The lines of a case by what they are to its net. */
export interface CaseLines {
  /** Added up to the benefits: with minus without. */
  readonly benefits: readonly CaseLine[];
  /** Added up to the costs: negative. */
  readonly costs: readonly CaseLine[];
  readonly net: CaseLine | undefined;
  readonly cumulative: CaseLine | undefined;
  /** In no sum: with and without apart, and what is no cash flow of the case (bookings, revenue, billing). */
  readonly beside: readonly CaseLine[];
}

const BENEFITS: ReadonlySet<CaseLine["kind"]> = new Set([
  "gross_margin",
  "payment_timing",
  "direct_benefit",
  "avoided_cost",
]);

/** Sorts the lines of a case: its net is the differences of all that is a benefit or a cost. */
export function caseLines({ lines }: ScenarioReport): CaseLines {
  const inOrder = lines.toSorted(
    (left, right) => LINE_KINDS.indexOf(left.kind) - LINE_KINDS.indexOf(right.kind),
  );
  const differences = inOrder.filter(({ of }) => of === "difference");
  const benefits = differences.filter(({ kind }) => BENEFITS.has(kind));
  const costs = differences.filter(({ kind }) => kind === "cost");
  const net = differences.find(({ kind }) => kind === "net");
  const cumulative = differences.find(({ kind }) => kind === "cumulative");
  const used = new Set<CaseLine | undefined>([...benefits, ...costs, net, cumulative]);
  return { benefits, costs, net, cumulative, beside: inOrder.filter((line) => !used.has(line)) };
}
