import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { accuracyColumns } from "../acceptance/accuracy-columns.ts";
import { needsRealData, realData } from "../acceptance/real-data.ts";
import { checkLeak } from "./leak-check.ts";

/** The first, a middle and the last listed cut-off of each column, and those of the weekly snapshots that one set has. */
function cases(): { name: string; path: string; cutoff: string; horizon: string }[] {
  return accuracyColumns().flatMap(({ name, set, horizonDays, reference }) => {
    const files = name === "rfp 30d" ? ["history.csv", "weekly_snapshots.csv"] : ["history.csv"];
    const places = [0, Math.floor(reference.length / 2), reference.length - 1];
    return files.flatMap((file) =>
      places.map((place) => ({
        name: `${name}, ${file}`,
        path: join(realData!, set, file),
        cutoff: reference[place]!.cutoff,
        horizon: `${horizonDays}d`,
      })),
    );
  });
}

describe.skipIf(realData === undefined)(
  needsRealData("a backtest's forecasts on the public data sets"),
  () => {
    it("stay the same to the byte when rows after the cut-off are changed, added and deleted", async () => {
      const leaks: string[] = [];
      for (const [index, { name, path, cutoff, horizon }] of cases().entries()) {
        const { before, after, shared, actuals } = await checkLeak(path, { cutoff, horizon, seed: index });
        const place = `${name} as of ${cutoff}`;
        expect(actuals[0], place).not.toBe(actuals[1]);
        if (JSON.stringify(before) !== JSON.stringify(after)) leaks.push(place);
        if (JSON.stringify(before) !== JSON.stringify(shared)) leaks.push(`${place}, fits shared`);
      }
      expect(leaks).toEqual([]);
    });
  },
);
