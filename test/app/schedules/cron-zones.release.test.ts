import { describe, expect, it } from "vitest";
import { cronSlots } from "../../../src/app/schedules/cron-slots.ts";

/** Every change of a zone's clock within ten years: the moment, and how far it is put forward (or back, negative). */
function clockChanges(zone: string): { readonly at: number; readonly shift: number }[] {
  const format = new Intl.DateTimeFormat("en", {
    timeZone: zone,
    timeZoneName: "longOffset",
    hour: "numeric",
  });
  const offsetOf = (moment: number): number => {
    const name = format.formatToParts(moment).find(({ type }) => type === "timeZoneName")!.value;
    const [, sign, hours = "0", minutes = "0"] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name)!;
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  };
  const changes: { at: number; shift: number }[] = [];
  const month = 30 * 86_400_000;
  for (let from = Date.UTC(2020, 0); from < Date.UTC(2030, 0); from += month) {
    let [low, high] = [from, from + month];
    if (offsetOf(low) === offsetOf(high)) continue;
    while (high - low > 60_000) {
      const middle = low + Math.floor((high - low) / 120_000) * 60_000;
      if (offsetOf(middle) === offsetOf(low)) low = middle;
      else high = middle;
    }
    changes.push({ at: high, shift: offsetOf(high) - offsetOf(low) });
  }
  return changes;
}

describe("a daily schedule in every zone", () => {
  it("fires once on each day around each change of the clock, in the gap and in the hour that comes twice", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    const wrong: string[] = [];
    let checkedCount = 0;
    const seen = new Set<string>();
    for (const zone of zones) {
      const changes = clockChanges(zone);
      // Zones with the same changes are one zone under several names.
      const key = changes.map(({ at, shift }) => `${at} ${shift}`).join();
      if (changes.length === 0 || seen.has(key)) continue;
      seen.add(key);
      for (const { at, shift } of changes.slice(0, 6)) {
        // A wall time within the gap, or within what comes twice: half the shift past its beginning.
        const wall = new Date(at - Math.abs(shift) / 2);
        const [hour, minute] = new Intl.DateTimeFormat("en-GB", {
          timeZone: zone,
          hour: "2-digit",
          minute: "2-digit",
        })
          .format(shift > 0 ? at + shift / 2 - shift : wall.getTime())
          .split(":");
        const slots = cronSlots(
          { cron: `${Number(minute)} ${Number(hour) % 24} * * *`, zone },
          at - 3.5 * 86_400_000,
          at + 3.5 * 86_400_000,
        );
        const gaps = slots.slice(1).map((slot, i) => slot - slots[i]!);
        const isDaily = gaps.every((gap) => Math.abs(gap - 86_400_000) <= Math.abs(shift));
        if (slots.length !== 7 || !isDaily)
          wrong.push(`${zone} ${new Date(at).toISOString()} ${slots.length}`);
        checkedCount++;
      }
    }
    expect(wrong).toEqual([]);
    expect(checkedCount).toBeGreaterThan(100);
  });
});
