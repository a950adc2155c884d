import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { found, missing } from "../../../src/core/base/outcome.ts";
import {
  cappedLifetimeValue,
  lifetimeValue,
  lifetimeValueToCost,
} from "../../../src/core/customers/lifetime-value.ts";
import {
  annualRecurringRevenue,
  closingMrr,
  grossRetentionByCustomer,
  grossRevenueRetention,
  LOGO_CHURN_CONVENTIONS,
  logoChurn,
  netRetentionByCustomer,
  netRevenueRetention,
  quickRatio,
  revenuePerAccount,
  type MrrMovements,
} from "../../../src/core/customers/retention-measures.ts";
import { winsOfBookings } from "../../../src/core/customers/wins-of-bookings.ts";

const moved: MrrMovements = {
  opening: 1_000,
  new: 200,
  expansion: 80,
  contraction: 30,
  churn: 50,
  reactivation: 20,
};
const nothing: MrrMovements = {
  opening: 0,
  new: 0,
  expansion: 0,
  contraction: 0,
  churn: 0,
  reactivation: 0,
};

describe("measures of MRR", () => {
  it("close the month and count twelve of them as a year", () => {
    expect(closingMrr(moved)).toBe(1_220);
    expect(annualRecurringRevenue(1_220)).toBe(14_640);
    expect(revenuePerAccount(1_220, 61)).toEqual(found(20));
    expect(revenuePerAccount(0, 0)).toEqual(missing("no_accounts"));
  });
  it("retain 100 % net, 102 % with those who came back, 92 % gross", () => {
    expect(netRevenueRetention(moved)).toEqual(found(1));
    expect(netRevenueRetention(moved, "included")).toEqual(found(1.02));
    expect(grossRevenueRetention(moved)).toEqual(found(0.92));
  });
  it("are NetSuite's (end - new) / begin with those who came back", () => {
    expect(netRevenueRetention(moved, "included")).toEqual(
      found((closingMrr(moved) - moved.new) / moved.opening),
    );
  });
  it("have a quick ratio of 3.5, and none without losses", () => {
    expect(quickRatio(moved)).toEqual(found(3.5));
    expect(quickRatio({ ...moved, churn: 0, contraction: 0 })).toEqual(missing("no_churn_or_contraction"));
  });
  it("say that there is no retention of nothing", () => {
    for (const outcome of [
      netRevenueRetention(nothing),
      grossRevenueRetention(nothing),
      grossRetentionByCustomer([{ start: 0, end: 5 }]),
      netRetentionByCustomer([]),
    ]) {
      expect(outcome).toEqual(missing("no_opening_mrr"));
    }
  });
  it("count shrinking and regrowing by sums, but not by customer", () => {
    const customers = [
      { start: 100, end: 100 }, // fell to 60 and came back
      { start: 100, end: 150 },
      { start: 100, end: 0 },
      { start: 0, end: 70 },
    ];
    expect(grossRetentionByCustomer(customers)).toEqual(found(2 / 3));
    expect(netRetentionByCustomer(customers)).toEqual(found(250 / 300));
    const sums = { opening: 300, new: 70, expansion: 90, contraction: 40, churn: 100, reactivation: 0 };
    expect(grossRevenueRetention(sums)).toEqual(found(160 / 300));
    expect(netRevenueRetention(sums)).toEqual(found(250 / 300));
  });
  it("never retain more than 100 % gross, nor less net than gross", () => {
    const mrr = fc.integer({ min: 0, max: 1e6 });
    fc.assert(
      fc.property(fc.array(fc.record({ start: mrr, end: mrr }), { minLength: 1 }), (customers) => {
        const gross = grossRetentionByCustomer([...customers, { start: 1, end: 1 }]);
        const net = netRetentionByCustomer([...customers, { start: 1, end: 1 }]);
        expect(gross.ok && net.ok && gross.value <= 1 && gross.value <= net.value).toBe(true);
      }),
    );
  });
});

describe("logoChurn()", () => {
  it("gives 5.0, 6.2, 5.09 and 4.13 % for the same customers by its four conventions", () => {
    const counts = { atStart: 1_000, joined: 500, leftOfStart: 50, leftOfJoined: 12 };
    const percent = LOGO_CHURN_CONVENTIONS.map((convention) => {
      const churn = logoChurn(counts, convention);
      return churn.ok ? (100 * churn.value).toFixed(2) : churn.reason;
    });
    expect(percent).toEqual(["5.00", "6.20", "5.09", "4.13"]);
  });
  it("does not exist without customers", () => {
    const nobody = { atStart: 0, joined: 0, leftOfStart: 0, leftOfJoined: 0 };
    for (const convention of LOGO_CHURN_CONVENTIONS) {
      expect(logoChurn(nobody, convention)).toEqual(missing("no_customers"));
    }
    expect(() => logoChurn({ ...nobody, leftOfStart: 1 }, "cohort")).toThrow("more customers left");
  });
});

describe("lifetime value", () => {
  const account = { revenuePerMonth: 100, grossMargin: 0.8, churnPerMonth: 0.02 };
  it("is 4,000 at 2 % churn and has no bound at none", () => {
    expect(lifetimeValue(account)).toEqual(found(4_000));
    expect(lifetimeValue({ ...account, churnPerMonth: 0 })).toEqual(missing("no_churn"));
  });
  it("over five years without discount and churn is 60 months", () => {
    const still = { ...account, churnPerMonth: 0 };
    expect(cappedLifetimeValue(still, { discountRatePerYear: 0 })).toBeCloseTo(4_800, 9);
  });
  it("adds up the discounted months one by one", () => {
    let sum = 0;
    for (let month = 0; month < 36; month++) sum += (80 * 0.98 ** month) / 1.1 ** (month / 12);
    expect(cappedLifetimeValue(account, { capYears: 3, discountRatePerYear: 0.1 })).toBeCloseTo(sum, 9);
  });
  it("becomes the plain one as the cap moves away", () => {
    expect(cappedLifetimeValue(account, { capYears: 200, discountRatePerYear: 0 })).toBeCloseTo(4_000, 9);
  });
  it("is set against the cost to acquire, if both exist", () => {
    expect(lifetimeValueToCost(found(4_000), 1_000)).toEqual(found(4));
    expect(lifetimeValueToCost(found(4_000), 0)).toEqual(missing("no_acquisition_cost"));
    expect(lifetimeValueToCost(missing("no_churn"), 1_000)).toEqual(missing("no_churn"));
  });
});

describe("winsOfBookings()", () => {
  it("makes MRR and whole customers of booked amounts, at least one customer where there is MRR", () => {
    const { wonMrr, wonCustomers } = winsOfBookings(Float64Array.of(0, 1_200, 120_000, 5), {
      recurringShare: 0.5,
      monthsOfValue: 12,
      mrrPerCustomer: 2_000,
    });
    expect([...wonMrr]).toEqual([0, 50, 5_000, 0]);
    expect([...wonCustomers]).toEqual([0, 1, 3, 0]);
  });
});
