import { describe, expect, it } from "vitest";
import { fuzzRecords } from "./fuzz-records.ts";

// Six times the files of the quick tier, which they would slow down by several seconds.
describe("readCustomerRecords() of 300 broken files", () => {
  it("ends with records that hold what is promised, or with a reason, soon", async () => {
    const ends = await fuzzRecords(300, 1);
    expect(ends.get("records")).toBeGreaterThan(200);
  });
});
