import { describe, expect, it } from "vitest";
import { forecastView } from "../../../src/core/forecast/forecast-view.ts";
import {
  amountClassesOf,
  classOfAmount,
  type AmountClass,
} from "../../../src/core/scenario/amount-classes.ts";
import { caseMonths } from "../../../src/core/scenario/case-model.ts";
import { companyView, holidayCalendar } from "./case-samples.ts";

function classesOf(view: ReturnType<typeof companyView>): readonly AmountClass[] {
  const calendar = holidayCalendar(view.asOf);
  const months = caseMonths(view.knownThrough, 3);
  const { table, fit } = forecastView(view, {
    period: { from: months[0]!.from, to: months[2]!.to, label: "" },
    cuts: [],
    calendar,
    crmProbabilities: {},
    usesYearlyIndex: false,
  });
  return amountClassesOf(table, fit.fitted, calendar);
}

describe("amountClassesOf()", () => {
  it("finds that the large opportunities of a generated company are the slow ones, as they are", () => {
    const classes = classesOf(companyView({ opportunityCount: 2_000 }));
    expect(classes).toHaveLength(3);
    expect(classes.at(-1)!.upTo).toBe(Infinity);
    const paces = classes.map(({ pace }) => pace);
    // Products move at 0.72 (the largest amounts) to 1.3 (the smallest) of one pace.
    expect(paces[0]!).toBeGreaterThan(1);
    expect(paces[1]!).toBeLessThan(paces[0]!);
    expect(paces[2]!).toBeLessThan(paces[1]!);
    expect(paces[2]!).toBeGreaterThan(0.7);
  });

  it("cuts what was won into parts of like sums", () => {
    const view = companyView({ opportunityCount: 2_000 });
    const classes = classesOf(view);
    const sums = classes.map(() => 0);
    for (let state = 0; state < view.stateStage.length; state++) {
      if (view.stateStage[state] !== view.wonCode) continue;
      sums[classOfAmount(classes, view.stateAmount[state]!)]! += view.stateAmount[state]!;
    }
    const total = sums.reduce((sum, own) => sum + own, 0);
    // A win may be as large as a tenth of its part.
    for (const sum of sums) expect(Math.abs(sum / total - 1 / 3)).toBeLessThan(0.07);
  });

  it("is one class where amounts are not known before the close, or too few were won", () => {
    const view = companyView();
    const isOpen = (state: number): boolean => view.stateStage[state]! < view.wonCode;
    const hidden = {
      ...view,
      stateAmount: view.stateAmount.map((own, at) => (isOpen(at) ? Number.NaN : own)),
    };
    expect(classesOf(hidden)).toEqual([{ upTo: Infinity, pace: 1 }]);
    expect(classesOf(companyView({ opportunityCount: 60 }))).toEqual([{ upTo: Infinity, pace: 1 }]);
  });
});

describe("classOfAmount()", () => {
  it("puts an amount on an edge into the class below it", () => {
    const classes = [{ upTo: 10 }, { upTo: 20 }, { upTo: Infinity }];
    expect([0, 10, 10.5, 20, 21, 1e12].map((amount) => classOfAmount(classes, amount))).toEqual([
      0, 0, 1, 1, 2, 2,
    ]);
  });
});
