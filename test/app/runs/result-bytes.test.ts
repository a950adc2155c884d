import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromResultBytes, resultBytes } from "../../../src/app/runs/result-bytes.ts";

const leaf = fc.oneof(
  fc.double(),
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.float64Array(),
  fc.int32Array(),
  fc.uint8Array(),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 8 }), tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe("resultBytes()", () => {
  it("give back every number, not-a-number, infinity, minus zero and typed array as it was", () => {
    fc.assert(
      fc.property(value, (given) => {
        fc.pre(!JSON.stringify(Object.keys(given ?? {})).includes("__proto__"));
        expect(fromResultBytes(resultBytes(given))).toEqual(given);
      }),
    );
    expect(Object.is(fromResultBytes(resultBytes({ zero: -0 })), -0)).toBe(false);
    expect(Object.is((fromResultBytes(resultBytes({ zero: -0 })) as { zero: number }).zero, -0)).toBe(true);
  });

  it("are the same for a view into a larger buffer as for a copy of it", () => {
    const whole = Float64Array.of(1, 2, 3, 4);
    expect(resultBytes(whole.subarray(1, 3))).toEqual(resultBytes(Float64Array.of(2, 3)));
  });
});
