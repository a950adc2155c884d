import { describe, expect, it } from "vitest";
import { exactFigures } from "../../../src/core/forecast/forecast-figures.ts";
import { forecastView } from "../../../src/core/forecast/forecast-view.ts";
import { CALENDAR_YEARS } from "../../../src/core/base/period.ts";
import type { CaseMoney } from "../../../src/core/scenario/case-money.ts";
import { caseMoney } from "../../../src/core/scenario/case-money.ts";
import { costShares } from "../../../src/core/scenario/cost-shares.ts";
import { drawBookings, drawStrataOf } from "../../../src/core/scenario/draw-bookings.ts";
import {
  expectedBookings,
  expectedMoney,
  type ExpectedMoney,
} from "../../../src/core/scenario/expected-money.ts";
import { factorPaths } from "../../../src/core/scenario/factor-paths.ts";
import { leveredPlan } from "../../../src/core/scenario/levered-plan.ts";
import type { Lever } from "../../../src/core/scenario/lever.ts";
import { retentionAdjustments } from "../../../src/core/scenario/retention-levers.ts";
import type { Scenario } from "../../../src/core/scenario/scenario.ts";
import { drawLayoutOf } from "../../../src/core/simulation/draws.ts";
import { companyView, modelOf, scenarioOf } from "./case-samples.ts";
import { sampleBook } from "./sample-business.ts";
import { EMEA, leverOf } from "./sample-levers.ts";

const view = companyView();
const model = modelOf(view, 12, {
  columns: ["region", "product"],
  groupedBy: { column: "product", names: ["Services", "Enterprise"] },
});
const strata = drawStrataOf(8_000, 5);
const { drawCount, stratumCount } = strata;
const paths = factorPaths(model.factor, { monthCount: 12, drawCount, seed: 5 });
const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const factorMeans = Float64Array.from({ length: 12 }, (_, month) =>
  meanOf(paths.subarray(month * drawCount, (month + 1) * drawCount)),
);

/** Draws of a case with levers of certain sizes beside its expectation. */
function bothWays(terms: Scenario, levers: readonly Lever[]): { drawn: CaseMoney; expected: ExpectedMoney } {
  const sizes = levers.map(({ size }) => new Float64Array(stratumCount).fill(size as number));
  const drawnLevers = levers.map((lever, index) => ({ lever, sizes: sizes[index]! }));
  const single = levers.map((lever) => ({ lever, sizes: Float64Array.of(lever.size as number) }));
  const sized = levers.map((lever) => ({ lever, size: lever.size as number }));
  const segments = terms.recurring?.book.segments ?? [];
  const common = { terms, groups: model.bookingGroups.names, monthCount: 12 };
  const shape = { monthCount: 12, drawsPerStratum: strata.drawsPerStratum };
  return {
    drawn: caseMoney({
      ...common,
      bookings: drawBookings(model, levers, sizes, strata, paths).bookings,
      drawCount,
      seed: 5,
      costShare: costShares(0.8, drawnLevers, shape, stratumCount),
      adjustments: retentionAdjustments(segments, drawnLevers, shape),
    }),
    expected: expectedMoney({
      ...common,
      bookings: expectedBookings(leveredPlan(model, sized), common.groups.length, factorMeans),
      costShare: costShares(0.8, single, { monthCount: 12, drawsPerStratum: 1 }),
      adjustments: retentionAdjustments(segments, single, { monthCount: 12, drawsPerStratum: 1 }),
    }),
  };
}

/** Largest distance of a month's mean of the draws from its expectation, in standard errors of plain sampling. */
function largestDistance(drawn: Float64Array, expected: Float64Array): number {
  return Math.max(
    ...Array.from(expected, (value, month) => {
      const row = drawn.subarray(month * drawCount, (month + 1) * drawCount);
      const mean = meanOf(row);
      const variance = meanOf(row.map((amount) => (amount - mean) ** 2));
      const standardError = Math.sqrt(variance / drawCount);
      return Math.abs(mean - value) / (standardError + 1); // a minor unit of rounding
    }),
  );
}

const furthest = ({ drawn, expected }: ReturnType<typeof bothWays>): number =>
  Math.max(
    ...(["bookings", "revenue", "cash", "grossMargin"] as const).map((column) =>
      largestDistance(drawn[column], expected[column]),
    ),
  );

describe("expectedMoney()", () => {
  it("is the mean of the draws without levers", () => {
    expect(furthest(bothWays(scenarioOf(), []))).toBeLessThan(4);
    expect(model.bookingGroups.names).toEqual(["", "Services", "Enterprise"]);
  });

  it("is the mean of the draws with levers on the process, on amounts and on margin, within a scope and without", () => {
    expect(
      furthest(
        bothWays(scenarioOf(), [
          leverOf("win_rate", 0.2, { scope: EMEA }),
          leverOf("deal_size", 0.1, {
            scope: { segment: { column: "product", values: ["Growth", "Services"] } },
          }),
          leverOf("discount", -0.03, { startMonth: 4, adoptionMonths: 3 }),
          leverOf("cycle_time", -0.2),
          leverOf("cost_to_serve", -0.1),
        ]),
      ),
    ).toBeLessThan(4);
  });

  it("is the mean of the draws with contracts by segment, and with customers who join a recurring book", () => {
    const contracts = [
      {
        pipelineSegment: "enterprise",
        bookingShare: 1,
        terms: {
          kind: "recurring" as const,
          serviceMonths: 12,
          billing: "quarterly" as const,
          startDelayMonths: 1,
          paymentDays: 45,
        },
      },
    ];
    expect(furthest(bothWays(scenarioOf({ contracts }), [leverOf("win_rate", 0.2)]))).toBeLessThan(4);
    expect(
      furthest(
        bothWays(scenarioOf({ recurring: sampleBook() }), [
          leverOf("opportunity_creation", 0.2),
          leverOf("churn", -0.2, { scope: { segment: { column: "segment", values: ["small"] } } }),
          leverOf("renewal", 0.05),
          leverOf("expansion", 0.3),
          leverOf("contraction", -0.5),
        ]),
      ),
    ).toBeLessThan(4);
  });

  it("expects of the first quarter what the exact distribution of its forecast does", () => {
    const { plan } = forecastView(view, {
      period: { from: model.months[0]!.from, to: model.months[2]!.to, label: "quarter" },
      cuts: [],
      calendar: { ...model.flow.calendar, fiscal: CALENDAR_YEARS },
      crmProbabilities: {},
      usesYearlyIndex: false,
    }).built;
    const exact = exactFigures({ ...plan, booked: plan.booked.map(() => 0) }).row(
      drawLayoutOf(plan).total,
      [0.5],
    );
    const base = expectedBookings(leveredPlan(model, []), 3, factorMeans);
    const quarter = base.reduce((sum, group) => sum + group.subarray(0, 3).reduce((a, b) => a + b, 0), 0);
    expect(Math.abs(quarter / exact.mean - 1)).toBeLessThan(1e-3); // strata of the factor, and chances of single days
  });
});
