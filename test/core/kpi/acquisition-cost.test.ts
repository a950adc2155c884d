import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { allocateShared, spendIn } from "../../../src/core/kpi/spend-in.ts";
import type { Measurement } from "../../../src/core/kpi/kpi-record.ts";
import {
  books,
  day,
  lead,
  measureOf,
  sourcesOf,
  spend,
  subscription,
  windowFrom,
} from "./customer-samples.ts";
import { rivalOf, valueOf } from "./kpi-logs.ts";

const touch = (leadId: string, on: string, channel: string) => ({
  leadId,
  on: day(on),
  channel,
  source: { file: "touches.csv", line: 2 },
});

/** Four new customers in March: one touched four times, one twice, one known by its own channel alone, one by nothing. */
const tables = {
  customers: [
    { id: "c3", name: undefined, segment: undefined, owner: undefined, channel: "Partner", since: undefined, churnReason: undefined, source: { file: "customers.csv", line: 2 } }, // prettier-ignore
  ],
  subscriptions: [
    subscription("c1", "2025-03-10", undefined, 1_000_00),
    subscription("c2", "2025-03-11", undefined, 500_00, { opportunityId: "O2" }),
    subscription("c3", "2025-03-12", undefined, 300_00),
    subscription("c4", "2025-03-13", undefined, 200_00),
    subscription("old", "2024-01-01", undefined, 2_000_00),
  ],
  leads: [
    lead("l1", "2025-01-09", { customerId: "c1" }),
    lead("l2", "2025-02-09", { opportunityId: "O2" }),
    lead("l4", "2025-06-01", { customerId: "c4", channel: "Events" }),
  ],
  touches: [
    touch("l1", "2025-01-09", "Search"),
    touch("l1", "2025-01-20", "Events"),
    touch("l1", "2025-02-01", "Search"),
    touch("l1", "2025-03-01", "Content"),
    touch("l1", "2025-03-11", "Events"),
    touch("l2", "2025-02-10", "Events"),
    touch("l2", "2025-02-09", "Search"),
  ],
  spend: [
    spend("2025-03-01", "2025-03-31", 600_00, "Search"),
    spend("2025-03-01", "2025-03-31", 300_00, "Events"),
    spend("2025-03-01", "2025-03-31", 900_00),
    spend("2025-02-01", "2025-02-28", 280_00),
  ],
  finances: [books("2025-02", 900, 300), books("2025-03", 1_000, 200, 500)],
};
const kpis = sourcesOf(tables, "2025-03-31");
const march = windowFrom("2025-03-01", "2025-03-31");

describe("attribution", () => {
  const customersOf = (channel: string, rule: string): number =>
    Number(rivalOf(measureOf(kpis, "cac_channel", march, channel), `customers, ${rule}`));

  it.each([
    ["first", [2, 0, 0, 1, 1]],
    ["last", [0, 1, 1, 1, 1]],
    ["linear", [0.5 + 0.5, 0.25 + 0.5, 0.25, 1, 1]],
    ["position", [0.4 + 0.1 + 0.5, 0.1 + 0.5, 0.4, 1, 1]],
  ])(
    "by %s touch shares every new customer once, touches after its first paid day left out",
    (rule, shares) => {
      const channels = ["Search", "Events", "Content", "Partner", "(unallocated)"];
      for (const [index, channel] of channels.entries())
        expect(customersOf(channel, rule), channel).toBeCloseTo(shares[index]!, 12);
      expect(channels.reduce((sum, channel) => sum + customersOf(channel, rule), 0)).toBeCloseTo(4, 12);
    },
  );
});

