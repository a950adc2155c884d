import { describe, expect, it } from "vitest";
import { METHODS } from "../../src/contracts/backtest.ts";
import { backtestAsText } from "../../src/reports/backtest-as-text.ts";
import { displayWidth } from "../../src/reports/terminal/display-width.ts";
import { BACKTEST_CASES } from "./backtest-cases.ts";
import { sampleBacktest, type BacktestOptions } from "./sample-backtest.ts";

const ESCAPE = "\u{1b}";
const HOSTILE = `${ESCAPE}[31mred${ESCAPE}[0m\u{7}\r\n${ESCAPE}]0;title\u{7}\u{202e}evil\u{9b}2J${"売上予測".repeat(30)}`;
const CASES: Readonly<Record<string, BacktestOptions>> = {
  ...BACKTEST_CASES,
  "hostile texts": { text: HOSTILE, currency: HOSTILE },
};
const textOf = (options: BacktestOptions, width = 80) =>
  backtestAsText(sampleBacktest(options), { width, colour: false });
const flat = (text: string) => text.replace(/\s+/g, " ");

describe("backtestAsText()", () => {
  it.each(Object.entries(CASES))("is never wider than the terminal: %s", (_, options) => {
    for (const width of [40, 57, 80, 100, 200]) {
      const lines = textOf(options, width).split("\n");
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(Math.min(width, 110));
      expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
    }
  });

  it.each(Object.entries(CASES))("writes no control character and no NaN: %s", (_, options) => {
    const text = textOf(options);
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\u{202e}/u);
    expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  const withMethods = Object.entries(CASES).filter(([, { methods }]) => methods?.length !== 0);
  it.each(withMethods)("loses no method and no column at any width: %s", (_, options) => {
    const reply = sampleBacktest(options);
    for (const width of [40, 57, 80]) {
      const text = backtestAsText(reply, { width, colour: false });
      const board = text.split("Leader board, best CRPS first\n")[1]!.split("WAPE: sum")[0]!;
      for (const header of ["WAPE %", "Bias %", "CRPS", "80 % held", "Width", "Verdict"]) {
        expect(board).toContain(header);
      }
      const rowPieces = board.split("\n\n").map((piece) => piece.split("\n").slice(2).filter((line) => line !== "")); // prettier-ignore
      for (const rows of rowPieces) {
        expect(rows.map((row) => row.split(" ")[0])).toEqual(reply.methods.map(({ method }) => method));
      }
      const errors = text.split("\nErrors\n")[1]!;
      for (const header of ["MAE", "RMSE", "MASE", "Ratio 5-95 %"]) expect(errors).toContain(header);
    }
  });

  it("says that no method could forecast", () => {
    expect(flat(textOf(CASES["no method"]!))).toContain("No method could forecast any of the cut-offs");
  });

  it("keeps a whole usual backtest as it is", () => {
    expect(textOf({ ...BACKTEST_CASES["a usual backtest"], horizon: "quarter" })).toMatchSnapshot();
  });

  it("shows the figures of the reply on the leader board, in its order", () => {
    const reply = sampleBacktest({ methods: METHODS });
    const text = backtestAsText(reply, { width: 80, colour: false });
    const rows = text.split("Verdict\n")[1]!.split("\n").slice(1, 13);
    for (const [index, scores] of reply.methods.entries()) {
      const { wape, bias, crpsRatioToNaive, coverage, comparison } = scores;
      const held = coverage === null ? "-" : `${coverage["0.8"].held}/${coverage["0.8"].of}`;
      const expected = [scores.method, (100 * wape.value!).toFixed(1), `${bias.value! > 0 ? "+" : ""}${(100 * bias.value!).toFixed(1)}`, crpsRatioToNaive.value!.toFixed(2), held]; // prettier-ignore
      const cells = rows[index]!.split(/ +/);
      expect(cells.slice(0, 5)).toEqual(expected);
      expect(rows[index]).toMatch(new RegExp(`  ${comparison?.verdict ?? "baseline"}$`));
    }
  });

  it("spells out that a method has no proven skill, and calls the sign of the bias by name", () => {
    const text = flat(textOf({}));
    expect(text).toContain("no proven skill");
    expect(text).toContain("+ = too high");
    expect(text).toMatch(/it was too (high|low) \(bias [+-]\d/);
  });

  it("says each reason for a missing figure once", () => {
    const text = flat(textOf({ allNull: true, methods: METHODS }));
    expect(text.split("nothing was booked in any window").length).toBe(2);
    expect(text).toContain("WAPE, bias of every method: nothing was booked in any window");
    expect(text.split("history has one window before the first cut-off").length).toBe(2);
  });

  it("says how often each range held, and what overlapping windows are worth", () => {
    const reply = sampleBacktest({});
    const { coverage } = reply.methods.find(({ method }) => method === "full")!;
    const text = flat(backtestAsText(reply, { width: 80, colour: false }));
    for (const [key, level] of [
      ["0.5", 50],
      ["0.8", 80],
      ["0.95", 95],
    ] as const) {
      // prettier-ignore
      expect(text).toContain(`${level} % ranges held ${coverage![key].held} of ${coverage![key].of}`);
    }
    expect(text).toContain("worth about 3 independent ones");
  });

  it("gives every week of the period its own row and pools none", () => {
    const reply = sampleBacktest({ horizon: "quarter", cutoffCount: 52 });
    const text = backtestAsText(reply, { width: 80, colour: false });
    const table = text.split("Weeks over  Windows")[1]!.split("\n\n")[0]!.split("\n").slice(2);
    expect(table.map((line) => Number(line.trim().split(" ")[0]))).toEqual(Array.from({ length: 13 }, (_, week) => week)); // prettier-ignore
    expect(flat(textOf({ horizon: 30 }))).toContain("none of the period's weeks over");
  });

  it("says PASS and FAIL, and on which side the limit lies", () => {
    const text = flat(textOf(BACKTEST_CASES["a usual backtest"]!));
    expect(text).toContain("Check FAIL: 2 of 3 limits are not held");
    expect(text).toContain("PASS full WAPE 15.2 % at most 20.0 %");
    expect(text).toContain("FAIL full 80 % range held 60.0 % at least 75.0 %");
    expect(text).toContain("FAIL full CRPS ratio to naive - 0.90");
    expect(textOf({ check: [] })).not.toContain("Check");
  });

  it("shows what others call accuracy under WAPE and bias, with the formulas", () => {
    const text = flat(textOf({}));
    const section = text.split("What others call accuracy")[1]!;
    expect(section.indexOf("WAPE")).toBeLessThan(section.indexOf("HubSpot"));
    for (const formula of ["max(0, 1 - |A - F| / A)", "1 - |F - A| / F"]) expect(section).toContain(formula);
  });

  it("ends in what reproduces it", () => {
    const reply = sampleBacktest({});
    const text = textOf({});
    expect(text).toContain("20,000 draws, seed 1, engine 1");
    expect(text).toContain(reply.sources[0]!.sha256);
    expect(text).toContain(reply.resultDigest);
  });

  it("colours only when asked, and then says the same", () => {
    const reply = sampleBacktest(BACKTEST_CASES["a usual backtest"]);
    const coloured = backtestAsText(reply, { width: 80, colour: true });
    const plain = backtestAsText(reply, { width: 80, colour: false });
    expect(plain).not.toContain(ESCAPE);
    expect(coloured).toContain(`${ESCAPE}[1m`);
    const stripped = coloured.split(ESCAPE).map((part, index) => (index === 0 ? part : part.replace(/^\[\d+m/, ""))); // prettier-ignore
    expect(stripped.join("")).toBe(plain);
  });
});
