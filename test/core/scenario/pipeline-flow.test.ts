import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Day } from "../../../src/core/base/day.ts";
import { creationsOn } from "../../../src/core/forecast/arrivals.ts";
import { DWELL_CAP } from "../../../src/core/forecast/dwell-bins.ts";
import { forecastView } from "../../../src/core/forecast/forecast-view.ts";
import type { HazardModel } from "../../../src/core/forecast/hazard-model.ts";
import {
  expectedNewWins,
  expectedReopenedWins,
  winTablesOf,
  type ModelSettings,
} from "../../../src/core/forecast/landmark-sweep.ts";
import { DWELL_COUNT, winTables } from "../../../src/core/forecast/win-tables.ts";
import { winProbabilityOf } from "../../../src/core/forecast/win-probability.ts";
import type { WorkCalendar } from "../../../src/core/forecast/work-calendar.ts";
import { caseMonths } from "../../../src/core/scenario/case-model.ts";
import { baseFlowOf } from "../../../src/core/scenario/process-flow.ts";
import { LeverHazards } from "../../../src/core/scenario/lever-hazards.ts";
import {
  pipelineFlow,
  type Population,
  type PopulationFlow,
} from "../../../src/core/scenario/pipeline-flow.ts";
import { sampleHistory, WORK_CALENDAR } from "../forecast/sample-history.ts";
import { at, logOf, viewOf } from "../pipeline/random-logs.ts";
import { companyView, holidayCalendar, modelOf } from "./case-samples.ts";
import { anyHazards, standingAt } from "./random-hazards.ts";
import { relativeDifference } from "./relative-difference.ts";

/** Windows of some lengths, one after the other. */
function windowsOf(asOf: number, lengths: readonly number[]): { from: Day; to: Day }[] {
  let day = asOf;
  return lengths.map((length) => {
    const from = (day + 1) as Day;
    day += length;
    return { from, to: day as Day };
  });
}

const follow = (
  model: HazardModel,
  asOf: number,
  lengths: readonly number[],
  populations: readonly Population[],
  calendar: WorkCalendar = WORK_CALENDAR,
): PopulationFlow[] =>
  pipelineFlow(
    {
      model,
      hazards: new LeverHazards(model, calendar, undefined),
      asOf,
      months: windowsOf(asOf, lengths),
    },
    populations,
  );

const sumOf = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);
const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });
const asOfDay = fc.integer({ min: -400, max: 200 }).map(at);

