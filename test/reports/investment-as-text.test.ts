import { describe, expect, it } from "vitest";
import type { InvestmentReply, RealisedReturn } from "../../src/contracts/investment.ts";
import { explanationAsText, investmentAsText } from "../../src/reports/investment-as-text.ts";
import { displayWidth } from "../../src/reports/terminal/display-width.ts";
import { hostileInvestment } from "./hostile-investment.ts";
import { INVESTMENTS, withFigures } from "./investment-cases.ts";
import { sampleInvestment } from "./sample-investment.ts";

const ESCAPE = "\u{1b}";
const HOSTILE = `${ESCAPE}[31mred${ESCAPE}[0m\u{7}\r\n${ESCAPE}]0;title\u{7}\u{202e}evil\u{9b}2J`;
const CASES: Readonly<Record<string, InvestmentReply>> = {
  ...Object.fromEntries(Object.entries(INVESTMENTS).map(([name, replyOf]) => [name, replyOf()])),
  "hostile texts in one case": hostileInvestment(HOSTILE, 1),
  "hostile texts in three cases": hostileInvestment(HOSTILE, 3),
};
const USUAL = sampleInvestment();
const textOf = (reply: InvestmentReply, width = 80) => investmentAsText(reply, { width, colour: false });
const flat = (text: string) => text.replace(/\s+/g, " ");
const sectionOf = (text: string, heading: string) => text.split(`${heading}\n`)[1]!.split("\n\n")[0]!;
const numberOf = (cell: string) => Number(cell.replaceAll(",", ""));

