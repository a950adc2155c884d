import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CALENDAR_YEARS, parseHorizon } from "../../../src/core/base/period.ts";
import { forecastBridge, type ForecastTerm } from "../../../src/core/forecast/forecast-bridge.ts";
import { forecastGroupBridges } from "../../../src/core/forecast/forecast-group-bridges.ts";
import { forecastView } from "../../../src/core/forecast/forecast-view.ts";
import { buildStateTable } from "../../../src/core/forecast/state-table.ts";
import { ChangeLogBuilder } from "../../../src/core/pipeline/change-log-builder.ts";
import type { ChangeLog } from "../../../src/core/pipeline/change-log.ts";
import type { RateView } from "../../../src/core/pipeline/exchange-book.ts";
import type { PipelineView } from "../../../src/core/pipeline/pipeline-view.ts";
import { at, ATTRIBUTE_NAMES, FUNNEL, viewOf } from "../pipeline/random-logs.ts";
import { sampleHistory } from "./sample-history.ts";

/** Company units for a hundred dollars from a day on. */
type Rates = readonly { readonly day: number; readonly percent: number }[];

const period = parseHorizon("60d", at(220));
if (!period.ok) throw new Error(period.reason);
const question = {
  period: period.value,
  cuts: [],
  calendar: { fiscal: CALENDAR_YEARS, holidays: new Set<number>() },
  crmProbabilities: {},
  usesYearlyIndex: true,
};

/** A history of which every other opportunity is in dollars; the owner's column holds the currency. */
function logAt(rates: Rates, view: RateView, seed = 1): ChangeLog {
  const inOrder = [{ day: 0, percent: 100 }, ...rates].toSorted((a, b) => a.day - b.day);
  const dollars = {
    code: "USD",
    days: Int32Array.from(inOrder, ({ day }) => at(day)),
    numerators: inOrder.map(({ percent }) => BigInt(percent)),
    denominators: inOrder.map(() => 100n),
  };
  const euros = { code: "EUR", days: new Int32Array(0), numerators: [], denominators: [] };
  const builder = new ChangeLogBuilder({
    currency: "EUR",
    minorDigits: 2,
    attributeNames: ATTRIBUTE_NAMES,
    files: ["a.csv"],
    funnel: FUNNEL,
    exchange: { book: { view, company: "EUR", currencies: [euros, dollars] }, attribute: "owner" },
  });
  for (const state of sampleHistory({ seed })) {
    const currency = Number(/\d+$/.exec(state.opportunityId)![0]) % 2 === 0 ? "USD" : "EUR";
    builder.addState({ ...state, attributes: [state.attributes[0]!, currency] });
  }
  return builder.build();
}

function bridgeOf(log: ChangeLog, from: number, to: number) {
  const views = { before: viewOf(log, at(from)), after: viewOf(log, at(to)) };
  const after = to >= 280 ? undefined : forecastView(views.after, question);
  const afterTable = after?.table ?? buildStateTable(views.after);
  const bridge = forecastBridge({ before: forecastView(views.before, question), after, afterTable, question }); // prettier-ignore
  const termOf = (kind: string): ForecastTerm => bridge.terms.find((term) => term.kind === kind)!;
  return { bridge, views, termOf };
}

/** The amount as its source has it, of the last state of the present stage that tells it, and the row of the last state. */
function originalOf({ log, stateStart, stateRow, stateStage }: PipelineView, opportunity: number) {
  const { amount, currency } = log.exchange!;
  const last = stateStart[opportunity + 1]! - 1;
  let state = last;
  const isOfStage = (other: number): boolean => stateStage[other] === stateStage[last];
  while (state > stateStart[opportunity]! && isOfStage(state - 1) && Number.isNaN(amount[stateRow[state]!]!))
    state--;
  const row = stateRow[state]!;
  return { row: stateRow[last]!, amount: amount[row]!, isForeign: currency[row] === 1 };
}

const percent = fc.integer({ min: 40, max: 250 });
const rates = fc.array(fc.record({ day: fc.integer({ min: 1, max: 299 }), percent }), { maxLength: 6 });
const unlike = fc.uniqueArray(fc.integer({ min: 1, max: 299 }), { maxLength: 6 });
const rateTable = fc.tuple(unlike, rates).map(([days, list]) =>
  days.map((day, index) => ({ day, percent: list[index]?.percent ?? 90 + index })),
); // prettier-ignore
const viewName = fc.constantFrom<RateView>("close", "spot", "plan");

