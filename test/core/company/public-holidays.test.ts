import { describe, expect, it } from "vitest";
import { addDays, dayFromCivil, dayFromIso, dayOfWeek, isoFromDay } from "../../../src/core/base/day.ts";
import { publicHolidays } from "../../../src/core/company/public-holidays.ts";

const holidaysOf = (year: number): readonly string[] =>
  publicHolidays(dayFromCivil(year, 1, 1), dayFromCivil(year, 12, 31)).map(isoFromDay);

describe("publicHolidays()", () => {
  it("are those of the Dutch calendar of 2025, when the king's birthday fell on a Sunday", () => {
    expect(holidaysOf(2025)).toEqual([
      "2025-01-01",
      "2025-04-18",
      "2025-04-21",
      "2025-04-26",
      "2025-05-29",
      "2025-06-09",
      "2025-12-25",
      "2025-12-26",
    ]);
  });

  it("know Easter of years with early, late and exceptional dates", () => {
    const easters = [
      "1818-03-22",
      "1954-04-18",
      "1981-04-19",
      "2000-04-23",
      "2008-03-23",
      "2023-04-09",
      "2024-03-31",
      "2038-04-25",
      "2049-04-18",
      "2076-04-19",
    ];
    for (const easter of easters) {
      const day = dayFromIso(easter)!;
      const holidays = holidaysOf(Number(easter.slice(0, 4)));
      expect(dayOfWeek(day)).toBe(6);
      expect(holidays).toContain(isoFromDay(addDays(day, -2)));
      expect(holidays).toContain(isoFromDay(addDays(day, 39)));
    }
  });

  it("stay within the days asked for", () => {
    expect(publicHolidays(dayFromIso("2023-12-26")!, dayFromIso("2024-01-01")!).map(isoFromDay)).toEqual([
      "2023-12-26",
      "2024-01-01",
    ]);
  });
});
