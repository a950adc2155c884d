import type { Period } from "../base/period.ts";
import type { FittedDay, ModelSettings, WindowExpectation } from "./landmark-sweep.ts";
import { lastDayAlike } from "./record-alike.ts";
import type { StateTable } from "./state-table.ts";
import type { WinTable } from "./win-tables.ts";
import { areSameCalendars } from "./work-calendar.ts";

type Window = Pick<Period, "from" | "to">;

/** What was forecast of a window as of a day, before calibration. */
export interface WindowForecast {
  readonly winTable: WinTable;
  readonly expectation: WindowExpectation;
}

/** Numbers of 8 bytes that are kept at most: 64 MB. */
const MOST_NUMBERS = 8_000_000;
/** Windows that a day is kept with: the short one that biases are learned from, and the one asked for. */
const MOST_WINDOWS = 2;

interface KeptDay {
  readonly fitted: FittedDay;
  /** Newest last. */
  readonly forecasts: readonly WindowForecast[];
}

/**
 * Fits of past days and their forecasts, for the cut-offs of one backtest: neighbouring cut-offs are calibrated on nearly
 * the same days. A day is handed on to another cut-off only where the two tables are alike through that day, value by
 * value, so that nothing it gives differs from what would be computed anew, and nothing later can get into it. The order
 * of the cut-offs does not matter. Bounded: what was not used for longest goes first.
 */
export class LandmarkMemory {
  /** Days that were asked for, and those of them that had to be fitted. */
  readonly counts = { asked: 0, fitted: 0, windowsAsked: 0, windowsForecast: 0 };
  private readonly mostNumbers: number;
  /** By day, the one used last at the end; all of them told alike by `table`. */
  private readonly days = new Map<number, KeptDay>();
  /** Numbers of 8 bytes that are kept now. */
  keptNumbers = 0;
  private table: StateTable | undefined;
  private settings: ModelSettings | undefined;

  constructor(mostNumbers = MOST_NUMBERS) {
    this.mostNumbers = mostNumbers;
  }

  /** Forgets every day that a table does not tell as the one before did. Comes before all else that is done with it. */
  turnTo(table: StateTable, settings: ModelSettings): void {
    const isSameQuestion = this.settings !== undefined && areSameSettings(this.settings, settings);
    const through =
      this.table !== undefined && isSameQuestion ? lastDayAlike(this.table, table) : Number.NEGATIVE_INFINITY;
    for (const day of this.days.keys()) if (day > through) this.forget(day);
    this.table = table;
    this.settings = settings;
  }

  /** The fit of a day as of the table turned to, made by `fit` for the days that are not known; in the order of `days`. */
  fitsOf(days: readonly number[], fit: (missing: readonly number[]) => readonly FittedDay[]): FittedDay[] {
    const known = new Map(days.map((day) => [day, this.days.get(day)?.fitted]));
    const missing = days.filter((day) => known.get(day) === undefined);
    this.counts.asked += days.length;
    this.counts.fitted += missing.length;
    for (const fitted of fit(missing)) {
      known.set(fitted.day, fitted);
      this.keep({ fitted, forecasts: [] });
    }
    return days.map((day) => known.get(day)!);
  }

  /** Forecasts of windows as of a fitted day, made by `forecast` for those that are not known; in the order of `windows`. */
  forecastsOf(
    fitted: FittedDay,
    windows: readonly Window[],
    forecast: (missing: readonly Window[]) => readonly WindowForecast[],
  ): WindowForecast[] {
    const kept = this.days.get(fitted.day);
    const own = kept?.fitted === fitted ? kept.forecasts : []; // another fit of that day, by segment, is not this one
    const known = windows.map((window) => own.find(({ winTable }) => isSameWindow(winTable.window, window)));
    const missing = windows.filter((_, index) => known[index] === undefined);
    const made = missing.length > 0 ? forecast(missing) : [];
    let next = 0;
    const forecasts = known.map((one) => one ?? made[next++]!);
    this.counts.windowsAsked += windows.length;
    this.counts.windowsForecast += missing.length;
    if (kept?.fitted === fitted) {
      const others = own.filter((one) => !forecasts.includes(one));
      this.forget(fitted.day);
      this.keep({ fitted, forecasts: [...others, ...forecasts].slice(-MOST_WINDOWS) });
    }
    return forecasts;
  }

  private keep(day: KeptDay): void {
    this.days.set(day.fitted.day, day);
    this.keptNumbers += numberCountOf(day);
    for (const oldest of this.days.keys()) {
      if (this.keptNumbers <= this.mostNumbers) return;
      this.forget(oldest);
    }
  }

  private forget(day: number): void {
    const kept = this.days.get(day);
    if (kept === undefined) return;
    this.keptNumbers -= numberCountOf(kept);
    this.days.delete(day);
  }
}

function areSameSettings(a: ModelSettings, b: ModelSettings): boolean {
  return (
    areSameCalendars(a.calendar, b.calendar) &&
    a.usesYearlyIndex === b.usesYearlyIndex &&
    a.crmProbabilities.length === b.crmProbabilities.length &&
    a.crmProbabilities.every((probability, stage) => probability === b.crmProbabilities[stage])
  );
}

function isSameWindow(a: Window, b: Window): boolean {
  return a.from === b.from && a.to === b.to;
}

function numberCountOf({ fitted, forecasts }: KeptDay): number {
  const { hazards, arrivalHazards, openVisits } = fitted;
  const rates = hazards.rates.length + (arrivalHazards === hazards ? 0 : arrivalHazards.rates.length);
  return forecasts.reduce(
    (sum, { winTable }) => sum + winTable.probabilities.length + winTable.atEntry.length,
    rates + openVisits.length,
  );
}
