import { describe, expect, it } from "vitest";
import { retentionCohorts } from "../../../src/core/kpi/retention-cohorts.ts";
import { measureOf, sourcesOf, subscription, windowFrom } from "./customer-samples.ts";
import { rivalOf, valueOf } from "./kpi-logs.ts";

/**
 * On 2024-03-31 three customers pay 100, 200 and 300. A year later the first pays 150, the second has shrunk to 100 and grown back
 * to 200, the third has left; a fourth joined in between and grew.
 */
const kpis = sourcesOf(
  {
    subscriptions: [
      subscription("a", "2024-01-01", "2024-08-31", 100),
      subscription("a", "2024-09-01", undefined, 150),
      subscription("b", "2024-01-01", "2024-06-30", 200),
      subscription("b", "2024-07-01", "2024-10-31", 100),
      subscription("b", "2024-11-01", undefined, 200),
      subscription("c", "2024-01-01", "2024-12-31", 300),
      subscription("d", "2024-05-01", "2024-12-31", 400),
      subscription("d", "2025-01-01", undefined, 500),
    ],
  },
  "2025-06-30",
);
const march = windowFrom("2025-03-01", "2025-03-31");

describe("net and gross revenue retention", () => {
  it("follow the customers of a year ago, leavers at 0 and, for the gross one, none above what it paid", () => {
    expect(valueOf(measureOf(kpis, "nrr", march))).toBeCloseTo((150 + 200) / 600, 12);
    expect(valueOf(measureOf(kpis, "grr", march))).toBeCloseTo((100 + 200) / 600, 12);
  });

  it("differ from sums of movements, in which what comes back and later customers count", () => {
    // Expansion 50 + 100 + 100, contraction 100, churn 300, opening 600.
    expect(rivalOf(measureOf(kpis, "nrr", march), "from movements")).toBeCloseTo((600 + 250 - 400) / 600, 12);
    expect(rivalOf(measureOf(kpis, "grr", march), "from movements")).toBeCloseTo((600 - 400) / 600, 12);
    expect(rivalOf(measureOf(kpis, "nrr", march), "with reactivation")).toBeCloseTo((850 - 400) / 600, 12);
  });

  it("chain months over those that paid before each", () => {
    // The months in which something changes, over the MRR before each: July, September, November, January.
    const months = (900 / 1_000) * (950 / 900) * (1_050 / 950) * (850 / 1_050);
    expect(rivalOf(measureOf(kpis, "nrr", march), "chained months")).toBeCloseTo(months, 12);
    const gross = (900 / 1_000) * (750 / 1_050);
    expect(rivalOf(measureOf(kpis, "grr", march), "chained months")).toBeCloseTo(gross, 12);
  });

  it("have the interval of a ratio estimator", () => {
    const interval = measureOf(kpis, "nrr", march).interval!;
    const ratio = 350 / 600;
    const residuals = [150 - ratio * 100, 200 - ratio * 200, -ratio * 300];
    const half = (1.959963984540054 * Math.sqrt((residuals.reduce((s, e) => s + e * e, 0) * 3) / 2)) / 600;
    expect(interval.low).toBeCloseTo(ratio - half, 12);
    expect(interval.high).toBeCloseTo(ratio + half, 12);
  });

  it("do not exist before there is a year of subscriptions", () => {
    expect(valueOf(measureOf(kpis, "nrr", windowFrom("2024-06-01", "2024-06-30")))).toBe(
      "nobody paid on 2023-06-30, twelve months before: subscriptions begin on 2024-01-01",
    );
  });

  it("count MRR churn over the days of the period", () => {
    const quarter = windowFrom("2024-12-01", "2025-02-28");
    expect(valueOf(measureOf(kpis, "mrr_churn", quarter))).toBeCloseTo(300 / 1_050, 12);
    expect(rivalOf(measureOf(kpis, "mrr_churn", quarter), "net")).toBeCloseTo((300 - 100) / 1_050, 12);
  });
});

describe("retention cohorts", () => {
  it("hold what is left of each month's customers at the end of every month since", () => {
    const triangle = retentionCohorts(kpis.book, windowFrom("2024-01-01", "2025-03-31"))!;
    expect(triangle.map(({ customers, mrr }) => [customers, mrr])).toEqual([
      [3, 600],
      [1, 400],
    ]);
    expect(triangle[0]!.paying).toEqual([...Array<number>(12).fill(3), 2, 2, 2]);
    expect(triangle[0]!.mrrByAge.slice(5, 13)).toEqual([600, 500, 500, 550, 550, 650, 650, 350]);
    expect(triangle[1]!.mrrByAge).toHaveLength(11);
  });

  it("leave out the month that is not over", () => {
    const [first] = retentionCohorts(kpis.book, windowFrom("2025-03-01", "2025-03-30"))!;
    expect(first!.paying).toHaveLength(14);
  });

  it("give the share of a year's starters that still pays twelve months after its own start", () => {
    const january = windowFrom("2025-01-01", "2025-01-31");
    const kept = measureOf(kpis, "cohort_retention", january);
    expect(valueOf(kept)).toBeCloseTo(2 / 3, 12);
    expect(rivalOf(kept, "by revenue")).toBeCloseTo(350 / 600, 12);
  });
});
