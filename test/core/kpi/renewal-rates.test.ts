import { describe, expect, it } from "vitest";
import { termEnds } from "../../../src/core/kpi/contract-renewals.ts";
import { day, measureOf, sourcesOf, subscription, windowFrom } from "./customer-samples.ts";
import { rivalOf, valueOf } from "./kpi-logs.ts";

const term = (iso: string, id?: string) => ({ termEnd: day(iso), ...(id === undefined ? {} : { id }) });
const END = "2025-03-15";

/** One contract for each way in which a term can end. */
const kpis = sourcesOf(
  {
    subscriptions: [
      subscription("automatic", "2024-03-16", undefined, 100, term(END)),
      subscription("on time", "2024-03-16", END, 100, term(END)),
      subscription("on time", "2025-03-16", undefined, 150, term("2026-03-15", "on time 2")),
      subscription("early", "2024-03-16", "2025-01-31", 100, term(END)),
      subscription("early", "2025-02-01", undefined, 80, term("2026-01-31", "early 2")),
      subscription("late", "2024-03-16", END, 100, term(END)),
      subscription("late", "2025-04-14", undefined, 100, term("2026-04-13", "late 2")),
      subscription("too late", "2024-03-16", END, 100, term(END)),
      subscription("too late", "2025-04-16", undefined, 100, term("2026-04-15", "too late 2")),
      subscription("left", "2024-03-16", END, 100, term(END)),
      subscription("left early", "2024-03-16", "2024-12-31", 100, term(END)),
      // A change of price inside the term is no renewal; both stretches are one contract.
      subscription("changed", "2024-03-16", "2024-09-30", 100, term(END)),
      subscription("changed", "2024-10-01", END, 120, term(END, "changed 2")),
      // Two contracts that end together are one, and the one that follows renews it.
      subscription("co-term", "2024-03-16", END, 60, term(END)),
      subscription("co-term", "2024-06-01", END, 40, term(END, "co-term 2")),
      subscription("co-term", "2025-03-16", undefined, 100, term("2026-03-15", "co-term 3")),
    ],
  },
  "2025-06-30",
);
const march = windowFrom("2025-03-01", "2025-03-31");

describe("renewal", () => {
  it("tells the ways in which a term can end", () => {
    const ways = termEnds(kpis.book).map(({ customer, renewal, mrr, renewedMrr }) => [
      kpis.book.ids[customer],
      renewal,
      mrr,
      renewedMrr,
    ]);
    expect(ways).toEqual([
      ["automatic", "automatic", 100, 100],
      ["changed", "left", 120, 0],
      ["co-term", "onTime", 100, 100],
      ["early", "early", 100, 80],
      ["late", "late", 100, 100],
      ["left", "left", 100, 0],
      ["left early", "leftEarly", 100, 0],
      ["on time", "onTime", 100, 150],
      ["too late", "left", 100, 0],
    ]);
  });

  it("counts contracts, and money up to what was up for renewal", () => {
    const byCount = measureOf(kpis, "renewal_rate_count", march);
    expect(valueOf(byCount)).toBeCloseTo(5 / 9, 12);
    expect(rivalOf(byCount, "to the end of the term")).toBeCloseTo(5 / 8, 12);
    expect(rivalOf(byCount, "early")).toBeCloseTo(1 / 9, 12);
    expect(rivalOf(byCount, "automatic")).toBeCloseTo(1 / 9, 12);
    const byValue = measureOf(kpis, "renewal_rate_value", march);
    expect(valueOf(byValue)).toBeCloseTo((100 + 100 + 80 + 100 + 100) / 920, 12);
    expect(rivalOf(byValue, "with expansion")).toBeCloseTo(530 / 920, 12);
  });

  it("leaves open what can still be renewed late, and waits for the day after the term", () => {
    const records = { subscriptions: kpis.book.subscriptions };
    const soon = sourcesOf(records, "2025-03-31");
    const early = measureOf(soon, "renewal_rate_count", march);
    expect(early.unknownCount).toBe(4); // late, too late, left and changed
    expect(rivalOf(early, "decided")).toBeCloseTo(4 / 5, 12);
    expect(
      measureOf(sourcesOf(records, END), "renewal_rate_count", windowFrom("2025-03-01", END)).sampleSize,
    ).toBe(0);
  });

  it("says that no term is told where all renew from month to month", () => {
    const plain = sourcesOf({ subscriptions: [subscription("a", "2024-01-01", undefined, 1)] }, "2025-06-30");
    expect(valueOf(measureOf(plain, "renewal_rate_count", march))).toMatch(/term_end of subscriptions\.csv/);
  });
});

describe("the upsell rate", () => {
  it("is the share of those that paid before with an expansion, and says why cross-sell cannot be told", () => {
    const upsell = measureOf(kpis, "upsell_rate", march);
    // Paying on 2025-02-28: automatic, on time, early, late, too late, left, changed, co-term.
    expect(upsell.denominator!.value).toBe(8);
    expect(valueOf(upsell)).toBeCloseTo(1 / 8, 12);
    expect(rivalOf(upsell, "by value")).toBeCloseTo(50 / 800, 12);
    expect(rivalOf(upsell, "cross-sell")).toMatch(/no file tells the product/);
  });
});
