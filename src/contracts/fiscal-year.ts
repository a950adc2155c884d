import { z } from "zod";
import { calendarProblem } from "../core/base/fiscal-year.ts";
import { WEEK_PATTERNS, WEEKDAYS } from "../core/base/week-years.ts";

const NamedBy = z
  .enum(["start", "end"])
  .default("end")
  .describe("Whether a year that begins in 2025 and ends in 2026 is called 2025 or 2026");
const FromYear = z
  .int()
  .min(1900)
  .max(2200)
  .optional()
  .describe("First year, by its name, that the rule holds for; in a list every rule but the first needs it");

const MonthYears = z.strictObject({
  startMonth: z.int().min(1).max(12).describe("Month in which the year begins"),
  namedBy: NamedBy,
});

const WeekYears = z.strictObject({
  weeks: z.enum(WEEK_PATTERNS).describe("Weeks of the three periods of a quarter, or 13 periods of 4 weeks"),
  endMonth: z.int().min(1).max(12).describe("Month in or about which the year ends"),
  lastWeekday: z.enum(WEEKDAYS).describe("Day on which weeks, periods and years end"),
  yearEnd: z
    .enum(["nearest", "last"])
    .describe("nearest: the lastWeekday nearest to the last day of endMonth; last: the last one in endMonth"),
  namedBy: NamedBy,
  week53: z
    .int()
    .min(1)
    .max(13)
    .optional()
    .describe("Number of the period that has the 53rd week of a long year; the last one when not said"),
});

const VersionedMonths = MonthYears.extend({ fromYear: FromYear });
const VersionedWeeks = WeekYears.extend({ fromYear: FromYear });

/** How an organisation counts its years: one rule, or a list where the rule was changed. */
export const FiscalYearRules = z
  .union([MonthYears, WeekYears, z.array(z.union([VersionedMonths, VersionedWeeks])).min(1)])
  .superRefine((rules, context) => {
    const problem = calendarProblem(rules);
    if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
    for (const rule of Array.isArray(rules) ? rules : [rules]) {
      if (!("weeks" in rule) || rule.week53 !== 13 || rule.weeks === "13x4") continue;
      const message = `a year of ${rule.weeks} has 12 periods; give a week53 of 1 to 12`;
      context.addIssue({ code: "custom", path: Array.isArray(rules) ? [] : ["week53"], message });
    }
  });
export type FiscalYearRules = z.infer<typeof FiscalYearRules>;