describe("forecastBridge() over several currencies", () => {
  it("adds up to the change whatever the rates, as a whole and in every group", () => {
    const days = fc.tuple(fc.integer({ min: 150, max: 278 }), fc.integer({ min: 0, max: 90 }));
    fc.assert(
      fc.property(rateTable, viewName, days, fc.integer({ min: 1, max: 3 }), (table, view, [from, span], seed) => {
        const log = logAt(table, view, seed);
        const { bridge, views } = bridgeOf(log, from, Math.min(299, from + span));
        const sum = bridge.terms.reduce((all, { change }) => all + change, 0);
        expect(sum).toBe(bridge.end.total - bridge.start.total);
        for (const attribute of log.attributes) {
          for (const group of forecastGroupBridges(bridge, views, attribute)) expect(group.residual).toBe(0);
        }
        const moveCount = bridge.terms.reduce((all, { moves }) => all + moves.length, 0);
        expect(Math.abs(bridge.terms.find(({ kind }) => kind === "rounding")!.change)).toBeLessThanOrEqual(moveCount + 2); // prettier-ignore
      }),
      { numRuns: 8, seed: 8 },
    ); // prettier-ignore
  });
  it("leaves no rate in the other terms: amounts change only where the source's own did, bookings only where rows did", () => {
    fc.assert(
      fc.property(rateTable, fc.constantFrom<RateView>("close", "spot"), (table, view) => {
        const log = logAt(table, view);
        const { views, termOf } = bridgeOf(log, 225, 255);
        const earlierOf = new Map(views.before.opportunityIds.map((id, index) => [id, index]));
        const told = (opportunity: number) => {
          const earlier = earlierOf.get(views.after.opportunityIds[opportunity]!)!;
          return [originalOf(views.before, earlier), originalOf(views.after, opportunity)] as const;
        };
        for (const { opportunity } of termOf("amountChanged").moves) {
          const [was, is] = told(opportunity!);
          expect(was.amount).not.toBe(is.amount);
        }
        for (const { opportunity } of termOf("restated").moves) {
          const [was, is] = told(opportunity!);
          expect(was.row).not.toBe(is.row);
        }
        for (const { opportunity } of termOf("ratesChanged").moves)
          expect(told(opportunity!)[0].isForeign).toBe(true);
      }),
      { numRuns: 6, seed: 9 },
    );
  });
  it("is 0 where no rate changed between the days", () => {
    const log = logAt([{ day: 60, percent: 80 }], "close");
    const { termOf } = bridgeOf(log, 225, 255);
    expect(termOf("ratesChanged").moves).toEqual([]);
  });
  it("moves what stays open in proportion to the rate", () => {
    const log = logAt([{ day: 240, percent: 120 }], "close");
    const { views, termOf } = bridgeOf(log, 225, 255);
    const { moves, change } = termOf("ratesChanged");
    const open = moves.filter(({ opportunity }) => {
      const stage = views.after.stateStage[views.after.stateStart[opportunity! + 1]! - 1]!;
      return stage < views.after.wonCode;
    });
    expect(open.length).toBeGreaterThan(5);
    // Whole minor units at both ends, and an amount that reaches the cap grows by less.
    for (const { before, after } of open) expect(after).toBeLessThanOrEqual(before * 1.2 + 1.1);
    const exact = open.filter(({ before, after }) => Math.abs(after - before * 1.2) <= 1.1);
    expect(exact.length).toBeGreaterThan(0.8 * open.length);
    expect(change).toBeGreaterThan(0);
  });
  it("keeps bookings at the rate of their close, and lets them follow where everything is at spot rates", () => {
    const table = [{ day: 250, percent: 150 }];
    const end = (view: RateView) => bridgeOf(logAt(table, view), 245, 253);
    const bookedShare = (view: RateView): number => {
      const { views, termOf } = end(view);
      return termOf("ratesChanged").moves.filter(({ opportunity }) => {
        const state = views.after.stateStart[opportunity! + 1]! - 1;
        const isWon = views.after.stateStage[state] === views.after.wonCode;
        return isWon && views.after.stateDay[state]! <= at(245);
      }).length;
    };
    expect(bookedShare("close")).toBe(0);
    expect(bookedShare("spot")).toBeGreaterThan(3);
  });
});
