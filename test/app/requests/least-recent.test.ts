import { describe, expect, it } from "vitest";
import { LeastRecent } from "../../../src/app/requests/least-recent.ts";

describe("LeastRecent", () => {
  it("lets go of what nobody asked for the longest when the weight is too much", () => {
    const kept = new LeastRecent<number>(8);
    for (const key of ["a", "b", "c", "d"]) kept.set(key, 1, 2);
    kept.get("a");
    kept.set("e", 1, 2);
    expect(["a", "b", "c", "d", "e"].map((key) => kept.get(key))).toEqual([1, undefined, 1, 1, 1]);
  });

  it("does not keep what would push out the rest, and counts what is replaced once", () => {
    const kept = new LeastRecent<string>(100);
    kept.set("a", "small", 10);
    kept.set("b", "large", 26);
    expect([kept.get("a"), kept.get("b")]).toEqual(["small", undefined]);
    for (let round = 0; round < 50; round++) kept.set("a", `round ${round}`, 25);
    expect(kept.get("a")).toBe("round 49");
  });
});
