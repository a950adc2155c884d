import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { membersByDay } from "../../../src/core/kpi/members-by-day.ts";
import { NEVER } from "../../../src/core/kpi/opportunity-lives.ts";

describe("membersByDay()", () => {
  it("finds the members that a look at all of them finds", () => {
    const days = fc.array(fc.oneof(fc.integer({ min: -20, max: 20 }), fc.constant(NEVER)));
    fc.assert(
      fc.property(days, fc.integer({ min: -25, max: 25 }), fc.nat(30), (list, from, length) => {
        const to = from + length;
        const expected = [...list.keys()].filter((member) => list[member]! >= from && list[member]! <= to);
        expect([...membersByDay(Int32Array.from(list))(from, to)]).toEqual(expected);
      }),
    );
  });

  it("leaves out those whose day has not come, even where all days are asked for", () => {
    expect([...membersByDay(Int32Array.of(NEVER, 3, NEVER, 1))(-100, NEVER - 1)]).toEqual([1, 3]);
  });
});
