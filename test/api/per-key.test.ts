import { describe, expect, it } from "vitest";
import { perKey } from "../../src/api/per-key.ts";

describe("places of a key", () => {
  it("are so many and no more, each key's its own, and free again when they are given back, once", () => {
    const take = perKey(2, "another stream");
    const [first] = [take("a"), take("a")];
    expect(() => take("a")).toThrow("Cannot open another stream: this key has 2, as many as are allowed");
    const other = take("b");
    first();
    first();
    take("a");
    expect(() => take("a")).toThrow("another stream");
    other();
  });
});