describe("investmentAsText()", () => {
  it.each(Object.entries(CASES))("is never wider than the terminal: %s", (_, reply) => {
    for (const width of [40, 57, 80, 100, 200]) {
      const lines = textOf(reply, width).split("\n");
      expect(lines.filter((line) => displayWidth(line) > Math.min(width, 110))).toEqual([]);
      expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
    }
  });

  it.each(Object.entries(CASES))("writes no control character and no NaN: %s", (_, reply) => {
    const text = textOf(reply);
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\u{202e}/u);
    expect(text).not.toMatch(/NaN|Infinity|undefined|\bnull\b/);
  });

  it("keeps a whole usual case as it is", () => {
    expect(textOf(CASES["one scenario"]!)).toMatchSnapshot();
  });

  it("keeps a comparison of three as it is", () => {
    expect(textOf(sampleInvestment({ scenarioCount: 3 }))).toMatchSnapshot();
  });

  it("colours only when asked, and then says the same", () => {
    const reply = CASES["one scenario"]!;
    const coloured = investmentAsText(reply, { width: 80, colour: true });
    expect(textOf(reply)).not.toContain(ESCAPE);
    expect(coloured).toContain(`${ESCAPE}[1m`);
    const parts = coloured.split(ESCAPE);
    expect(parts.map((part, index) => (index === 0 ? part : part.replace(/^\[\d+m/, ""))).join("")).toBe(textOf(reply)); // prettier-ignore
  });

  it("says value, range, chance, return and payback in the headline", () => {
    const text = flat(textOf(USUAL));
    expect(text).toMatch(/Net present value [\d,]+ EUR on average, 90 % range -?[\d,]+ to [\d,]+, above 0 with a chance of \d+ %\./); // prettier-ignore
    expect(text).toMatch(/Return on investment [\d.]+ %; paid back after [\d.]+ months, in month \d+\./);
  });

  it("gives the reason in the place of a return or a payback that does not exist", () => {
    const text = flat(textOf(CASES["no figures at all"]!));
    expect(text).toContain("No return on investment: nothing is spent;");
    expect(text).toContain("Return on investment, Undiscounted return, MIRR a year, Profitability index: nothing is spent"); // prettier-ignore
    expect(text).toContain("IRR a year: the flows never change their sign");
    expect(text).toContain("No levers act on pipeline or customers");
    expect(text).toContain("No pipeline data");
  });

  it("says why there is no net present value", () => {
    const none = { ledger: null, reason: "no money moves", distribution: null };
    const text = textOf(withFigures(USUAL, { netPresentValue: none }));
    expect(text).toContain("There is no net present value: no money moves.");
  });

  it("names every rate of return where there are several", () => {
    const text = flat(textOf(CASES["several rates of return"]!));
    expect(text).toContain("The net present value is 0 at 2 rates a year: -76.9 %, 185 %;");
    expect(text).toContain("IRR a year: several rates bring the net present value to 0");
  });

  it("gives a yearly table whose columns add up to the net and whose nets add up to the cumulative", () => {
    const rows = sectionOf(textOf(sampleInvestment({ seed: 11 }), 110), "By year")
      .split("\n")
      .slice(2);
    const cellsOf = (name: string) => {
      const row = rows.find((line) => line.startsWith(name))!;
      return [...row.slice(name.length).matchAll(/-?[\d,]+/g)].map(([cell]) => numberOf(cell));
    };
    const parts = ["Gross margin, difference", "Hours saved", "Analysts: salary", "CPQ: licences", "CPQ: implementation"].map(cellsOf); // prettier-ignore
    const net = cellsOf("Net");
    expect(net).toHaveLength(5);
    expect(net.map((_, column) => parts.reduce((sum, row) => sum + row[column]!, 0))).toEqual(net);
    let sum = 0;
    const running = net.slice(0, -1).map((amount) => (sum += amount));
    expect(cellsOf("Cumulative")).toEqual([...running, net.at(-1)]);
    for (const name of ["Bookings", "Revenue", "Gross margin"]) {
      const [base, scenario, difference] = ["base", "scenario", "difference"].map((of) => cellsOf(`${name}, ${of}`)); // prettier-ignore
      expect(base!.map((amount, column) => amount + difference![column]!)).toEqual(scenario);
    }
  });

  it("shows every lever with its size, effect, break-even and share of the variance", () => {
    const text = textOf(USUAL);
    expect(sectionOf(text, "What each lever does")).toMatch(/More wins +\+1\.7\/\+5\.1 % +[\d,]+ +[\d,]+ +[\d,]+ +\+2\.1 % +30 %/); // prettier-ignore
    expect(flat(text)).toContain("Acts on nothing in this data: Less discount");
    expect(flat(text)).toContain("Less discount has no break-even size: no opportunity in the data has a list price"); // prettier-ignore
    expect(sectionOf(text, "What moves the net present value")).toMatch(/Faster quotes .*○━+│━+●/);
  });

  it("shows goals without values with their reason", () => {
    const text = textOf(CASES["goals without values"]!);
    expect(sectionOf(text, "Goals, without and with it")).toMatch(
      /win rate +12 +- +21\.0 % +- +- +- +- +-\n/,
    );
    expect(text).toContain("win rate: nothing is won in the base case");
  });

  it("keeps what was realised apart from what was promised", () => {
    const section = flat(sectionOf(textOf(CASES["one scenario"]!), "Realised return"));
    expect(section).toContain("Actual bookings, net 1,432,110");
    expect(section).toContain("the effect is above 0 with a chance of 94 %; 83 % of what the case promised");
  });

  it("says that a promise within the forecast's own error can be neither kept nor broken yet", () => {
    const of = (changes: Partial<RealisedReturn>): string => {
      const { realised, ...rest } = CASES["one scenario"]!.scenarios[0]!;
      const scenarios = [{ ...rest, realised: { ...realised!, ...changes } }];
      return flat(sectionOf(textOf({ ...CASES["one scenario"]!, scenarios }), "Realised return"));
    };
    const { effect, plannedEffect } = CASES["one scenario"]!.scenarios[0]!.realised!;
    const quantiles = { ...effect.quantiles, "0.05": "-2652065.00", "0.95": "1486843.00" };
    const wide = { effect: { ...effect, mean: "-355994.00", quantiles }, plannedEffect: { ...plannedEffect, mean: "8331.00" } }; // prettier-ignore
    const text = of({ ...wide, shareOfGoal: -42.73 });
    expect(text).toContain("of what the case promised for these days nothing has come on average.");
    expect(text).toContain("they cannot tell yet whether it is kept");
    const narrow = { ...effect.quantiles, "0.05": "1.00", "0.95": "2.00" };
    expect(of({ effect: { ...effect, quantiles: narrow } })).not.toContain("cannot tell yet");
  });

  it("calls a long horizon an extrapolation in plain words", () => {
    expect(flat(textOf(USUAL))).toContain("This is an extrapolation: the horizon is longer than past windows can prove"); // prettier-ignore
    expect(textOf(sampleInvestment({ withPipeline: false }))).not.toContain("extrapolation");
  });

  it("numbers scenarios, so that names cut alike are told apart", () => {
    const text = textOf(CASES["eight scenarios with long names"]!);
    const rows = sectionOf(text, "Side by side").split("\n").slice(2, 10);
    expect(rows.map((row) => row.slice(0, 2))).toEqual(["1.", "2.", "3.", "4.", "5.", "6.", "7.", "8."]);
    expect(sectionOf(text, "Against each other, draw by draw").split("\n")).toHaveLength(30);
    expect(flat(text)).toContain("With 500,000 EUR for costs (present value): scenario number 1 with");
  });

  it("never calls a counted chance certain, and a single outcome never uncertain", () => {
    const reply = USUAL;
    expect(textOf(withFigures(reply, { probabilityOfGain: 1 }))).toContain("a chance of >99 %");
    expect(flat(textOf(sampleInvestment({ drawCount: 1 })))).toMatch(
      /EUR, the same in every draw\..* 100 % by month \d+\./,
    );
  });

  it("ends with what reproduces it", () => {
    const text = textOf(USUAL);
    expect(text).toContain("400 draws, seed 1, engine 1, plan 3b1f8a94d1c0");
    expect(text).toContain("File   scenarios/case-1.yaml 3b1f8a94d1c0");
  });
});

