import { assert, double, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { METHODS } from "../../../src/contracts/backtest.ts";
import { verdictText } from "../../../src/reports/figures/backtest-columns.ts";
import {
  cutoffFacts,
  cutoffSpan,
  headlineMethodOf,
  headlineSentence,
  horizonText,
  naiveMethodOf,
} from "../../../src/reports/figures/backtest-headline.ts";
import { checkColumns, checkSentence } from "../../../src/reports/figures/check-results.ts";
import { coverageCaveat, coverageLines } from "../../../src/reports/figures/coverage-sentences.ts";
import { missingProfileReasons, missingReasons } from "../../../src/reports/figures/missing-reasons.ts";
import { pitBars, pitNote } from "../../../src/reports/figures/pit-bars.ts";
import {
  percentPoints,
  percentRange,
  ratioText,
  scoreText,
  signedPercentPoints,
} from "../../../src/reports/figures/score-text.ts";
import { sampleBacktest } from "../sample-backtest.ts";

const share = (held: number, low: number, high: number) => ({ held, of: 40, share: held / 40, low, high });
const limitOf = (score: string, limit: number, value: number | null, isHeld: boolean) =>
  checkColumns([{ method: "full", score, limit, value, isHeld }]).at(-1)!.cells[0];

describe("how scores are written", () => {
  it("writes shares in percent points with one decimal, and large ones without", () => {
    expect([0.083, 0.1526, -0.031, 9.9994, 12.3456, 1e6].map(percentPoints)).toEqual(["8.3", "15.3", "-3.1", "999.9", "1,235", "100.0M"]); // prettier-ignore
    expect([0.0315, -0.0315, 0, 0.0004, -0.0004].map(signedPercentPoints)).toEqual(["+3.2", "-3.2", "0.0", "0.0", "0.0"]); // prettier-ignore
    expect(percentRange(0.6374, 0.8951)).toBe("64-90");
  });

  it("never writes a ratio or a score above zero as zero", () => {
    expect([0.4512, 12.3, 0.001, 0, 12_345].map(ratioText)).toEqual([
      "0.45",
      "12.30",
      "<0.01",
      "0.00",
      "12,345",
    ]);
    expect([0.17374, 0.00001, 0].map(scoreText)).toEqual(["0.1737", "<0.0001", "0.0000"]);
  });

  it("stays short for any number", () => {
    const anything = double({ min: -1e12, max: 1e12, noNaN: true });
    assert(
      property(anything, (ratio) => Math.max(percentPoints(ratio).length, ratioText(ratio).length) <= 8),
    );
  });
});

describe("what a backtest is called", () => {
  it("names horizons and cut-offs in words", () => {
    expect(["30d", "1w", "3m", "quarter", "odd\u{7}"].map(horizonText)).toEqual(["30 days ahead", "1 week ahead", "3 months ahead", "fiscal quarter", "odd"]); // prettier-ignore
    const usual = sampleBacktest({ everyDays: 3.5 });
    expect(cutoffFacts(usual)).toContain("39 cut-offs, one every 3.5 days");
    expect(cutoffFacts(sampleBacktest({ currency: "XXX" }))).toContain("no currency given");
    expect(cutoffSpan(sampleBacktest({ cutoffCount: 1 }))).toBe("2018-01-07");
    expect(cutoffFacts(sampleBacktest({ cutoffCount: 1 }))).toContain("1 cut-off, worth");
  });

  it("is about full, or else the best method, beside a naive one that is another", () => {
    expect(headlineMethodOf(sampleBacktest({ methods: METHODS }))?.method).toBe("full");
    const without = sampleBacktest({ methods: ["crm-weighted", "recalibrated"] });
    expect(headlineMethodOf(without)?.method).toBe(without.methods[0]!.method);
    expect(naiveMethodOf(without)).toBeUndefined();
    expect(naiveMethodOf(sampleBacktest({ methods: ["naive-probabilistic"] }))).toBeUndefined();
    expect(naiveMethodOf(sampleBacktest({ methods: ["full", "naive-last"] }))?.method).toBe("naive-last");
  });

  it("says on which side of the actual the forecasts lay", () => {
    const scores = headlineMethodOf(sampleBacktest({}))!;
    const withBias = (value: number) => headlineSentence({ ...scores, bias: { value, reason: null } });
    expect(withBias(0.031)).toContain("too high (bias +3.1 %)");
    expect(withBias(-0.031)).toContain("too low (bias -3.1 %)");
    expect(withBias(0.0001)).toContain("neither high nor low (bias 0.0 %)");
  });
});

describe("coverage in words", () => {
  const scores = headlineMethodOf(sampleBacktest({}))!;

  it("compares each range with its promise by the interval", () => {
    const coverage = { "0.5": share(8, 0.1, 0.35), "0.8": share(31, 0.62, 0.88), "0.95": share(40, 0.96, 1) };
    expect(coverageLines({ ...scores, coverage }).map(({ words }) => words)).toEqual(["less often than promised", "consistent with 80 %", "more often than promised"]); // prettier-ignore
    expect(coverageLines({ ...scores, coverage })[1]!.held).toBe("held 31 of 40, 78 %");
  });

  it("warns of overlap only where windows overlap", () => {
    expect(coverageCaveat({ ...scores, windowCount: 8, effectiveWindows: 8 })).toContain("do not overlap");
    expect(coverageCaveat({ ...scores, windowCount: 39, effectiveWindows: 5.2 })).toContain("worth about 5 independent"); // prettier-ignore
  });
});

describe("missing figures", () => {
  it("share one line where method and reason are the same", () => {
    const lines = missingReasons(sampleBacktest({ methods: ["full", "naive-probabilistic", "naive-last", "crm-weighted"] })); // prettier-ignore
    expect(lines).toEqual([
      "width, ranges, pinball, Winkler, PIT of naive-last, crm-weighted: the method gives a point, not a distribution",
    ]);
  });

  it("name the weeks they are missing in", () => {
    const { profile } = sampleBacktest({ horizon: "quarter" });
    const wape = { value: null, reason: "nothing was booked" };
    const lines = missingProfileReasons(profile.map((entry) => (entry.weekOfPeriod < 2 ? Object.assign(entry, { wape }) : entry))); // prettier-ignore
    expect(lines).toEqual(["WAPE in weeks 0, 1: nothing was booked"]);
  });

  it("call the baseline by its name and not missing", () => {
    const { methods } = sampleBacktest({});
    const verdicts = methods.map((scores) => [scores.method, verdictText(scores, methods)]);
    expect(Object.fromEntries(verdicts)["naive-probabilistic"]).toBe("baseline");
  });
});

describe("limits of a policy", () => {
  it("says on which side the limit lies, as value and outcome tell", () => {
    expect(limitOf("coverage80", 0.75, 0.8, true)).toBe("at least 75.0 %");
    expect(limitOf("coverage80", 0.9, 0.8, true)).toBe("at most 90.0 %");
    expect(limitOf("wape", 0.1, 0.2, false)).toBe("at most 10.0 %");
    expect(limitOf("crpsRatioToNaive", 0.9, null, false)).toBe("0.90");
    expect(limitOf("wape", 0.1, 0.1, true)).toBe("10.0 %");
  });

  it("counts what is not held", () => {
    const check = [{ method: "full" as const, score: "wape", limit: 0.1, value: 0.05, isHeld: true }];
    expect(checkSentence(sampleBacktest({ check }))).toBe("Check PASS: the limit is held");
    expect(checkSentence(sampleBacktest({ check: [...check, ...check] }))).toBe("Check PASS: all 2 limits are held"); // prettier-ignore
    expect(checkSentence(sampleBacktest({}))).toBeUndefined();
  });
});

describe("the PIT histogram in words", () => {
  it("names bins by their ends and the even count", () => {
    expect(pitBars([1, 2, 3, 4]).map(({ name }) => name)).toEqual([
      "0-25 %",
      "25-50 %",
      "50-75 %",
      "75-100 %",
    ]);
    expect(pitNote([1, 2, 3, 4])).toContain("An even spread is 2.5 each");
  });
});
