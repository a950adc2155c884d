import { z } from "zod";
import { AppFailure } from "../../contracts/failure.ts";
import { RunRequest } from "../../contracts/run.ts";
import { addDays, civilFromDay, dayFromCivil, isoFromDay, type Day } from "../../core/base/day.ts";
import { quarterOf, type FiscalCalendar } from "../../core/base/period.ts";

/** The values of `$day`, `$month`, `$quarter`, `$year`, `$lastMonth` and `$lastQuarter` on a day. */
function slotValues(day: Day, calendar: FiscalCalendar): Readonly<Record<string, string>> {
  const { year, month } = civilFromDay(day);
  const quarter = quarterOf(day, calendar);
  const lastMonth = isoFromDay(addDays(dayFromCivil(year, month, 1), -1)).slice(0, 7);
  return {
    day: isoFromDay(day),
    month: isoFromDay(day).slice(0, 7),
    quarter: quarter.label,
    year: String(year),
    lastMonth,
    lastQuarter: quarterOf(addDays(quarter.from, -1), calendar).label,
  };
}

function unknownName(name: string, values: Readonly<Record<string, string>>): never {
  throw new AppFailure(
    "usage",
    `Cannot use the request of the schedule: there is no $${name}; there are $${Object.keys(values).join(", $")}`,
  );
}

/**
 * The run that a stored request asks for on a day: names such as `$lastQuarter` in its texts are filled in.
 * @throws {AppFailure} usage with every field that is wrong
 */
export function slotRequest(stored: unknown, day: Day, calendar: FiscalCalendar): RunRequest {
  const values = slotValues(day, calendar);
  const fill = (value: unknown): unknown => {
    if (typeof value === "string") {
      return value.replace(
        /\$([A-Za-z]\w*)/g,
        (_whole, name: string) => values[name] ?? unknownName(name, values),
      );
    }
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== "object" || value === null) return value;
    // The text of a scenario that is sent along is not ours to change.
    return Object.fromEntries(
      Object.entries(value).map(([key, field]) => [key, key === "text" ? field : fill(field)]),
    );
  };
  const parsed = RunRequest.safeParse(fill(stored));
  if (parsed.success) return parsed.data;
  throw new AppFailure("usage", `Cannot use the request of the schedule:\n${z.prettifyError(parsed.error)}`);
}
