import { describe, expect, it } from "vitest";
import { churnReasons } from "../../../src/core/kpi/churn-reasons.ts";
import { measureOf, sourcesOf, subscription, windowFrom } from "./customer-samples.ts";
import { rivalOf, valueOf } from "./kpi-logs.ts";

/** 1,000 customers at the start of March, 50 of them leave in it, 500 join, 12 of these leave again. */
const published = sourcesOf(
  {
    subscriptions: [
      ...Array.from({ length: 1_000 }, (_, index) =>
        subscription(`old ${index}`, "2024-01-01", index < 50 ? "2025-03-15" : undefined, 100_00),
      ),
      ...Array.from({ length: 500 }, (_, index) =>
        subscription(`new ${index}`, "2025-03-05", index < 12 ? "2025-03-20" : undefined, 100_00),
      ),
    ],
  },
  "2025-06-30",
);
const march = windowFrom("2025-03-01", "2025-03-31");

describe("logo churn", () => {
  it("is 5.0 %, 6.2 %, 5.09 % and 4.13 % of the same month, by what it is divided by", () => {
    const churn = measureOf(published, "logo_churn", march);
    expect(valueOf(churn)).toBeCloseTo(0.05, 12);
    expect(rivalOf(churn, "all over start")).toBeCloseTo(0.062, 12);
    expect(rivalOf(churn, "all over average")).toBeCloseTo(0.0509, 4);
    expect(rivalOf(churn, "all over start and joined")).toBeCloseTo(0.0413, 4);
    expect(churn.numerator).toMatchObject({ value: 50, rows: { of: "customer", count: 50 } });
    expect(churn.denominator).toMatchObject({ value: 1_000 });
    // Wilson's interval of 50 in 1,000, by its formula in Python.
    expect(churn.interval!.low).toBeCloseTo(0.03813, 4);
    expect(churn.interval!.high).toBeCloseTo(0.06532, 4);
  });

  it("makes a year of a month by 1 - (1 - m)^12, not by 12 m", () => {
    const yearly = measureOf(published, "logo_churn_annualised", march);
    expect(valueOf(yearly)).toBeCloseTo(1 - 0.95 ** 12, 12);
    expect(rivalOf(yearly, "times")).toBeCloseTo(0.6, 12);
    const quarter = measureOf(published, "logo_churn_annualised", windowFrom("2025-01-01", "2025-03-31"));
    expect(valueOf(quarter)).toBeCloseTo(1 - 0.95 ** 4, 12);
    expect(rivalOf(quarter, "by month")).toBeCloseTo(1 - 0.95 ** (1 / 3), 12);
  });

  it("has no value where nobody paid before the period", () => {
    const churn = measureOf(published, "logo_churn", windowFrom("2024-01-01", "2024-01-31"));
    expect(valueOf(churn)).toBe("nobody paid on 2023-12-31, the day before the period");
  });

  it("counts the last day paid as paid, and who came back by the end as kept", () => {
    const kpis = sourcesOf(
      {
        subscriptions: [
          subscription("to the end", "2025-01-01", "2025-03-31", 100),
          subscription("the day before", "2025-01-01", "2025-03-30", 100),
          subscription("back", "2025-01-01", "2025-03-10", 100),
          subscription("back", "2025-03-20", undefined, 100),
        ],
      },
      "2025-06-30",
    );
    const churn = measureOf(kpis, "logo_churn", march);
    expect(churn.numerator!.rows.first.map(({ id }) => id)).toEqual(["the day before"]);
    expect(valueOf(churn)).toBeCloseTo(1 / 3, 12);
    const april = measureOf(kpis, "logo_churn", windowFrom("2025-04-01", "2025-04-30"));
    expect(april.numerator!.rows.first.map(({ id }) => id)).toEqual(["to the end"]);
  });

  it("does not know an end that lies on the as-of day or later", () => {
    const records = {
      subscriptions: [
        subscription("ends", "2025-01-01", "2025-03-31", 100, { churnReason: "price" }),
        subscription("stays", "2025-01-01", undefined, 100),
      ],
    };
    const before = sourcesOf(records, "2025-03-31");
    const open = sourcesOf(
      { subscriptions: records.subscriptions.map((record) => Object.assign({}, record, { to: undefined })) },
      "2025-03-31",
    );
    const whole = windowFrom("2025-02-01", "2025-03-31");
    for (const id of ["logo_churn", "mrr", "churned_mrr", "paying_customers"])
      expect(measureOf(before, id, whole).value).toEqual(measureOf(open, id, whole).value);
    expect(churnReasons(before.book, whole)).toBeUndefined();
    expect(
      valueOf(
        measureOf(sourcesOf(records, "2025-04-01"), "logo_churn", windowFrom("2025-04-01", "2025-04-01")),
      ),
    ).toBe(0.5);
  });
});

describe("churnReasons()", () => {
  it("gives the reason of the last subscription, else that of the customer, and what was paid", () => {
    const reasonOf = (churnReason: string | undefined) => ({ churnReason });
    const { book } = sourcesOf(
      {
        customers: [
          { id: "b", name: undefined, segment: undefined, owner: undefined, channel: undefined, since: undefined, churnReason: "merged", source: { file: "customers.csv", line: 2 } }, // prettier-ignore
        ],
        subscriptions: [
          subscription("a", "2025-01-01", "2025-03-10", 500, reasonOf("price")),
          subscription("b", "2025-01-01", "2025-03-11", 300, reasonOf(undefined)),
          subscription("c", "2025-01-01", "2025-03-12", 200, reasonOf("price")),
          subscription("d", "2025-01-01", "2025-03-13", 100),
        ],
      },
      "2025-04-30",
    );
    const reasons = churnReasons(book, march)!.map(({ reason, left, amount }) => [
      reason,
      left.value,
      amount,
    ]);
    expect(reasons).toEqual([
      ["price", 2, 700],
      ["merged", 1, 300],
      ["", 1, 100],
    ]);
  });
});
