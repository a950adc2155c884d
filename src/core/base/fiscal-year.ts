import { addDays, addMonths, civilFromDay, dayFromCivil, type Day } from "./day.ts";
import { ensure } from "./ensure.ts";
import { weeksOfPeriods, weekYearSpan, type WeekYears } from "./week-years.ts";

/** Years of twelve calendar months. */
export interface MonthYears {
  /** Month in which the fiscal year begins, 1..12. */
  readonly startMonth: number;
  /** A year that begins in 2025 and ends in 2026 is called after its first or its last day. */
  readonly namedBy: "start" | "end";
}

export type FiscalYearRule = MonthYears | WeekYears;
/** A rule that holds from the year called `fromYear`; the first of a list holds since ever and needs none. */
export type FiscalYearVersion = FiscalYearRule & { readonly fromYear?: number | undefined };

/** How an organisation counts its years: one rule, or a list of them, oldest first, where the rule was changed. */
export type FiscalCalendar = FiscalYearRule | readonly FiscalYearVersion[];

/** One fiscal year, cut into periods that tile it. */
export interface FiscalYear {
  readonly name: number;
  readonly from: Day;
  readonly to: Day;
  /** First day of each period and the day after the last; shape [period + 1], 12 or 13 periods. */
  readonly periodStart: readonly Day[];
  /** Index of the first period of each quarter, and the number of periods; shape [5]. */
  readonly quarterStart: readonly number[];
  readonly rule: FiscalYearRule;
}

export function isWeekYears(rule: FiscalYearRule): rule is WeekYears {
  return "weeks" in rule;
}

/** Whether every year begins with a month: then days need no table to be placed. */
export function isMonthYears(calendar: FiscalCalendar): calendar is MonthYears {
  return "startMonth" in calendar;
}

/** Years of one calendar are looked up for every day of a history, so they are kept. The same calendar gives the same years. */
const kept = new WeakMap<FiscalCalendar, Map<number, FiscalYear>>();

/** The fiscal year of a name. Years follow one another without gap or overlap; the first year of a new rule takes up the difference. */
export function fiscalYear(name: number, calendar: FiscalCalendar): FiscalYear {
  const years = kept.get(calendar) ?? new Map<number, FiscalYear>();
  kept.set(calendar, years);
  const known = years.get(name);
  if (known !== undefined) return known;
  const { rule, isFirst } = ruleOf(name, calendar);
  const natural = naturalYear(name, rule);
  const from = isFirst ? addDays(naturalYear(name - 1, ruleOf(name - 1, calendar).rule).to, 1) : natural.from;
  const problem = transitionProblem(from, natural);
  ensure(problem === undefined, problem ?? "");
  const year = { ...natural, from, periodStart: [from, ...natural.periodStart.slice(1)] };
  years.set(name, year);
  return year;
}

/** The fiscal year that a day falls in. */
export function fiscalYearOf(day: Day, calendar: FiscalCalendar): FiscalYear {
  let name = civilFromDay(day).year + 1;
  // Years called after their start reach a year and some days beyond the civil year of their name.
  let year = fiscalYear(name, calendar);
  while (year.from > day) year = fiscalYear(--name, calendar);
  return year;
}

/** Why a list of rules does not make a calendar; undefined when it does. */
export function calendarProblem(calendar: FiscalCalendar): string | undefined {
  if (!("length" in calendar)) return undefined;
  if (calendar.length === 0) return "has no rule; give at least one";
  for (const [index, { fromYear }] of calendar.entries()) {
    if (index === 0) continue;
    const before = calendar[index - 1]!.fromYear ?? Number.NEGATIVE_INFINITY;
    if (fromYear === undefined) return `rule ${index + 1} does not say from which year; give its fromYear`;
    if (fromYear <= before) return `rule ${index + 1} begins before the rule above it; put the oldest first`;
    const natural = naturalYear(fromYear, ruleOf(fromYear, calendar).rule);
    const before1 = naturalYear(fromYear - 1, ruleOf(fromYear - 1, calendar).rule);
    const problem = transitionProblem(addDays(before1.to, 1), natural);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A first period that would vanish or double is no matter of a few days: the year in between has to be told apart. */
function transitionProblem(from: Day, natural: FiscalYear): string | undefined {
  const shift = Math.abs(natural.from - from);
  if (shift <= 14) return undefined;
  return `years change from one rule to the other in ${natural.name} with ${shift} days in neither or both; choose a year in which they differ by at most 14 days`;
}

function ruleOf(
  name: number,
  calendar: FiscalCalendar,
): { readonly rule: FiscalYearRule; readonly isFirst: boolean } {
  if (!("length" in calendar)) return { rule: calendar, isFirst: false };
  const index = calendar.findLastIndex(({ fromYear }, place) => place === 0 || fromYear! <= name);
  const rule = calendar[index];
  ensure(rule !== undefined, "A fiscal calendar needs a rule");
  return { rule, isFirst: index > 0 && rule.fromYear === name };
}

function naturalYear(name: number, rule: FiscalYearRule): FiscalYear {
  if (isWeekYears(rule)) return yearOfWeeks(name, rule);
  const startsInYearBefore = rule.startMonth > 1 && rule.namedBy === "end";
  const from = dayFromCivil(startsInYearBefore ? name - 1 : name, rule.startMonth, 1);
  const periodStart = Array.from({ length: 13 }, (_, month) => addMonths(from, month));
  return { name, from, to: addDays(periodStart[12]!, -1), periodStart, quarterStart: [0, 3, 6, 9, 12], rule };
}

function yearOfWeeks(name: number, rule: WeekYears): FiscalYear {
  const { from, to } = weekYearSpan(name, rule);
  const counts = weeksOfPeriods((to - from + 1) / 7, rule);
  const periodStart = [from];
  for (const count of counts) periodStart.push(addDays(periodStart.at(-1)!, 7 * count));
  return { name, from, to, periodStart, quarterStart: [0, 3, 6, 9, counts.length], rule };
}
