import { describe, expect, it } from "vitest";
import { ensureOnePeriod } from "../../src/app/one-period.ts";

describe("ensureOnePeriod()", () => {
  it.each([
    { period: "2025-Q4" },
    { period: "FY2025" },
    { period: "2025-W53" },
    { period: "2025-P13" },
    { horizon: "30d" },
    { from: "2025-10-01", to: "2025-10-31" },
  ])("takes %j", (named) => {
    expect(() => ensureOnePeriod(named)).not.toThrow();
  });

  it.each([
    [{}, /give one of --period, --horizon/],
    [{ period: "2025-Q4", horizon: "30d" }, /give one of/],
    [{ period: "2025-Q4", to: "2025-10-31" }, /give one of/],
    [{ from: "2025-10-01" }, /both --from and --to/],
    [{ to: "2025-10-01" }, /both --from and --to/],
    [{ period: "2025-Q9" }, /Cannot read the period 2025-Q9: give a quarter/],
    [{ period: "2025-13" }, /Cannot read the period 2025-13/],
    [{ horizon: "7 moons" }, /Cannot read the horizon 7 moons: give days/],
    [{ horizon: "-5d" }, /Cannot read the horizon -5d/],
  ])("refuses %j", (named, message) => {
    expect(() => ensureOnePeriod(named)).toThrow(message);
  });
});
