import { describe, expect, it } from "vitest";
import { npsStandardError } from "../../../src/core/kpi/net-promoter-score.ts";
import { answer, day, lead, measureOf, sourcesOf, subscription, windowFrom } from "./customer-samples.ts";
import { rivalOf, valueOf } from "./kpi-logs.ts";

const march = windowFrom("2025-03-01", "2025-03-31", { followUntil: day("2025-04-30") });

describe("lead conversion", () => {
  const kpis = sourcesOf(
    {
      leads: [
        lead("a", "2025-03-01", {
          marketingQualifiedOn: day("2025-03-10"),
          convertedOn: day("2025-04-20"),
          customerId: "A",
        }),
        lead("b", "2025-03-02", { marketingQualifiedOn: day("2025-04-02") }),
        lead("c", "2025-03-03"),
        lead("d", "2025-03-31", { marketingQualifiedOn: day("2025-05-02") }),
        lead("e", "2025-02-01", { marketingQualifiedOn: day("2025-03-05") }),
        lead("f", "2025-02-01", { marketingQualifiedOn: day("2025-03-06") }),
      ],
      subscriptions: [subscription("A", "2025-04-25", undefined, 100)],
    },
    "2025-04-30",
  );

  it("follows those created in the period to the as-of day, with the ratio of the period beside it", () => {
    const toMql = measureOf(kpis, "lead_to_mql", march);
    expect(valueOf(toMql)).toBe(2 / 4);
    expect(rivalOf(toMql, "same period")).toBe(3 / 4);
    expect(rivalOf(toMql, "inside the period")).toBe(1 / 4);
    expect(toMql.numerator!.rows.first.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(valueOf(measureOf(kpis, "lead_to_opportunity", march))).toBe(1 / 4);
    expect(valueOf(measureOf(kpis, "lead_to_customer", march))).toBe(1 / 4);
    expect(valueOf(measureOf(kpis, "lead_count", march))).toBe(4);
    expect(valueOf(measureOf(kpis, "mql_count", march))).toBe(3);
  });

  it("says which day no lead tells, and which file there is none of", () => {
    expect(valueOf(measureOf(kpis, "mql_to_sql", march))).toBe(
      "no lead says the day on which sales accepted it",
    );
    expect(valueOf(measureOf(sourcesOf({}, "2025-04-30"), "lead_to_mql", march))).toMatch(
      /^no file tells of leads/,
    );
  });
});

describe("NPS", () => {
  const scores = [
    ...Array<number>(50).fill(9),
    ...Array<number>(20).fill(10),
    ...Array<number>(20).fill(8),
    ...Array<number>(10).fill(3),
  ];
  const surveys = scores.map((score, index) =>
    answer(`c${String(index).padStart(3, "0")}`, "2025-03-05", score),
  );

  it("is the promoters less the detractors, with the standard error of the mean of +1, 0 and -1", () => {
    const nps = measureOf(sourcesOf({ surveys }, "2025-04-30"), "nps", march);
    expect(valueOf(nps)).toBeCloseTo(60, 12);
    const worth = scores.map((score) => (score >= 9 ? 1 : score <= 6 ? -1 : 0));
    const variance = worth.reduce<number>((sum, one) => sum + (one - 0.6) ** 2, 0) / 100;
    expect(rivalOf(nps, "standard error")).toBeCloseTo(100 * Math.sqrt(variance / 100), 12);
    expect(npsStandardError(70, 10, 100)).toBeCloseTo(6.633249580710799, 12);
    expect(nps.interval!.low).toBeCloseTo(60 - 1.959963984540054 * 6.633249580710799, 9);
  });

  it("counts every answer of the period, those that name nobody too, and the last of each customer beside it", () => {
    const several = [
      ...surveys,
      answer("c000", "2025-03-20", 0),
      answer(undefined, "2025-03-21", 10),
      answer("c001", "2025-05-01", 0),
    ];
    const nps = measureOf(sourcesOf({ surveys: several }, "2025-04-30"), "nps", march);
    expect(nps.sampleSize).toBe(102);
    expect(valueOf(nps)).toBeCloseTo((100 * (71 - 11)) / 102, 12);
    expect(rivalOf(nps, "last answer")).toBeCloseTo((100 * (70 - 11)) / 101, 12);
  });

  it("has no value without answers", () => {
    expect(valueOf(measureOf(sourcesOf({ surveys: [] }, "2025-04-30"), "nps", march))).toBe(
      "nobody answered in the period",
    );
  });
});
