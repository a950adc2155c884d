import { describe, expect, it } from "vitest";
import { ownersUnder } from "../../../src/app/access/owner-subtree.ts";
import { dayFromIso } from "../../../src/core/base/day.ts";
import type { OwnerRecord } from "../../../src/core/customers/customer-records.ts";

const day = (text: string) => dayFromIso(text)!;
const reports = (owner: string, manager?: string, from?: string, to?: string): OwnerRecord => ({
  owner,
  manager,
  from: from === undefined ? undefined : day(from),
  to: to === undefined ? undefined : day(to),
  source: { file: "owners.csv", line: 2 },
});

describe("ownersUnder()", () => {
  const records = [
    reports("Ann"),
    reports("Bob", "Ann"),
    reports("Cid", "Bob"),
    reports("Fay", "Ann", undefined, "2024-12-31"),
    reports("Fay", "Dan", "2025-01-01"),
    reports("Gus", "Ann", undefined, "2024-06-30"),
  ];
  it("holds the owner and all who report to him on the day, through others too", () => {
    expect([...ownersUnder(records, "ann", day("2025-03-01"))].sort()).toEqual(["ann", "bob", "cid"]);
    expect([...ownersUnder(records, "Bob", day("2025-03-01"))].sort()).toEqual(["bob", "cid"]);
  });
  it("follows who has gone elsewhere by the day", () => {
    expect(ownersUnder(records, "Ann", day("2024-12-31")).has("fay")).toBe(true);
    expect(ownersUnder(records, "Ann", day("2025-01-01")).has("fay")).toBe(false);
    expect(ownersUnder(records, "Dan", day("2025-01-01")).has("fay")).toBe(true);
  });
  it("does not hold who has left, and holds the reports of a seat that is vacant", () => {
    expect(ownersUnder(records, "Ann", day("2025-03-01")).has("gus")).toBe(false);
    const vacant = [reports("Bob", "Ann", undefined, "2024-12-31"), reports("Cid", "Bob"), reports("Ann")];
    expect([...ownersUnder(vacant, "Ann", day("2025-03-01"))].sort()).toEqual(["ann", "cid"]);
  });
  it("is the owner alone where no hierarchy is told, and ends in a circle", () => {
    expect([...ownersUnder([], "Zoe", day("2025-03-01"))]).toEqual(["zoe"]);
    const circle = [reports("A", "B"), reports("B", "C"), reports("C", "A")];
    expect(ownersUnder(circle, "A", day("2025-03-01")).size).toBeLessThanOrEqual(3);
  });
});