describe("pipelineFlow()", () => {
  it("wins in each window what the win tables say going backward, for any stage and time in stage", () => {
    const dwell = fc.constantFrom(0, 1, 7, 29, 30, 219, 220, 364, 365, DWELL_CAP - 1, DWELL_CAP);
    fc.assert(
      fc.property(anyHazards(), asOfDay, lengths, dwell, (model, asOf, days, standingFor) => {
        const tables = winTables(model, WORK_CALENDAR, asOf, windowsOf(asOf, days));
        const rows = Array.from({ length: model.stageCount }, (_, row) => row);
        const flows = follow(
          model,
          asOf,
          days,
          rows.map((row) => ({ standing: standingAt(model, row, standingFor) })),
        );
        for (const row of rows) {
          tables.forEach((table, window) => {
            const backward = table.probabilities[row * DWELL_COUNT + standingFor]!;
            expect(relativeDifference(flows[row]!.won[window]!, backward)).toBeLessThan(1e-9);
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it("says the same over years in which hazards are so high that hardly anything stays anywhere", () => {
    fc.assert(
      fc.property(anyHazards({ largest: 1.5 }), asOfDay, (model, asOf) => {
        const days = [300, 300, 300];
        const tables = winTables(model, WORK_CALENDAR, asOf, windowsOf(asOf, days));
        const populations = [0, 5, DWELL_CAP].map((dwell) => ({ standing: standingAt(model, 0, dwell) }));
        const flows = follow(model, asOf, days, populations);
        [0, 5, DWELL_CAP].forEach((dwell, population) => {
          tables.forEach((table, window) =>
            expect(
              relativeDifference(flows[population]!.won[window]!, table.probabilities[dwell]!),
            ).toBeLessThan(1e-9),
          );
        });
      }),
      { numRuns: 6 },
    );
  });

  it("wins of what is created day by day what the entries of the win tables say", () => {
    fc.assert(
      fc.property(anyHazards(), asOfDay, lengths, fc.integer(), (model, asOf, days, seed) => {
        const dayCount = sumOf(days);
        const createdOn = Float64Array.from(
          { length: dayCount },
          (_, day) => (((day * 7 + seed) % 5) + 5) % 5,
        );
        const shares = Array.from(
          { length: model.wonCode + 3 },
          (_, code) => 1 + ((((code + seed) % 3) + 3) % 3),
        );
        const entryShares = Float64Array.from(shares, (share) => share / sumOf(shares));
        const windows = windowsOf(asOf, days);
        const [flow] = follow(model, asOf, days, [{ createdOn, entryShares }]);
        winTables(model, WORK_CALENDAR, asOf, windows).forEach(({ atEntry, window }, index) => {
          let backward = 0;
          for (let day = asOf + 1; day <= window.to; day++) {
            let perCreation = day >= window.from ? entryShares[model.wonCode]! : 0;
            for (let stage = 0; stage < model.wonCode; stage++) {
              perCreation += entryShares[stage]! * atEntry[(day - asOf) * model.stageCount + stage]!;
            }
            backward += createdOn[day - asOf - 1]! * perCreation;
          }
          expect(relativeDifference(flow!.won[index]!, backward)).toBeLessThan(1e-9);
          const created = createdOn.subarray(window.from - asOf - 1, window.to - asOf);
          expect(relativeDifference(flow!.created[index]!, sumOf(created))).toBeLessThan(1e-9);
        });
      }),
      { numRuns: 60 },
    );
  });

  it("follows populations side by side as it follows each alone", () => {
    fc.assert(
      fc.property(anyHazards(), asOfDay, lengths, (model, asOf, days) => {
        const populations = [0, 40, DWELL_CAP].map((dwell) => ({ standing: standingAt(model, 0, dwell) }));
        const together = follow(model, asOf, days, populations);
        const alone = populations.map((population) => follow(model, asOf, days, [population])[0]!);
        expect(together).toEqual(alone);
      }),
      { numRuns: 20 },
    );
  });

  it("loses nobody: where nothing is removed or comes back, all are won or lost in the end", () => {
    fc.assert(
      fc.property(anyHazards({ isRemoved: false, reopens: false, largest: 0.4 }), asOfDay, (model, asOf) => {
        for (let cell = model.wonCode + 1; cell < model.rates.length; cell += model.targetCount) {
          model.rates[cell]! += 0.03; // nobody stays for ever
        }
        const days = [100, 1_900];
        const shares = Array.from({ length: model.wonCode + 3 }, (_, code) => 1 + code);
        shares[model.wonCode + 2] = 0;
        const created = new Float64Array(2_000);
        created[0] = 3;
        created[99] = 2;
        const [stood, fresh] = follow(model, asOf, days, [
          { standing: standingAt(model, 0, 33) },
          { createdOn: created, entryShares: Float64Array.from(shares, (share) => share / sumOf(shares)) },
        ]);
        expect(relativeDifference(sumOf(stood!.won) + sumOf(stood!.lost), 1)).toBeLessThan(1e-9);
        expect(relativeDifference(sumOf(fresh!.won) + sumOf(fresh!.lost), 5)).toBeLessThan(1e-9);
      }),
      { numRuns: 12 },
    );
  });

  it("never wins or loses less than nothing", () => {
    fc.assert(
      fc.property(anyHazards({ reopens: false }), asOfDay, lengths, (model, asOf, days) => {
        const [flow] = follow(model, asOf, days, [{ standing: standingAt(model, 0, 3) }]);
        expect([...flow!.won, ...flow!.lost].every((events) => events >= 0 && events <= 1 + 1e-12)).toBe(
          true,
        );
      }),
      { numRuns: 40 },
    );
  });

  it("wins of a generated company with its holidays what the plan of its forecast expects, month by month", () => {
    const view = companyView();
    const model = modelOf(view, 14);
    const monthCount = model.months.length;
    const baseFlow = baseFlowOf(model.flow, model.months);
    const expected = new Float64Array(monthCount);
    model.plan.opportunityIds.forEach((_, row) => {
      for (let month = 0; month < monthCount; month++) {
        expected[month]! += model.plan.winProbabilities[row * monthCount + month]!;
      }
    });
    expected.forEach((wins, month) => {
      const forward = sumOf(baseFlow.open.map(({ won }) => won[month]!));
      expect(relativeDifference(forward, wins)).toBeLessThan(1e-9); // chances of a plan are rounded to 40 bits: 1e-12
      const fresh = sumOf(model.plan.newBusiness.map(({ expectedWins }) => expectedWins[month]!));
      expect(relativeDifference(baseFlow.fresh.won[month]!, fresh)).toBeLessThan(1e-9);
      expect(fresh).toBeGreaterThan(0);
    });
  });

  it("agrees with a forecast where lost opportunities come back, bookings are taken back and rows are missing", () => {
    const view = viewOf(logOf(sampleHistory({ dayCount: 400, reopened: 0.01 })), at(399));
    const calendar = holidayCalendar(view.asOf);
    const months = caseMonths(view.knownThrough, 6);
    const settings: ModelSettings = {
      calendar,
      crmProbabilities: Float64Array.of(0.25, 0.5, 0.75),
      usesYearlyIndex: false,
    };
    const { table, fit, built } = forecastView(view, {
      period: { from: months[0]!.from, to: months[2]!.to, label: "" },
      cuts: [],
      calendar,
      crmProbabilities: {},
      usesYearlyIndex: false,
    });
    expect(table.reopens).toBe(true);
    const tables = winTablesOf(fit.fitted, settings, months);
    const { flow } = modelOf(view, 6, { calendar });
    const baseFlow = baseFlowOf(flow, months);
    expect(flow.fresh.standing).toBeDefined();
    tables.forEach((winTable, month) => {
      const open = sumOf(built.open.map((item) => winProbabilityOf(winTable, item)));
      expect(relativeDifference(sumOf(baseFlow.open.map(({ won }) => won[month]!)), open)).toBeLessThan(1e-9);
      const fresh =
        expectedNewWins(fit.fitted, calendar, winTable, 1) +
        expectedReopenedWins(table, fit.fitted, winTable);
      expect(relativeDifference(baseFlow.fresh.won[month]!, fresh)).toBeLessThan(1e-9);
    });
    const firstDay = months[0]!.from;
    expect(
      relativeDifference(
        baseFlow.fresh.created[0]!,
        sumOf(
          Array.from({ length: months[0]!.to - firstDay + 1 }, (_, day) =>
            creationsOn(fit.fitted.arrivals, calendar, firstDay + day),
          ),
        ),
      ),
    ).toBeLessThan(1e-9);
  });
});
