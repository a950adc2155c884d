import { describe, expect, it } from "vitest";
import type { AttributeColumn } from "../../../src/core/pipeline/change-log.ts";
import type { PipelineView } from "../../../src/core/pipeline/pipeline-view.ts";
import { MOST_SEGMENTS, segmentsOf } from "../../../src/core/forecast/segments.ts";
import { at, logOf, stateOf, viewOf } from "../pipeline/random-logs.ts";
import { sampleHistory } from "./sample-history.ts";

const regionOf = (view: PipelineView): AttributeColumn => view.attributes[0]!;

describe("segmentsOf()", () => {
  it("gives every state the group of the value that holds with it", () => {
    const rows = [
      stateOf("A", 0, "Lead", { attributes: ["North", ""] }),
      stateOf("A", 3, "Qualified", { attributes: ["South", ""] }),
      stateOf("B", 1, "Lead", { attributes: ["South", ""] }),
      stateOf("C", 1, "Lead", { attributes: ["East", ""] }),
      stateOf("C", 2, "Closed Lost", { attributes: ["South", ""] }),
    ];
    const view = viewOf(logOf(rows), at(9));
    // South holds three states and comes first; East and North hold one each.
    const segments = segmentsOf(view, regionOf(view))!;
    expect(segments.count).toBe(3);
    expect([...segments.groupOfState]).toEqual([2, 0, 0, 1, 0]);
  });

  it("is nothing where all opportunities fall into one group", () => {
    const view = viewOf(logOf([stateOf("A", 0, "Lead"), stateOf("B", 0, "Lead")]), at(9));
    expect(segmentsOf(view, regionOf(view))).toBeUndefined();
    expect(segmentsOf(view, undefined)).toBeUndefined();
  });

  it("is nothing where the column is often empty: it may be one that is filled in at the close", () => {
    const rowsWith = (emptyCount: number) =>
      Array.from({ length: 200 }, (_, index) =>
        stateOf(`opportunity ${index}`, 0, "Lead", {
          attributes: [index < emptyCount ? "" : ["North", "South"][index % 2]!, ""],
        }),
      );
    const [few, many] = [2, 3].map((emptyCount) => viewOf(logOf(rowsWith(emptyCount)), at(9)));
    expect(segmentsOf(few!, regionOf(few!))?.count).toBe(3);
    expect(segmentsOf(many!, regionOf(many!))).toBeUndefined();
  });

  it("pools what is beyond the largest groups", () => {
    const rows = Array.from({ length: 60 }, (_, index) =>
      Array.from({ length: index < 10 ? 2 : 1 }, (__, copy) =>
        stateOf(`${index} ${copy}`, 0, "Lead", { attributes: [`region ${index}`, ""] }),
      ),
    );
    const view = viewOf(logOf(rows.flat()), at(9));
    const { count, groupOfState } = segmentsOf(view, regionOf(view))!;
    expect(count).toBe(MOST_SEGMENTS);
    const sizes = Array.from({ length: count }, (_, group) => groupOfState.filter((g) => g === group).length);
    expect(sizes).toEqual([...Array(10).fill(2), ...Array(39).fill(1), 11]);
  });

  it("does not depend on rows after the day of the view", () => {
    const rows = sampleHistory({ seed: 5, dayCount: 120 });
    const known = viewOf(logOf(rows.filter((row) => row.recordedOn <= at(80))), at(80));
    const later = stateOf("A first one", 90, "Lead", { attributes: ["A region never seen", "Zoe"] });
    const whole = viewOf(logOf([later, ...rows]), at(80));
    for (const index of [0, 1])
      expect(segmentsOf(whole, whole.attributes[index])).toEqual(segmentsOf(known, known.attributes[index]));
  });
});
