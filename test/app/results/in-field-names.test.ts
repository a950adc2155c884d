import { describe, expect, it } from "vitest";
import { inFieldNames } from "../../../src/app/results/in-field-names.ts";

describe("inFieldNames()", () => {
  it("calls options as the fields of a request are called", () => {
    expect(
      inFieldNames(
        "Cannot tell which period to forecast: give one of --period, --horizon, or --from with --to",
      ),
    ).toBe('Cannot tell which period to forecast: give one of "period", "horizon", or "from" with "to"');
    expect(inFieldNames("say --decimal-mark , or --fiscal-year-named-by end")).toBe(
      'say "decimalMark" , or "fiscalYearNamedBy" end',
    );
  });

  it("leaves commands, dashes and names with dashes alone", () => {
    for (const text of ["revcast import --dry-run says more", "a -- b", "x--period", "2025-10-01"]) {
      expect(inFieldNames(text)).toBe(text);
    }
  });
});
