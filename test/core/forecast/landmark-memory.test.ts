import { describe, expect, it } from "vitest";
import { LandmarkMemory } from "../../../src/core/forecast/landmark-memory.ts";
import { forecastView, type ForecastQuestion } from "../../../src/core/forecast/forecast-view.ts";
import type { ChangeLog, RecordedState } from "../../../src/core/pipeline/change-log.ts";
import { at, logOf, viewOf } from "../pipeline/random-logs.ts";
import { NO_HOLIDAYS, sampleHistory, weeklySnapshots, WORK_CALENDAR } from "./sample-history.ts";
import { digestOfTold } from "./whole-forecast.ts";

const rows = sampleHistory({ seed: 61, dayCount: 220, reopened: 0.01 });
const log = logOf(rows);
const SETTINGS = { calendar: WORK_CALENDAR, crmProbabilities: { Lead: 0.1 }, usesYearlyIndex: true };

/** Digest of a forecast of the days after one, with what a memory holds or, without one, computed anew. */
function forecastOn(
  of: ChangeLog,
  offset: number,
  memory?: LandmarkMemory,
  changes: Partial<ForecastQuestion> & { readonly span?: number } = {},
): string {
  const { span = 45, ...settings } = changes;
  const period = { from: at(offset + 1), to: at(offset + span), label: "" };
  return digestOfTold(
    forecastView(viewOf(of, at(offset)), { ...SETTINGS, ...settings, period, cuts: [] }, memory),
  );
}

const digestsAnew = new Map<string, string>();

/** The same without a memory, each computed once. */
function anew(of: ChangeLog, offset: number, changes: Parameters<typeof forecastOn>[3] = {}): string {
  const key = `${String(of.snapshotDays.length)} ${String(of.rows.stage.length)} ${String(offset)} ${JSON.stringify(changes)}`;
  const digest = digestsAnew.get(key) ?? forecastOn(of, offset, undefined, changes);
  digestsAnew.set(key, digest);
  return digest;
}

/** How many days were asked for, and fitted, since. */
function spentOn(
  memory: LandmarkMemory,
  work: () => void,
): { readonly asked: number; readonly fitted: number } {
  const before = { ...memory.counts };
  work();
  return { asked: memory.counts.asked - before.asked, fitted: memory.counts.fitted - before.fitted };
}

describe("LandmarkMemory", () => {
  it.each([
    ["in order", [187, 194, 201, 208]],
    ["backwards", [208, 201, 194, 187]],
    ["in no order, some again", [194, 208, 187, 208, 201]],
    ["of two weekdays in turn", [187, 191, 194, 198, 201]],
  ])("changes no bit of forecasts made %s, of a history and of snapshots", (_, offsets) => {
    const snapshots = logOf([], weeklySnapshots(rows, 219));
    for (const one of [log, snapshots]) {
      const memory = new LandmarkMemory();
      for (const offset of offsets) {
        expect(forecastOn(one, offset, memory)).toBe(anew(one, offset));
      }
      expect(memory.counts.fitted).toBeLessThan(0.7 * memory.counts.asked);
    }
  });

  it("spares a week later all fits but those of the new days", () => {
    const memory = new LandmarkMemory();
    const ask = (offset: number) => () => void forecastOn(log, offset, memory);
    const first = spentOn(memory, ask(203));
    expect(first.fitted).toBe(first.asked);
    const second = spentOn(memory, ask(210));
    expect(second.asked).toBeGreaterThan(30);
    expect(second.fitted).toBeLessThanOrEqual(4);
    expect(spentOn(memory, ask(210)).fitted).toBe(0);
  });

  it("gives another window of the same days its own forecast", () => {
    const memory = new LandmarkMemory();
    for (const span of [45, 38, 90, 14, 3, 45]) {
      expect(forecastOn(log, 210, memory, { span })).toBe(anew(log, 210, { span }));
    }
  });

  it("keeps nothing across another calendar, probability of the CRM or use of the yearly index", () => {
    const memory = new LandmarkMemory();
    forecastOn(log, 210, memory);
    for (const changes of [
      { calendar: NO_HOLIDAYS },
      { calendar: { ...WORK_CALENDAR, fiscal: { startMonth: 2, namedBy: "end" } as const } },
      { crmProbabilities: { Lead: 0.11 } },
      { usesYearlyIndex: false },
    ]) {
      const spent = spentOn(memory, () => {
        expect(forecastOn(log, 210, memory, changes)).toBe(anew(log, 210, changes));
      });
      expect(spent.fitted).toBe(spent.asked);
    }
    const same = { ...WORK_CALENDAR, holidays: new Set([...WORK_CALENDAR.holidays].toReversed()) };
    forecastOn(log, 210, memory);
    expect(spentOn(memory, () => forecastOn(log, 210, memory, { calendar: same })).fitted).toBe(0);
  });

  it("forgets the days from the first one on that another record tells differently, and no other", () => {
    const cut = at(150);
    const late: RecordedState = {
      ...rows.find((row) => row.recordedOn === cut)!,
      stage: "Proposal",
      amount: 1,
    };
    const other = logOf([...rows, { ...late, recordedOn: at(205), recordedSecond: 86_399 }]);
    const memory = new LandmarkMemory();
    forecastOn(log, 210, memory);
    const spent = spentOn(memory, () => {
      expect(forecastOn(other, 210, memory)).toBe(anew(other, 210));
    });
    expect(spent.fitted).toBeGreaterThan(4);
    expect(spent.fitted).toBeLessThan(0.6 * spent.asked);
    // And back: what the other record taught is not left behind.
    expect(forecastOn(log, 210, memory)).toBe(anew(log, 210));
  });

  it("fits everything anew where it may keep nothing", () => {
    const memory = new LandmarkMemory(0);
    forecastOn(log, 203, memory);
    expect(spentOn(memory, () => forecastOn(log, 203, memory)).fitted).toBe(memory.counts.asked / 2);
  });

  it("is bounded, and no forecast is different for what it had to forget", () => {
    for (const mostNumbers of [5_000, 60_000]) {
      const memory = new LandmarkMemory(mostNumbers);
      for (const offset of [196, 203, 210]) {
        expect(forecastOn(log, offset, memory)).toBe(anew(log, offset));
        expect(memory.keptNumbers).toBeLessThanOrEqual(mostNumbers);
      }
    }
  });
});
