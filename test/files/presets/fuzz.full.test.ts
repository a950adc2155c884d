import { describe, expect, it } from "vitest";
import { fuzzPresets } from "./fuzz-files.ts";

describe("importPipeline() of 5,000 broken files", () => {
  it("ends with a log or a reason, soon, whatever became of the file", async () => {
    const ends = await fuzzPresets(5_000, 20_261_122);
    console.log(`5,000 files: ${[...ends].map(([end, count]) => `${count} ${end}`).join(", ")}`);
    expect(ends.get("log")).toBeGreaterThan(1_000);
  });
});