describe("CAC", () => {
  it("is all spend over all new customers, with the spend of earlier days beside it", () => {
    const cac = measureOf(kpis, "cac_blended", march);
    expect(valueOf(cac)).toBe(1_800_00 / 4);
    expect(rivalOf(cac, "marketing only")).toBe(900_00 / 4);
    // 31 days earlier: 2025-01-29 to 2025-02-28, all of February's 280.00.
    expect(rivalOf(cac, "spend a period earlier")).toBe(280_00 / 4);
    // c1 took 60 days, c2 30: of an even number the lower one, 2025-01-30 to 2025-03-01.
    const lagged =
      280_00 +
      spendIn(tables.spend[0]!, day("2025-03-01"), day("2025-03-01")) +
      spendIn(tables.spend[1]!, day("2025-03-01"), day("2025-03-01")) +
      spendIn(tables.spend[2]!, day("2025-03-01"), day("2025-03-01"));
    expect(rivalOf(cac, "lagged spend")).toBe(lagged / 4);
    expect(cac.interval!.low).toBeCloseTo(450_00 * (1 - 1.959963984540054 / 2), 6);
    expect(cac.numerator!.rows).toMatchObject({ of: "spend", count: 3 });
  });

  it("gives shared cost to channels by their direct spend, and shows what belongs to none", () => {
    const search = measureOf(kpis, "cac_channel", march, "Search");
    expect(search.numerator!.value).toBe(600_00 + 600_00);
    expect(valueOf(search)).toBe(1_200_00);
    expect(rivalOf(search, "direct spend")).toBe(600_00);
    expect(rivalOf(search, "first touch")).toBe(600_00);
    const none = measureOf(kpis, "cac_channel", march, "(unallocated)");
    expect(none.denominator!.value).toBe(1);
    expect(valueOf(none)).toMatch(/^customers and cost of no channel/);
    expect(valueOf(measureOf(kpis, "cac_channel", march, "Partner"))).toBe(0);
    const sum = ["Search", "Events", "Content", "Partner", "(unallocated)"]
      .map((channel) => measureOf(kpis, "cac_channel", march, channel))
      .reduce(
        (total, { numerator, denominator }) => [total[0]! + numerator!.value, total[1]! + denominator!.value],
        [0, 0],
      );
    expect(sum).toEqual([1_800_00, 4]);
  });

  it("by paid channels takes the channels that cost money and their customers", () => {
    const paid = measureOf(kpis, "cac_paid", march);
    expect(valueOf(paid)).toBeCloseTo(900_00 / (1 + 0.75), 9);
    expect(rivalOf(paid, "first touch")).toBe(900_00 / 2);
    expect(paid.unknownCount).toBe(1);
  });

  it("says what is missing instead of 0", () => {
    const { spend: _, ...without } = tables;
    expect(valueOf(measureOf(sourcesOf(without, "2025-03-31"), "cac_blended", march))).toMatch(/spend\.csv/);
    const april = windowFrom("2025-04-01", "2025-04-30");
    expect(valueOf(measureOf(sourcesOf(tables, "2025-04-30"), "cac_blended", april))).toMatch(
      /^no spend is recorded/,
    );
    const plain = sourcesOf(
      { subscriptions: tables.subscriptions.slice(4), spend: tables.spend },
      "2025-03-31",
    );
    expect(valueOf(measureOf(plain, "cac_channel", march))).toMatch(/which channels brought the customers/);
  });
});

