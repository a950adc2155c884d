import { assert, integer, property } from "fast-check";
import { describe, expect, it } from "vitest";
import type { ForecastReply } from "../../src/contracts/forecast.ts";
import { forecastAsText } from "../../src/reports/forecast-as-text.ts";
import { displayWidth } from "../../src/reports/terminal/display-width.ts";
import { sampleReply, type SampleOptions } from "./sample-reply.ts";

const textOf = (reply: ForecastReply, width = 80) => forecastAsText(reply, { width, colour: false });
const ESCAPE = "\u{1b}";
const money = (amount: number) => (amount / 100).toFixed(2);
const HOSTILE = `${ESCAPE}[31mred${ESCAPE}[0m\u{7}\r\n${ESCAPE}]0;title\u{7}\u{202e}evil\u{9b}2J`;

const CASES: Readonly<Record<string, SampleOptions>> = {
  "a usual quarter": { target: 420_000, exact: true },
  "no target": {},
  "no segments and no owners": { segmentCount: 0, ownerCount: 0 },
  "one segment": { segmentCount: 1, target: 400_000 },
  "forty segments and sixty owners": { segmentCount: 40, ownerCount: 60 },
  "no opportunities": { opportunityCount: 0 },
  "no record": { windowCount: 0, sufficient: false },
  "nothing at all": { opportunityCount: 0, newPerWeek: 0, bookedPerWeek: 0, target: 0, warnings: [] },
  "negative bookings": { bookedPerWeek: -50_000, scale: 500, target: 90_000 },
  "amounts of 1e12": { scale: 1e12, bookedPerWeek: 1e12, target: 3e13 },
  "a currency that is not given": { currency: "XXX" },
  "names of 200 characters": { nameOf: (kind, index) => `${kind}-${index}-`.repeat(20), target: 420_000 },
  "names in Chinese": {
    nameOf: (kind, index) => `${"売上予測株式会社".repeat(6)}${kind}${index}`,
    target: 420_000,
  },
  "hostile names": { nameOf: (kind, index) => `${HOSTILE}${kind}${index}`, target: 420_000 },
  "a target far away": { target: 9e9 },
};

describe("forecastAsText()", () => {
  it.each(Object.entries(CASES))("is never wider than the terminal: %s", (_, options) => {
    const reply = sampleReply({ drawCount: 200, ...options });
    for (const width of [40, 57, 80, 100, 200]) {
      const lines = textOf(reply, width).split("\n");
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(Math.min(width, 110));
      expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
    }
  });

  it.each(Object.entries(CASES))("writes no control character and no NaN: %s", (_, options) => {
    const text = textOf(sampleReply({ drawCount: 200, ...options }));
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\u{202e}/u);
    expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  it("keeps a whole usual forecast as it is", () => {
    expect(textOf(sampleReply({ target: 420_000, exact: true }))).toMatchSnapshot();
  });

  it("colours only when asked, and then says the same", () => {
    const reply = sampleReply({ target: 420_000 });
    const coloured = forecastAsText(reply, { width: 80, colour: true });
    expect(textOf(reply)).not.toContain(ESCAPE);
    expect(coloured).toContain(`${ESCAPE}[1m`);
    const plain = coloured
      .split(ESCAPE)
      .map((part, index) => (index === 0 ? part : part.replace(/^\[\d+m/, "")));
    expect(plain.join("")).toBe(textOf(reply));
  });

  it("shows a headline that adds up as shown, for any amounts", () => {
    const cents = integer({ min: -10_000_000, max: 1_000_000_000 });
    const base = sampleReply({ drawCount: 200 });
    assert(
      property(cents, cents, cents, (booked, open, fresh) => {
        const reply = {
          ...base,
          booked: money(booked),
          open: { ...base.open, mean: money(open) },
          new: { ...base.new, mean: money(fresh) },
          total: { ...base.total, mean: money(booked + open + fresh) },
        };
        const figure = (name: string) =>
          Number(new RegExp(`^${name} +(-?[\\d,.]+)$`, "m").exec(textOf(reply))![1]!.replaceAll(",", ""));
        const sum =
          figure("Booked") +
          figure("Expected from open opportunities") +
          figure("Expected from business to come");
        expect(sum).toBeCloseTo(figure("Total \\(mean\\)"), 6);
      }),
      { numRuns: 50 },
    );
  });

  it("gives tables of groups and of sub-periods that add up to the headline", () => {
    const text = textOf(sampleReply({ segmentCount: 40, ownerCount: 60, opportunityCount: 300 }));
    for (const name of ["By product", "By owner"]) {
      const table = text.split(`${name}\n`)[1]!.split("\n\n")[0]!.split("\n").slice(2);
      const rows = table.map((line) => /  +(\d+) +(-?[\d,]+) +(-?[\d,]+)/.exec(line)!.slice(1).map((cell) => Number(cell.replaceAll(",", "")))); // prettier-ignore
      const all = rows.pop()!;
      expect(table.at(-2)).toMatch(/^(28|50) more /);
      expect(all.map((_, column) => rows.reduce((sum, row) => sum + row[column]!, 0))).toEqual(all);
    }
  });

  it("says who decides by the swing of the chance, and by expected amount without a target", () => {
    expect(textOf(sampleReply({ target: 420_000 }))).toContain("move the chance of the target most");
    expect(textOf(sampleReply())).toContain("largest expected amount");
    expect(textOf(sampleReply({ opportunityCount: 0 }))).toContain("No opportunity is open on the as-of day");
  });

  it("says why there is no record, and that the range is wide, in words", () => {
    const text = textOf(sampleReply({ windowCount: 0, sufficient: false }));
    expect(text).toContain("None: history is 40 days long");
    expect(text).toContain("History says too little");
  });

  it("never calls a counted chance certain", () => {
    expect(textOf(sampleReply({ target: 1 }))).toContain("reached with a chance of >99 %");
    expect(textOf(sampleReply({ target: 9e9 }))).toContain("reached with a chance of <1 %");
    expect(textOf({ ...sampleReply({ target: 1 }), method: "exact" })).toContain("a chance of 100 %");
  });

  it("says that no currency is given, once", () => {
    const text = textOf(sampleReply({ currency: "XXX" }));
    expect(text.split("no currency given").length).toBe(2);
    expect(text).not.toContain("XXX");
  });

  it("takes 5,000 opportunities and shows ten", () => {
    const text = textOf(sampleReply({ opportunityCount: 5_000, drawCount: 50, target: 2e7 }));
    expect(text.replace(/\s+/g, " ")).toContain("4,990 more opportunities are open");
  });
});
