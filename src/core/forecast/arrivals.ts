import { dayOfWeek, type Day } from "../base/day.ts";
import { clamp } from "../maths/clamp.ts";
import { halvings } from "../maths/halvings.ts";
import type { StateTable } from "./state-table.ts";
import { weekdayFactor, type WorkCalendar } from "./work-calendar.ts";

/** Weeks further back than this say nothing about the level of today. */
const LEVEL_DAYS = 425;
/** Weekday factors and entry stages come from the last days only. */
const RECENT_DAYS = 120;
/** A week counts half of what it counts four weeks later. */
const WEEK_DECAY = Math.sqrt(Math.SQRT1_2);
const YEAR_DAYS = 364; // 52 weeks: the same weekday
const YEAR_HALF_LIFE_DAYS = 21;

/** The process that creates opportunities, as of a day. */
export interface Arrivals {
  readonly asOf: number;
  /** Creations per day of an average weekday. */
  readonly level: number;
  /** Shape [weekday], mean about 1. */
  readonly weekdayFactors: Float64Array;
  /** Share of creations by the state at the end of the day of creation; shape [stage code], won, lost, removed last. */
  readonly entryShares: Float64Array;
}

/** Number of creations by day, so that any number of landmarks reads them; shape [day since the first]. */
export interface CreationCounts {
  readonly firstDay: number;
  readonly perDay: Float64Array;
  /** Shape [day x stage code]. */
  readonly perDayAndEntry: Float64Array;
  readonly codeCount: number;
}

/**
 * Counts creations from the first day on which the source recorded everything: before it recorded closes it was most
 * often still being filled, and its level says nothing about that time of the year.
 */
export function countCreations(table: StateTable): CreationCounts {
  const { creations, lastDay } = table;
  const firstDay = table.firstCloseDay;
  const codeCount = table.view.openStages.length + 3;
  const dayCount = Math.max(0, lastDay - firstDay + 1);
  const perDay = new Float64Array(dayCount);
  const perDayAndEntry = new Float64Array(dayCount * codeCount);
  for (let creation = 0; creation < creations.day.length; creation++) {
    const index = creations.day[creation]! - firstDay;
    if (index < 0 || index >= dayCount) continue;
    perDay[index]!++;
    perDayAndEntry[index * codeCount + creations.entry[creation]!]!++;
  }
  return { firstDay, perDay, perDayAndEntry, codeCount };
}

/** Level, weekdays and entry stages of creations as of a day. @see reference model, section 2.4 */
export function fitArrivals(counts: CreationCounts, calendar: WorkCalendar, asOf: number): Arrivals {
  const weekdayFactors = weekdayFactorsAsOf(counts, calendar, asOf);
  return {
    asOf,
    level: levelAsOf(counts, calendar, weekdayFactors, asOf),
    weekdayFactors,
    entryShares: entrySharesAsOf(counts, asOf),
  };
}

/** Expected creations on a day, before the yearly index. */
export function creationsOn(arrivals: Arrivals, calendar: WorkCalendar, day: number): number {
  return arrivals.level * weekdayFactor(calendar, arrivals.weekdayFactors, day);
}

/** (sum + 5 mean) / (count + 5) / mean over the last 120 days without holidays. */
function weekdayFactorsAsOf(counts: CreationCounts, calendar: WorkCalendar, asOf: number): Float64Array {
  const sums = new Float64Array(7);
  const days = new Float64Array(7);
  let total = 0;
  let dayCount = 0;
  for (let day = Math.max(counts.firstDay, asOf - RECENT_DAYS + 1); day <= asOf; day++) {
    if (calendar.holidays.has(day)) continue;
    const created = counts.perDay[day - counts.firstDay]!;
    sums[dayOfWeek(day as Day)]! += created;
    days[dayOfWeek(day as Day)]!++;
    total += created;
    dayCount++;
  }
  const mean = dayCount > 0 ? total / dayCount : 0;
  return sums.map((sum, weekday) => (mean > 0 ? (sum + 5 * mean) / (days[weekday]! + 5) / mean : 1));
}

/**
 * Creations per unit of weekday factor: an exponentially weighted ratio over whole weeks. Two weeks at more than
 * double the level restart it (upward only): a new team or channel is not averaged away.
 */
