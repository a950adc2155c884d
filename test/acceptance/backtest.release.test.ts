import { describe, expect, it } from "vitest";
import { cutoffsOf } from "../../src/core/backtest/cutoffs.ts";
import { CALENDAR_YEARS } from "../../src/core/base/period.ts";
import { accuracyColumns, listedCutoffs } from "./accuracy-columns.ts";
import { describeAccuracy } from "./accuracy-gates.ts";
import { needsRealData, realData } from "./real-data.ts";

describe.skipIf(realData === undefined)(needsRealData("a backtest of the public data sets"), () => {
  describeAccuracy(1);

  it("has the reference's cut-offs by the options that a user would give", () => {
    for (const column of accuracyColumns()) {
      const listed = listedCutoffs(column);
      const range = { from: listed[0]!.cutoff, to: listed.at(-1)!.cutoff };
      const everyDays = column.set === "bpi2012" ? 3.5 : 7;
      const asked = cutoffsOf({ ...range, everyDays }, `${column.horizonDays}d`, CALENDAR_YEARS);
      expect(asked, column.name).toEqual({ ok: true, value: listed });
    }
  });
});
