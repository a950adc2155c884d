import { describe, expect, it } from "vitest";
import { addDays } from "../../../src/core/base/day.ts";
import { actualBookings } from "../../../src/core/company/actual-bookings.ts";
import {
  DEFAULT_COMPANY_SETTINGS,
  lastDayOf,
  LEVER_KINDS,
  type CompanySettings,
} from "../../../src/core/company/company-settings.ts";
import { generateCompany } from "../../../src/core/company/generate-company.ts";
import { historyCsv } from "../../../src/core/company/history-csv.ts";
import { streamOf, streamUntil, uniformAt } from "../../../src/core/company/random-stream.ts";
import { settingsProblem } from "../../../src/core/company/settings-problem.ts";

const SETTINGS: CompanySettings = {
  ...DEFAULT_COMPANY_SETTINGS,
  opportunityCount: 300,
  // Monday 2023-01-02 to the end of a quarter.
  dayCount: 364,
  futureDayCount: 182,
};
const START = addDays(lastDayOf(SETTINGS), 1);
const END = addDays(lastDayOf(SETTINGS), SETTINGS.futureDayCount);
const inFuture = (future: number, changes: Partial<CompanySettings> = {}) =>
  generateCompany({ ...SETTINGS, ...changes, future });
const booked = (future: number, changes: Partial<CompanySettings> = {}): number =>
  actualBookings(inFuture(future, changes), START, END).netAmount;

describe("another future of a generated company", () => {
  const usual = generateCompany(SETTINGS);

  it("has the recorded days of the company to the byte", () => {
    const rows = (company: typeof usual): string => [...historyCsv(company)].join("");
    for (const future of [0, 1, 2]) expect(rows(inFuture(future))).toBe(rows(usual));
  });

  it("has other creations, decisions and quarter's factors after them", () => {
    const other = inFuture(1);
    const recorded = (index: number): boolean => index < SETTINGS.dayCount;
    const later = (company: typeof usual): Int32Array =>
      company.opportunities.createdIndex.filter((index) => !recorded(index));
    expect(later(other)).not.toEqual(later(usual));
    // The quarter of the last recorded days is the fourth.
    const factors = (company: typeof usual): number[] => company.quarters.map(({ logFactor }) => logFactor);
    expect(factors(other).slice(0, 4)).toEqual(factors(usual).slice(0, 4));
    for (const quarter of [4, 5]) expect(factors(other)[quarter]).not.toBe(factors(usual)[quarter]);
    const wonByOld = ({ bookings, opportunities }: typeof usual): number[] =>
      [...bookings.dayIndex].filter(
        (day, row) => !recorded(day) && recorded(opportunities.createdIndex[bookings.opportunity[row]!]!),
      );
    expect(wonByOld(other)).not.toEqual(wonByOld(usual));
    expect(new Set([booked(0), booked(1), booked(2), booked(3)]).size).toBe(4);
  });

  it("is the same again for the same number", () => {
    expect(inFuture(7).bookings).toEqual(inFuture(7).bookings);
  });

  it("is left as it is by a lever of factor 1, of every kind", () => {
    const without = inFuture(4);
    for (const kind of LEVER_KINDS)
      expect(inFuture(4, { levers: [{ kind, factor: 1, from: START }] }).bookings).toEqual(without.bookings);
  });

  it("comes with another from the same law as the usual one: means over futures and over seeds agree (4 standard errors)", () => {
    // Over seeds there is the luck of the recorded days in it too, so the two spreads differ; their means do not.
    const overFutures: number[] = [];
    const overSeeds: number[] = [];
    for (let seed = 1; seed <= 40; seed++) {
      overSeeds.push(actualBookings(generateCompany({ ...SETTINGS, seed }), START, END).netAmount);
      overFutures.push(booked(5, { seed }));
    }
    const differences = overFutures.map((own, at) => own - overSeeds[at]!);
    const mean = differences.reduce((sum, own) => sum + own, 0) / differences.length;
    const square = differences.reduce((sum, own) => sum + (own - mean) ** 2, 0) / (differences.length - 1);
    expect(Math.abs(mean)).toBeLessThan(4 * Math.sqrt(square / differences.length));
  });

  it("is named by a whole number", () => {
    expect(settingsProblem({ ...SETTINGS, future: 0.5 })).toBe(
      "future must be a whole number from 0 to 4294967295, it is 0.5",
    );
    expect(settingsProblem({ ...SETTINGS, future: 3 })).toBeUndefined();
  });
});

describe("streamUntil()", () => {
  it("has the numbers of one stream before an index and of the other from it on", () => {
    const [one, other] = [streamOf(1), streamOf(2)];
    const joined = streamUntil(one, 10, other);
    expect(uniformAt(joined, 3, 9)).toBe(uniformAt(one, 3, 9));
    expect(uniformAt(joined, 3, 10)).toBe(uniformAt(other, 3, 10));
  });
});
