import readXlsxFile from "read-excel-file/node";
import { describe, expect, it } from "vitest";
import { backtestAsXlsx } from "../../src/reports/backtest-as-xlsx.ts";
import { changesAsXlsx } from "../../src/reports/changes-as-xlsx.ts";
import { forecastAsXlsx } from "../../src/reports/forecast-as-xlsx.ts";
import { kpiAsXlsx } from "../../src/reports/kpi-as-xlsx.ts";
import { sampleBacktest } from "./sample-backtest.ts";
import { sampleChanges } from "./sample-changes.ts";
import { sampleKpi, withHostileNames } from "./sample-kpi.ts";
import { sampleReply } from "./sample-reply.ts";
import { readCells, type WrittenCell } from "./workbook/read-cells.ts";

/** A name that a spreadsheet would run, if it took it for anything but a text. */
const HOSTILE = `=HYPERLINK("http://x","<b>&amp;")`;

const hostileReply = () => {
  const reply = sampleReply();
  const opportunities = reply.opportunities.map((row, index) => ({
    ...row,
    id: `${["=", "+", "-", "@", "\t="][index % 5]}cmd|' /C calc'!A${index}`,
    owner: HOSTILE,
    stage: HOSTILE,
  }));
  return { ...reply, opportunities, owners: reply.segments.map((row) => ({ ...row, name: HOSTILE })) };
};

const WORKBOOKS: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  forecast: async () => forecastAsXlsx(hostileReply()),
  backtest: async () => backtestAsXlsx(sampleBacktest()),
  kpi: async () => kpiAsXlsx(await sampleKpi(withHostileNames)),
  changes: async () => changesAsXlsx(sampleChanges({ nameOf: (name) => `=${name}` })),
  "changes of the forecast": async () =>
    changesAsXlsx(sampleChanges({ of: "forecast", nameOf: (name) => `@${name}` })),
};

const numbersOf = (cells: ReadonlyMap<string, WrittenCell>, column: string, from: number): number[] =>
  [...cells]
    .filter(([address]) => new RegExp(`^${column}\\d+$`).test(address) && Number(address.slice(1)) >= from)
    .map(([, { value }]) => Number(value));

describe.each(Object.keys(WORKBOOKS))("a %s as a workbook", (name) => {
  it("holds plain values: no cell is a formula, whatever the names in it", async () => {
    const sheets = readCells(await WORKBOOKS[name]!());
    expect(sheets.size).toBeGreaterThan(4);
    for (const [sheet, cells] of sheets) {
      const formulas = [...cells].filter(([, { formula }]) => formula !== undefined);
      expect(formulas, sheet).toEqual([]);
    }
  });

  it("is read by another program, and is the same bytes each time", async () => {
    const bytes = await WORKBOOKS[name]!();
    expect(Buffer.from(await WORKBOOKS[name]!()).equals(bytes)).toBe(true);
    const rows = await readXlsxFile(Buffer.from(bytes));
    expect(rows.length).toBeGreaterThan(0);
  });
});

describe("forecastAsXlsx()", () => {
  it("writes amounts as numbers, those that decide in their own sheet", () => {
    const reply = sampleReply();
    const sheets = readCells(forecastAsXlsx(reply));
    const range = sheets.get("Range")!;
    expect([...range.values()].map(({ value }) => value)).toContain(String(Number(reply.total.mean)));
    const opportunities = sheets.get("Opportunities")!;
    const headings = 3;
    const expected = numbersOf(opportunities, "F", headings + 1);
    expect(expected).toHaveLength(reply.opportunities.length);
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(expected)).toBeCloseTo(
      sum(reply.opportunities.map(({ expectedAmount }) => Number(expectedAmount))),
      2,
    );
    expect(sheets.has("Deciding")).toBe(true);
  });

  it("leaves out the opportunities beyond those that are asked for, and says how many", () => {
    const reply = sampleReply();
    const cells = readCells(forecastAsXlsx(reply, 3)).get("Opportunities")!;
    expect(numbersOf(cells, "F", 5)).toHaveLength(3);
    expect([...cells.values()].map(({ value }) => value)).toContain(
      `${reply.opportunities.length - 3} more rows are left out: read them as JSON`,
    );
  });
});

describe.each([
  ["backtest", "Forecasts", () => Promise.resolve(backtestAsXlsx(sampleBacktest(), 1))],
  ["kpi", "Over time", async () => kpiAsXlsx(await sampleKpi(), 1)],
  ["changes", "Opportunities", () => Promise.resolve(changesAsXlsx(sampleChanges(), 1))],
] as const)("a %s as a workbook of few rows", (_name, sheet, bytesOf) => {
  it("says how many rows are left out", async () => {
    const texts = [
      ...readCells(await bytesOf())
        .get(sheet)!
        .values(),
    ].map(({ value }) => value);
    expect(texts).toContainEqual(expect.stringMatching(/^\d+ more rows are left out: read them as JSON$/));
  });
});

describe("changesAsXlsx()", () => {
  it("has a bridge that adds up to its end", () => {
    const cells = readCells(changesAsXlsx(sampleChanges())).get("Bridge")!;
    const amounts = numbersOf(cells, "C", 4);
    const [end, ...before] = amounts.toReversed();
    expect(before.reduce((total, value) => total + value, 0)).toBeCloseTo(end!, 2);
  });
});
