import { describe, expect, it } from "vitest";
import { fuzzRecords } from "./fuzz-records.ts";

describe("readCustomerRecords() of 5,000 broken folders", () => {
  it("ends with records that hold what is promised, or with a reason, soon", async () => {
    const ends = await fuzzRecords(5_000, 20_261_122);
    console.log(`5,000 folders: ${[...ends].map(([end, count]) => `${count} ${end}`).join(", ")}`);
    expect(ends.get("records")).toBeGreaterThan(3_000);
  });
});
