import { describe, expect, it } from "vitest";
import { explainChange } from "../../../src/core/kpi/explain-change.ts";
import { sourcesOf, spend, subscription, windowFrom } from "./customer-samples.ts";
import { valueOf } from "./kpi-logs.ts";

const customer = (id: string, segment: string, channel: string) => ({
  id,
  name: undefined,
  segment,
  owner: undefined,
  channel,
  since: undefined,
  churnReason: undefined,
  source: { file: "customers.csv", line: 2 },
});
const days = Array.from({ length: 60 }, (_, index) => index);
const { sources } = sourcesOf(
  {
    customers: days.map((index) =>
      customer(`c${index}`, index % 3 === 0 ? "A" : "B", index % 2 === 0 ? "Search" : "Events"),
    ),
    subscriptions: days.map((index) =>
      subscription(
        `c${index}`,
        `2025-0${1 + (index % 4)}-${String(1 + (index % 28)).padStart(2, "0")}`,
        index % 7 === 0 ? "2025-04-20" : undefined,
        100_00 + index * 7_00,
      ),
    ),
    spend: [
      spend("2025-01-01", "2025-04-30", 900_00, "Search"),
      spend("2025-01-01", "2025-04-30", 500_00, "Events"),
      spend("2025-03-01", "2025-04-30", 100_00, "Fairs"),
      spend("2025-01-01", "2025-04-30", 700_01),
    ],
  },
  "2025-04-30",
);

describe("what moved a KPI of customers, by segment and channel", () => {
  const [before, after] = [windowFrom("2025-02-01", "2025-02-28"), windowFrom("2025-03-01", "2025-03-31")];

  it("adds up to the change exactly for every ratio and sum", () => {
    let count = 0;
    for (const { definitions, dimensions } of sources)
      for (const definition of definitions)
        for (const groups of dimensions) {
          const change = explainChange(definition, before, after, groups);
          if (change === undefined) continue;
          count++;
          const sum = change.groups.reduce(
            (total, { effect }) => total + effect.mixSteps + effect.rateSteps,
            0,
          );
          expect(sum, definition.id).toBe(change.totalSteps);
          const [value0, value1] = [before, after].map((window) =>
            Number(valueOf(definition.measure(window))),
          );
          expect(
            Math.abs(sum - (value1! - value0!) * change.stepsPerUnit),
            definition.id,
          ).toBeLessThanOrEqual(2);
        }
    expect(count).toBeGreaterThan(20);
  });

  it("is not told where a group has a numerator without a denominator: money for a channel that won nobody", () => {
    const [source, definition] = sources
      .flatMap((one) => one.definitions.map((kpi) => [one, kpi] as const))
      .find(([, { id }]) => id === "cac_blended")!;
    expect(explainChange(definition, before, after, source.dimensions[0]!)).toBeUndefined();
  });
});
