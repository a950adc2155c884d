import { describe, expect, it } from "vitest";
import { cronSlots, nextCronSlot } from "../../../src/app/schedules/cron-slots.ts";
import { AppFailure } from "../../../src/contracts/failure.ts";

const slotsOf = (cron: string, zone: string, after: string, upTo: string): string[] =>
  cronSlots({ cron, zone }, Date.parse(after), Date.parse(upTo)).map((slot) => new Date(slot).toISOString());

describe("cronSlots()", () => {
  it("reads the fields on the wall clock of the zone", () => {
    expect(slotsOf("0 6 * * 1", "Europe/Berlin", "2026-01-01T00:00Z", "2026-01-20T00:00Z")).toEqual([
      "2026-01-05T05:00:00.000Z",
      "2026-01-12T05:00:00.000Z",
      "2026-01-19T05:00:00.000Z",
    ]);
    expect(slotsOf("0 6 * * 1", "Asia/Tokyo", "2026-01-04T00:00Z", "2026-01-05T00:00Z")).toEqual([
      "2026-01-04T21:00:00.000Z",
    ]);
  });
  it("leaves out the moment that it begins after, and takes in the one that it ends with", () => {
    expect(slotsOf("0 0 * * *", "UTC", "2026-01-01T00:00Z", "2026-01-03T00:00Z")).toEqual([
      "2026-01-02T00:00:00.000Z",
      "2026-01-03T00:00:00.000Z",
    ]);
  });
  it("fires once for a time that the clock leaps over, as long after the leap", () => {
    expect(slotsOf("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "2026-03-30T12:00Z")).toEqual([
      "2026-03-29T01:30:00.000Z", // 03:30 in summer time
      "2026-03-30T00:30:00.000Z",
    ]);
  });
  it("fires once for a time that comes twice, the first time", () => {
    expect(slotsOf("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", "2026-10-26T12:00Z")).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-10-26T01:30:00.000Z",
    ]);
  });
  it("leaves out months that have no such day", () => {
    expect(slotsOf("0 0 31 * *", "UTC", "2026-01-01T00:00Z", "2026-06-01T00:00Z")).toEqual([
      "2026-01-31T00:00:00.000Z",
      "2026-03-31T00:00:00.000Z",
      "2026-05-31T00:00:00.000Z",
    ]);
  });
  it.each(["", "* * * *", "0 0 * * * *", "61 * * * *", "H * * * *", "a b c d e"])("refuses %j", (cron) => {
    expect(() => cronSlots({ cron, zone: "UTC" }, 0, 1)).toThrow(AppFailure);
  });
  it("refuses a zone that does not exist", () => {
    expect(() => cronSlots({ cron: "0 0 * * *", zone: "Mars/Olympus" }, 0, 1)).toThrow("Europe/Berlin");
  });
  it("refuses a day that no month has", () => {
    expect(() => nextCronSlot({ cron: "0 0 30 2 *", zone: "UTC" }, 0)).toThrow(AppFailure);
  });
  it("knows the next slot", () => {
    expect(nextCronSlot({ cron: "0 0 29 2 *", zone: "UTC" }, 0)).toBe(Date.UTC(1972, 1, 29));
    const after = Date.parse("2026-03-28T12:00Z");
    expect(nextCronSlot({ cron: "30 2 * * *", zone: "Europe/Berlin" }, after)).toBe(
      Date.parse("2026-03-29T01:30Z"),
    );
  });
});
