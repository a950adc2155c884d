import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, isoFromDay } from "../../../src/core/base/day.ts";
import type { SubscriptionRecord } from "../../../src/core/customers/customer-records.ts";
import { mrrMovementsIn } from "../../../src/core/kpi/mrr-movement-kpis.ts";
import { day, measureOf, sourcesOf, subscription, windowFrom } from "./customer-samples.ts";
import { rivalOf, valueOf } from "./kpi-logs.ts";

const MOVES = ["new", "expansion", "contraction", "churned", "reactivation", "fx"] as const;
const start = day("2024-01-01");
const iso = (offset: number): string => isoFromDay(addDays(start, offset));

/** Any subscriptions of five customers: gaps, overlaps, several at once, rates that move. */
const subscriptions = fc.array(
  fc
    .record({
      customer: fc.integer({ min: 0, max: 4 }),
      contract: fc.integer({ min: 0, max: 2 }),
      from: fc.integer({ min: 0, max: 200 }),
      days: fc.option(fc.integer({ min: 1, max: 120 }), { nil: undefined }),
      monthly: fc.integer({ min: 0, max: 1_000_00 }),
      rate: fc.constantFrom(1, 0.9, 0.85, 1.1),
    })
    .map(({ customer, contract, from, days, monthly, rate }) =>
      subscription(
        `c${customer}`,
        iso(from),
        days === undefined ? undefined : iso(from + days - 1),
        monthly,
        { id: `s${customer}-${contract}`, rate },
      ),
    ),
  { maxLength: 30 },
);

function mrrByHand(records: readonly SubscriptionRecord[], on: number, asOf: number): number {
  return records
    .filter(({ from, to }) => from <= on && from <= asOf && (to === undefined || to >= asOf || to >= on))
    .reduce((sum, { monthly }) => sum + monthly, 0);
}

describe("MRR and its movements", () => {
  it("open, move and close exactly, over any days and as of any day", () => {
    fc.assert(
      fc.property(
        subscriptions,
        fc.integer({ min: 0, max: 260 }),
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 0, max: 60 }),
        (records, from, length, later) => {
          const asOf = from + length + later;
          const { book, sources } = sourcesOf({ subscriptions: records }, iso(asOf));
          const window = windowFrom(iso(from), iso(from + length));
          const moved = mrrMovementsIn(book, window);
          const closing =
            moved.opening +
            moved.new +
            moved.expansion +
            moved.reactivation +
            moved.fx -
            moved.contraction -
            moved.churn;
          expect(moved.opening).toBe(mrrByHand(records, addDays(start, from - 1), addDays(start, asOf)));
          expect(closing).toBe(mrrByHand(records, addDays(start, from + length), addDays(start, asOf)));
          expect(
            Math.min(moved.new, moved.expansion, moved.reactivation, moved.contraction, moved.churn),
          ).toBeGreaterThanOrEqual(0);
          const net = measureOf({ book, sources }, "net_new_mrr", window);
          expect(valueOf(net)).toBe(closing - moved.opening);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("add up over neighbouring windows", () => {
    fc.assert(
      fc.property(
        subscriptions,
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 100 }),
        (records, first, second) => {
          const kpis = sourcesOf({ subscriptions: records }, iso(300));
          const sum = (from: number, to: number) =>
            MOVES.map((move) =>
              Number(valueOf(measureOf(kpis, `${move}_mrr`, windowFrom(iso(from), iso(to))))),
            );
          const [a, b] = [sum(20, 20 + first), sum(21 + first, 20 + first + second)];
          expect(sum(20, 20 + first + second)).toEqual(a.map((value, index) => value + b[index]!));
        },
      ),
      { numRuns: 100 },
    );
  });

  it("tell new from back, and take the exchange rate off before they call it expansion", () => {
    const kpis = sourcesOf(
      {
        subscriptions: [
          subscription("grows", "2025-01-01", "2025-03-09", 1_000_00),
          subscription("grows", "2025-03-10", undefined, 1_500_00),
          subscription("shrinks", "2025-01-01", "2025-03-14", 800_00),
          subscription("shrinks", "2025-03-15", undefined, 500_00),
          subscription("leaves", "2025-01-01", "2025-03-19", 300_00),
          subscription("back", "2025-01-01", "2025-02-10", 200_00),
          subscription("back", "2025-03-05", undefined, 250_00),
          subscription("joins", "2025-03-02", undefined, 400_00),
          // In dollars it pays 1,000 before and 1,100 after; a dollar falls from 0.90 to 0.80.
          subscription("dollars", "2025-01-01", "2025-03-31", 900_00, { rate: 0.9 }),
          subscription("dollars", "2025-03-31", undefined, 0, { id: "trial" }),
          subscription("abroad", "2025-01-01", "2025-03-20", 900_00, { rate: 0.9 }),
          subscription("abroad", "2025-03-21", undefined, 880_00, { rate: 0.8 }),
        ],
      },
      "2025-05-31",
    );
    const march = windowFrom("2025-03-01", "2025-03-31");
    const value = (id: string) => valueOf(measureOf(kpis, id, march));
    expect(value("new_mrr")).toBe(400_00);
    expect(value("reactivation_mrr")).toBe(250_00);
    expect(value("churned_mrr")).toBe(300_00);
    expect(value("contraction_mrr")).toBe(300_00);
    // 900.00 x (0.8 / 0.9 - 1) = -100.00 is the rate's; 880.00 - 800.00 is expansion, beside the 500.00 that grew.
    expect(value("fx_mrr")).toBe(-100_00);
    expect(value("expansion_mrr")).toBe(500_00 + 80_00);
    expect(value("quick_ratio")).toBeCloseTo((400 + 580) / 600, 12);
    expect(value("mrr")).toBe(1_500_00 + 500_00 + 250_00 + 400_00 + 900_00 + 880_00);
    expect(value("arr")).toBe(12 * 4_430_00);
    expect(value("paying_customers")).toBe(6);
    expect(value("arpa")).toBeCloseTo(4_430_00 / 6, 9);
    const average = measureOf(kpis, "arpa", march);
    expect(rivalOf(average, "average accounts")).toBeCloseTo(4_430_00 / ((5 + 6) / 2), 9);
    expect(rivalOf(average, "new accounts")).toBe(400_00);
    expect(rivalOf(average, "per user (ARPU)")).toMatch(/users or seats/);
  });

  it("have no quick ratio where nothing was lost, and say which file is missing", () => {
    const kpis = sourcesOf(
      { subscriptions: [subscription("a", "2025-03-05", undefined, 100)] },
      "2025-05-31",
    );
    const march = windowFrom("2025-03-01", "2025-03-31");
    expect(valueOf(measureOf(kpis, "quick_ratio", march))).toMatch(/no bound/);
    for (const id of ["mrr", "nrr", "logo_churn", "renewal_rate_count", "upsell_rate"])
      expect(valueOf(measureOf(sourcesOf({}, "2025-05-31"), id, march))).toMatch(
        /^no file tells of subscriptions/,
      );
  });
});
