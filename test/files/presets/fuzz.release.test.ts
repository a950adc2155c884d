import { describe, expect, it } from "vitest";
import { fuzzPresets } from "./fuzz-files.ts";

// Five times the files of the quick tier, which they would slow down by several seconds.
describe("importPipeline() of 300 broken files", () => {
  it("ends with a log or a reason, soon, whatever became of the file", async () => {
    const ends = await fuzzPresets(300, 1);
    expect(ends.get("log")).toBeGreaterThan(50);
  });
});
