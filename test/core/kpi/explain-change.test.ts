import { describe, expect, it } from "vitest";
import { explainChange } from "../../../src/core/kpi/explain-change.ts";
import { kpiDefinitions } from "../../../src/core/kpi/kpi-definitions.ts";
import type { KpiWindow } from "../../../src/core/kpi/kpi-record.ts";
import { groupsByColumn, groupsByStage } from "../../../src/core/kpi/opportunity-groups.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { sampleHistory } from "../forecast/sample-history.ts";
import { livesOf, valueOf, windowOn } from "./kpi-logs.ts";

const lives = livesOf(sampleHistory({ seed: 21, unknownAmounts: 0.2 }), 290);
const definitions = kpiDefinitions(lives, { crmProbabilities: {} });
const dimensions = [
  groupsByStage(lives),
  groupsByColumn(lives, "segment", "region")!,
  groupsByColumn(lives, "owner", "owner")!,
];
const random = smallFastRandom(3, 1);

function randomWindow(): KpiWindow {
  const from = Math.floor(random() * 200);
  return windowOn(from, from + 1 + Math.floor(random() * 80), {
    followUntil: windowOn(0, 290).to,
    rowLimit: 0,
  });
}

describe("what moved a KPI, by stage, segment and owner", () => {
  it("adds up to the change exactly for 100 random pairs of periods and every ratio and sum", () => {
    let explainedCount = 0;
    for (let pair = 0; pair < 100; pair++) {
      const [before, after] = [randomWindow(), randomWindow()];
      for (const definition of definitions) {
        const change = explainChange(definition, before, after, dimensions[pair % 3]!);
        if (change === undefined) continue;
        explainedCount++;
        const sum = change.groups.reduce(
          (total, { effect }) => total + effect.mixSteps + effect.rateSteps,
          0,
        );
        expect(sum, definition.id).toBe(change.totalSteps);
        const [value0, value1] = [before, after].map((window) => valueOf(definition.measure(window)));
        expect(typeof value0 === "number" && typeof value1 === "number", definition.id).toBe(true);
        const difference = (Number(value1) - Number(value0)) * change.stepsPerUnit;
        expect(Math.abs(change.totalSteps - difference), definition.id).toBeLessThanOrEqual(2);
      }
    }
    expect(explainedCount).toBeGreaterThan(1_500);
  });

  it("counts the parts of every KPI by group as it counts them as a whole", () => {
    const window = windowOn(50, 140);
    for (const { codes, names } of dimensions) {
      for (const definition of definitions) {
        const { numerator, denominator } = definition.measure({
          ...window,
          groups: { codes, count: names.length },
        });
        for (const part of [numerator, denominator]) {
          if (part?.byGroup === undefined || definition.kind === "other") continue;
          expect(
            part.byGroup.reduce((sum, value) => sum + value, 0),
            definition.id,
          ).toBeCloseTo(part.value, 4);
        }
      }
    }
  });

  it("does not explain a median", () => {
    const median = definitions.find(({ id }) => id === "sales_cycle_median")!;
    expect(explainChange(median, windowOn(0, 90), windowOn(91, 180), dimensions[0]!)).toBeUndefined();
  });
});