describe("explanationAsText()", () => {
  const [value, roi] = USUAL.scenarios[0]!.explanations;

  it("shows formula, every term in full, and that they add up", () => {
    const text = explanationAsText(value!);
    expect(text).toMatch(/^Net present value: [\d,]+\.\d\d\n {2}= sum of flow/);
    expect(text.split("\n").filter((line) => /^(Initial|Month)/.test(line))).toHaveLength(37);
    expect(text).toMatch(/The \d+ terms add up to [\d,]+\.\d\d exactly\.\n$/);
  });

  it("aligns decimal points", () => {
    const points = explanationAsText(value!).split("\n").filter((line) => /^Month .*\.\d{10}/.test(line)).map((line) => line.indexOf(".")); // prettier-ignore
    expect(new Set(points).size).toBe(1);
  });

  it("fits the terminal whatever the digits, and cuts none of them", () => {
    const digits = `-1234.${"5678901234".repeat(12)}`;
    const long = { ...roi!, value: digits, terms: [{ label: "All of it", value: digits, formula: `1 x ${digits}` }] }; // prettier-ignore
    for (const width of [40, 80]) {
      const text = explanationAsText(long, { width, colour: false });
      expect(Math.max(...text.split("\n").map(displayWidth))).toBeLessThanOrEqual(width);
      expect(text.replace(/\s/g, "")).toContain(`Allofit:-1,234.${"5678901234".repeat(12)}`);
    }
  });

  it("says by how much terms miss the figure, were it ever so", () => {
    const text = explanationAsText({ figure: "payback", formula: "a + b", value: "3", terms: [{ label: "a", value: "1" }, { label: "b", value: "1.5" }] }); // prettier-ignore
    expect(text).toContain("The terms add up to 2.5, the figure is 3");
  });
});