function levelAsOf(
  counts: CreationCounts,
  calendar: WorkCalendar,
  weekdayFactors: Float64Array,
  asOf: number,
): number {
  const earliest = Math.max(counts.firstDay, asOf - LEVEL_DAYS);
  const weekCount = Math.floor((asOf - earliest + 1) / 7);
  const created = new Float64Array(weekCount);
  const exposure = new Float64Array(weekCount);
  const firstDay = asOf - 7 * weekCount + 1;
  for (let day = firstDay; day <= asOf; day++) {
    const week = Math.floor((day - firstDay) / 7);
    created[week]! += counts.perDay[day - counts.firstDay]!;
    exposure[week]! += weekdayFactor(calendar, weekdayFactors, day);
  }
  if (weekCount === 0) return levelOfFewDays(counts, calendar, weekdayFactors, asOf);
  let events = 0;
  let units = 0;
  let eventsBefore = created[0]!; // as they stood before the last two weeks
  let unitsBefore = exposure[0]!;
  for (let week = 0; week < weekCount; week++) {
    if (week >= 1 && unitsBefore > 0) {
      const seen = created[week - 1]! + created[week]!;
      const expected = (eventsBefore / unitsBefore) * (exposure[week - 1]! + exposure[week]!);
      const isRestart = seen - expected > Math.max(expected, 4 * Math.sqrt(expected + 1));
      eventsBefore = events;
      unitsBefore = units;
      if (isRestart) {
        events = WEEK_DECAY * created[week - 1]!;
        units = WEEK_DECAY * exposure[week - 1]!;
      }
    }
    events = WEEK_DECAY * events + created[week]!;
    units = WEEK_DECAY * units + exposure[week]!;
  }
  return units > 0 ? events / units : 0;
}

/** A history shorter than a week: all of it counts alike. */
function levelOfFewDays(
  counts: CreationCounts,
  calendar: WorkCalendar,
  weekdayFactors: Float64Array,
  asOf: number,
): number {
  let created = 0;
  let units = 0;
  for (let day = counts.firstDay; day <= asOf; day++) {
    created += counts.perDay[day - counts.firstDay]!;
    units += weekdayFactor(calendar, weekdayFactors, day);
  }
  return units > 0 ? created / units : 0;
}

function entrySharesAsOf(counts: CreationCounts, asOf: number): Float64Array {
  const recent = entryCounts(counts, Math.max(counts.firstDay, asOf - RECENT_DAYS + 1), asOf);
  const sum = recent.reduce((a, b) => a + b, 0);
  const entries = sum > 0 ? recent : entryCounts(counts, counts.firstDay, asOf);
  const total = entries.reduce((a, b) => a + b, 0);
  return entries.map((count) => (total > 0 ? count / total : 0));
}

function entryCounts(counts: CreationCounts, from: number, to: number): Float64Array {
  const entries = new Float64Array(counts.codeCount);
  for (let day = from; day <= to; day++) {
    const first = (day - counts.firstDay) * counts.codeCount;
    for (let code = 0; code < counts.codeCount; code++)
      entries[code]! += counts.perDayAndEntry[first + code]!;
  }
  return entries;
}

/**
 * How far the same weeks of earlier years stood above or below the level of that time, shrunk by how much of it is
 * noise; 1 when there is no such year.
 * @param span days from the as-of day to the end of the window
 */
export function yearlyIndex(
  counts: CreationCounts,
  calendar: WorkCalendar,
  asOf: number,
  span: number,
): { readonly index: number; readonly years: number } {
  let logRatios = 0;
  let noise = 0;
  let years = 0;
  for (let then = asOf - YEAR_DAYS; then >= counts.firstDay + 21; then -= YEAR_DAYS) {
    const factors = weekdayFactorsAsOf(counts, calendar, then);
    let weighted = 0;
    let weights = 0;
    for (let day = counts.firstDay; day <= then; day++) {
      const weight = halvings((then - day) / YEAR_HALF_LIFE_DAYS);
      weighted += weight * counts.perDay[day - counts.firstDay]!;
      weights += weight * weekdayFactor(calendar, factors, day);
    }
    const level = weighted / weights;
    let seen = 0;
    let units = 0;
    for (let day = then + 1; day <= Math.min(then + span, asOf); day++) {
      seen += counts.perDay[day - counts.firstDay]!;
      units += weekdayFactor(calendar, factors, day);
    }
    const effectiveDays = (2 * YEAR_HALF_LIFE_DAYS) / Math.LN2; // of the weighted level: 60.6
    logRatios += Math.log((seen + 1) / (level * units + 1));
    noise += 1 / (seen + 1) + 1 / (level * effectiveDays + 1);
    years++;
  }
  if (years === 0) return { index: 1, years };
  // The spread between years (.04) and the noise within them both average out over the years.
  const shrinkage = 0.09 / (0.09 + noise / years ** 2 + 0.04 / years);
  return { index: Math.exp(clamp((logRatios / years) * shrinkage, -0.7, 0.7)), years };
}
