import { describe, expect, it } from "vitest";
import { adoptedShare, LEVER_KIND_MEANINGS, LEVER_KINDS } from "../../../src/core/scenario/lever.ts";

describe("adoptedShare()", () => {
  const shares = (adoptionMonths: number, endMonth?: number) =>
    [1, 2, 3, 4, 5, 6, 7].map((month) =>
      adoptedShare({ startMonth: 3, adoptionMonths, ...(endMonth === undefined ? {} : { endMonth }) }, month),
    );
  it("is whole from the start without adoption", () => {
    expect(shares(0)).toEqual([0, 0, 1, 1, 1, 1, 1]);
  });
  it("grows in equal steps and is whole after the months of adoption", () => {
    expect(shares(4)).toEqual([0, 0, 0.25, 0.5, 0.75, 1, 1]);
  });
  it("ends with the last month, whole or not", () => {
    expect(shares(4, 5)).toEqual([0, 0, 0.25, 0.5, 0.75, 0, 0]);
  });
});

describe("the kinds of levers", () => {
  it("say what their size means", () => {
    expect(LEVER_KINDS).toHaveLength(13);
    for (const kind of LEVER_KINDS) expect(LEVER_KIND_MEANINGS[kind]).toMatch(/: .*(more|less|fewer|turns)/);
  });
});
