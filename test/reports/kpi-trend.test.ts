import { describe, expect, it } from "vitest";
import { sparkline } from "../../src/reports/figures/kpi-trend.ts";

describe("sparkline()", () => {
  it("goes from the lowest to the highest value, with a dot where there is none", () => {
    expect(sparkline([0, 1, null, 7, 3.5])).toBe("▁▂·█▅");
    expect(sparkline([5, 5])).toBe("▄▄");
    expect(sparkline([null])).toBe("·");
  });
});
