import { describe, expect, it } from "vitest";
import { AppFailure } from "../../src/contracts/failure.ts";
import { funnelOf, parseFunnelDefinition } from "../../src/files/funnel-definition.ts";

const parse = (text: string) => parseFunnelDefinition(text, "funnel.yaml");
const messageOf = (text: string): string => {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof AppFailure) return error.message;
    throw error;
  }
  throw new Error("Nothing failed");
};

const sharesIn = (text: string) => funnelOf(parse(`crmProbabilities: ${text}\n`)).crmProbabilities;

describe("parseFunnelDefinition()", () => {
  it("needs nothing", () => {
    expect(funnelOf(parse(""))).toEqual({
      stageOrder: [],
      won: [],
      lost: [],
      removed: [],
      crmProbabilities: {},
    });
    expect(funnelOf(parse("# a comment alone\n")).won).toEqual([]);
  });
  it("reads names that look like numbers as text", () => {
    expect(funnelOf(parse("stageOrder: [10, 20.5, Demo]\n")).stageOrder).toEqual(["10", "20.5", "Demo"]);
  });
  it("decides percent or fraction over the whole table of probabilities", () => {
    expect(sharesIn("{a: 0.1, b: 1, c: 30%}")).toEqual({ a: 0.1, b: 1, c: 0.3 });
    expect(sharesIn("{a: 1, b: 90, c: '12,5 %'}")).toEqual({ a: 0.01, b: 0.9, c: 0.125 });
  });
  it("names the line and suggests the setting that was meant", () => {
    expect(messageOf("won: [Signed]\nstageorder: [a]\n")).toBe(
      'Cannot use the funnel definition: funnel.yaml line 2: "stageorder" is not a setting; did you mean "stageOrder"?',
    );
    expect(messageOf("holidays:\n  country: NL\n  extras: []\n")).toContain(
      'line 3: "holidays.extras" is not a setting; did you mean "extra"?',
    );
    expect(messageOf("xyzzy: 1\n")).toContain("known are stageOrder, won, lost");
  });
  it("names the line of a value that breaks the contract", () => {
    expect(messageOf("won: []\nfiscalYear:\n  startMonth: 13\n")).toContain(
      "funnel.yaml line 3: fiscalYear.startMonth",
    );
    expect(messageOf("fiscalYear:\n  weeks: 4-4-6\n  endMonth: 1\n")).toContain("line 2: fiscalYear.weeks");
    expect(messageOf("fiscalYear:\n  - {startMonth: 1}\n  - {startMonth: 7, fromYear: 2020}\n")).toContain(
      "at most 14 days",
    );
    expect(messageOf("dateOrder: ymd\n")).toContain("line 1: dateOrder");
    expect(messageOf("crmProbabilities:\n  a: 0.5\n  b: 130\n")).toContain("line 3: crmProbabilities.b");
    expect(messageOf("columns:\n  amuont: Worth\n")).toContain(
      'line 2: "columns.amuont" is not a setting; did you mean "amount"?',
    );
  });
  it("names the line that is not YAML", () => {
    expect(messageOf("won: [a\nlost: b\n")).toMatch(/Cannot read funnel.yaml: line \d is not YAML/);
    expect(messageOf("won: []\nwon: []\n")).toContain("line 2 is not YAML");
    expect(messageOf("- a\n- b\n")).toContain("the definition");
  });
  it("does not follow references without end", () => {
    const bomb = `a: &a [x]\n${"bcdefghij".replaceAll(
      /./g,
      (letter, i) =>
        `${letter}: &${letter} [${Array(9)
          .fill(`*${"abcdefghij"[Number(i)]}`)
          .join(", ")}]\n`,
    )}`;
    expect(messageOf(bomb)).toContain("funnel.yaml");
  });
});