describe("what a customer is worth", () => {
  const value = (id: string, name?: string): number | string => {
    const measured: Measurement = measureOf(kpis, id, march);
    return name === undefined ? valueOf(measured) : rivalOf(measured, name);
  };

  it("pays back its cost by the margin of its first MRR", () => {
    expect(value("gross_margin")).toBeCloseTo(0.8, 12);
    expect(value("cac_payback")).toBeCloseTo(450_00 / (500_00 * 0.8), 12);
    expect(value("cac_payback", "without margin")).toBeCloseTo(0.9, 12);
    expect(value("cac_payback", "all accounts")).toBeCloseTo(450_00 / (800_00 * 0.8), 12);
    expect(value("cac_payback", "cohort, cash")).toMatch(/^not paid back yet: 0 % after 0 months/);
  });

  it("pays back in cash when what the cohort really paid has paid for it", () => {
    const later = sourcesOf(
      {
        ...tables,
        subscriptions: [
          ...tables.subscriptions.slice(1),
          subscription("c1", "2025-03-10", "2025-04-09", 1_000_00),
        ],
      },
      "2025-08-31",
    );
    const watched = windowFrom("2025-03-01", "2025-03-31", { followUntil: day("2025-08-31") });
    // 1,800 / 0.8 = 2,250 has to come in: 2,000 in the first month, 1,000 in the second.
    expect(rivalOf(measureOf(later, "cac_payback", watched), "cohort, cash")).toBeCloseTo(1.25, 12);
  });

  it("has no bound without churn, but one that is capped and discounted", () => {
    expect(value("ltv")).toMatch(/no bound/);
    expect(value("ltv_to_cac")).toMatch(/no bound/);
    const perMonth = 800_00 * 0.8;
    expect(value("ltv_capped", "not discounted")).toBeCloseTo(60 * perMonth, 4);
    const discount = 1.1 ** (-1 / 12);
    expect(value("ltv_capped")).toBeCloseTo((perMonth * (1 - discount ** 60)) / (1 - discount), 4);
    expect(value("ltv_to_cac", "capped")).toBeCloseTo(
      (perMonth * (1 - discount ** 60)) / (1 - discount) / 450_00,
      9,
    );
  });

  it("is ARPA times margin over churn", () => {
    // 100 customers of 50.00, 2 leave in the month: 49 x 100 / 98 customers = 50.00; 50 x 0.8 / 0.02 = 2,000.
    const many = sourcesOf(
      {
        subscriptions: Array.from({ length: 100 }, (_, index) =>
          subscription(`c${index}`, "2025-01-01", index < 2 ? "2025-03-10" : undefined, 50_00),
        ),
        finances: tables.finances,
      },
      "2025-03-31",
    );
    const ltv = measureOf(many, "ltv", march);
    expect(valueOf(ltv)).toBeCloseTo(2_000_00, 6);
    expect(rivalOf(ltv, "revenue")).toBeCloseTo(2_500_00, 6);
    expect(ltv.interval!.low).toBeLessThan(2_000_00);
    expect(ltv.interval!.high).toBeGreaterThan(2_000_00);
  });
});

describe("what growth costs", () => {
  it("is spend over new ARR, growth of revenue over earlier spend, and burn over net new ARR", () => {
    const value = (id: string) => measureOf(kpis, id, march);
    expect(valueOf(value("new_cac_ratio"))).toBeCloseTo(1_800_00 / (12 * 2_000_00), 12);
    expect(rivalOf(value("new_cac_ratio"), "spend a period earlier")).toBeCloseTo(
      280_00 / (12 * 2_000_00),
      12,
    );
    expect(valueOf(value("magic_number"))).toBeCloseTo(((1_000 - 900) * 12) / 280_00, 12);
    expect(rivalOf(value("magic_number"), "without a lag")).toBeCloseTo((100 * 12) / 1_800_00, 12);
    expect(rivalOf(value("magic_number"), "net new ARR")).toBeCloseTo((12 * 2_000_00) / 280_00, 12);
    expect(valueOf(value("burn_multiple"))).toBeCloseTo(500 / (12 * 2_000_00), 12);
  });

  it("has no burn multiple where money came in or the ARR shrank, and no books for a month that is not over", () => {
    const rich = sourcesOf({ ...tables, finances: [books("2025-03", 1_000, 200, -5)] }, "2025-03-31");
    expect(valueOf(measureOf(rich, "burn_multiple", march))).toMatch(/no burn/);
    const early = sourcesOf(tables, "2025-03-30");
    expect(valueOf(measureOf(early, "burn_multiple", windowFrom("2025-03-01", "2025-03-30")))).toMatch(
      /no whole month/,
    );
  });
});

describe("spendIn() and allocateShared()", () => {
  it("add up over neighbouring windows to the whole amount", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 6 }),
        (amount, cuts) => {
          const record = spend("2025-01-01", "2025-07-01", amount);
          const days = [
            record.from,
            ...cuts.map((cut) => record.from + Math.min(cut, 181)).sort((a, b) => a - b),
          ];
          const parts = days.map((from, index) =>
            spendIn(record, from, (days[index + 1] ?? record.to + 1) - 1),
          );
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(amount);
        },
      ),
    );
  });

  it("give all of a shared cost away, in whole minor units, and nothing to channels without weight", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 8 }),
        (shared, weights) => {
          const parts = allocateShared(shared, Float64Array.from([...weights, 7]));
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(shared);
          for (const [channel, weight] of weights.entries()) {
            expect(Number.isInteger(parts[channel])).toBe(true);
            expect(weight > 0 || parts[channel] === 0).toBe(true);
          }
        },
      ),
    );
  });
});
