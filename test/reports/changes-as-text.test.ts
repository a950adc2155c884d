import { describe, expect, it } from "vitest";
import { changesAsText } from "../../src/reports/changes-as-text.ts";
import { displayWidth } from "../../src/reports/terminal/display-width.ts";
import { sampleChanges, type SampleChangesOptions } from "./sample-changes.ts";

const CASES: Readonly<Record<string, SampleChangesOptions>> = {
  "a pipeline": {},
  "a forecast": { of: "forecast" },
  "a day and itself": { from: 220, to: 220 },
  "amounts of 1e10": { scale: 1e8 },
  "hostile names": { nameOf: (name) => `\u{1b}[31m\u{202e}${name}\n${"x".repeat(60)}` },
  "names in Chinese": { nameOf: (name) => `${"売上予測株式会社".repeat(6)}${name}` },
};

describe("changesAsText()", () => {
  it.each(Object.entries(CASES))("fits every line into the terminal: %s", (_, options) => {
    const reply = sampleChanges(options);
    for (const width of [40, 80, 110]) {
      const text = changesAsText(reply, { width, colour: false });
      for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      expect(text).not.toMatch(/[^\P{Cc}\n]|\u{202e}|NaN|undefined|\bnull\b/u);
      expect(text).toContain("nothing is");
    }
  });
  it("shows every amount of the waterfall to the cent, with its sign", () => {
    const reply = sampleChanges();
    const text = changesAsText(reply, { width: 80, colour: false }).replaceAll(",", "");
    const bars = reply.pipeline!.bars.filter(({ count }) => count > 0);
    expect(bars.length).toBeGreaterThan(6);
    for (const { change } of bars) expect(text).toContain(Number(change) > 0 ? `+${change}` : change);
    expect(text).toContain(reply.pipeline!.start.amount);
    expect(text).toContain(reply.pipeline!.end.amount);
  });
  it("lists the bars that are empty by name", () => {
    const text = changesAsText(sampleChanges({ from: 220, to: 220 }), { width: 110, colour: false });
    expect(text).toMatch(/None: created, reopened, pulled in/);
  });
});
