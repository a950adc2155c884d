import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayFromIso, type Day } from "../../../src/core/base/day.ts";
import type { OwnerRecord } from "../../../src/core/customers/customer-records.ts";
import { FIGURE_NAMES, type FigurePart } from "../../../src/core/kpi/owner-figures.ts";
import { NO_OWNER, rollUp } from "../../../src/core/kpi/owner-roll-up.ts";
import { ownerTreeOn, teamOf, type OwnerTree } from "../../../src/core/kpi/owner-tree.ts";

const day = (iso: string): Day => dayFromIso(iso)!;
let line = 1;
function record(owner: string, manager?: string, from?: string, to?: string): OwnerRecord {
  const end = (iso: string | undefined) => (iso === undefined ? undefined : day(iso));
  return { owner, manager, from: end(from), to: end(to), source: { file: "owners.csv", line: ++line } };
}
/** Each seat as `depth name state`. */
function shape({ seats }: OwnerTree): string[] {
  return seats.map(({ depth, name, state }) => `${depth} ${name} ${state}`);
}
const part = (opportunity: number, amount: number, figure: FigurePart["figure"] = "booked"): FigurePart => ({
  figure,
  opportunity,
  state: 0,
  amount,
});

describe("ownerTreeOn()", () => {
  it("puts managers before their reports, a team in one piece, siblings by name", () => {
    const tree = ownerTreeOn(
      [record("Zoe", "Max"), record("Max", "Top"), record("Ann", "Top"), record("Bob", "Max"), record("Top")],
      day("2025-01-01"),
    );
    expect(shape(tree)).toEqual([
      "0 Top active",
      "1 Ann active",
      "1 Max active",
      "2 Bob active",
      "2 Zoe active",
    ]);
    expect(tree.seats[tree.seatOf(" bob ")!]!.name).toBe("Bob");
    expect(tree.seatOf("Nobody")).toBeUndefined();
  });

  it("tells the team of whoever has one", () => {
    const tree = ownerTreeOn(
      [record("Top"), record("Max", "Top"), record("Ann", "Max"), record("Bob", "Top")],
      day("2025-01-01"),
    );
    expect(teamOf(tree, "max")).toEqual(["Max", "Ann"]);
    expect(teamOf(tree, "Top")).toEqual(["Top", "Bob", "Max", "Ann"]);
    expect([teamOf(tree, "Ann"), teamOf(tree, "Nobody")]).toEqual([undefined, undefined]);
  });

  it("follows a move to the day", () => {
    const records = [record("Ann", "North", undefined, "2025-03-31"), record("Ann", "South", "2025-04-01")];
    const managerOn = (iso: string) => {
      const { seats, seatOf } = ownerTreeOn(records, day(iso));
      return seats[seats[seatOf("Ann")!]!.parent]!.name;
    };
    expect([managerOn("2025-03-31"), managerOn("2025-04-01")]).toEqual(["North", "South"]);
  });

  it("keeps who has left, and the reports of a vacant seat, where they were", () => {
    const records = [
      record("Top"),
      record("Max", "Top", undefined, "2025-01-31"),
      record("Ann", "Max"),
      record("Bob", "Max", undefined, "2024-12-31"),
    ];
    const tree = ownerTreeOn(records, day("2025-06-01"));
    expect(shape(tree)).toEqual(["0 Top active", "1 Max left", "2 Ann active", "2 Bob left"]);
  });

  it("does not know who comes later, and shows a manager without a record at the top", () => {
    const tree = ownerTreeOn([record("Ann", "Boss"), record("New", "Boss", "2026-01-01")], day("2025-06-01"));
    expect(shape(tree)).toEqual(["0 Boss implied", "1 Ann active"]);
  });

  it("takes the record that began last of two that hold, and says so", () => {
    const records = [record("Ann", "North"), record("Ann", "South", "2025-01-01")];
    const { seats, seatOf, problems } = ownerTreeOn(records, day("2025-06-01"));
    expect(seats[seats[seatOf("Ann")!]!.parent]!.name).toBe("South");
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain("Ann has 2 managers on 2025-06-01");
  });

  it("cuts a circle and keeps everybody", () => {
    const records = [
      record("Ann", "Bob"),
      record("Bob", "Cem"),
      record("Cem", "Ann"),
      record("Dee", "Cem"),
      record("Eve", "Eve"),
    ];
    const tree = ownerTreeOn(records, day("2025-06-01"));
    expect(shape(tree)).toEqual([
      "0 Ann active",
      "1 Cem active",
      "2 Bob active",
      "2 Dee active",
      "0 Eve active",
    ]);
    expect(tree.problems).toHaveLength(2);
  });
});

describe("rollUp()", () => {
  const owners = ["Top", "Max", "Ann", "Bob", "", "Stray"];
  const question = {
    tree: ownerTreeOn(
      [record("Top"), record("Max", "Top"), record("Ann", "Max"), record("Bob", "Top")],
      day("2025-01-01"),
    ),
    ownerOf: (opportunity: number) => owners[opportunity]!,
  };

  it("counts a manager's own ones once, in his own figures and in the team", () => {
    const parts = [
      part(0, 5),
      part(1, 10),
      part(2, 100),
      part(3, 1_000),
      part(4, 20),
      part(5, 7),
      part(2, 3, "open"),
    ];
    const rows = rollUp({ ...question, parts, targets: new Map() });
    const booked = rows.map(({ name, own, team }) => [name, own.booked.amount, team.booked.amount]);
    expect(booked).toEqual([
      ["Company", 0, 1_142],
      ["Top", 5, 1_115],
      ["Bob", 1_000, 1_000],
      ["Max", 10, 110],
      ["Ann", 100, 100],
      ["(not in the hierarchy)", 0, 27],
      [NO_OWNER, 20, 20],
      ["Stray", 7, 7],
    ]);
    expect(rows[1]!.team.open).toEqual({ amount: 3, count: 1 });
  });

  it("shows a manager's target beside the sum of the reports' and never adds the two", () => {
    const targets = new Map([
      ["Max", 90],
      ["ann", 100],
      ["Bob", 50],
      ["Gone", 1],
    ]);
    const rows = rollUp({ ...question, parts: [part(2, 30)], targets, companyTarget: 200 });
    const given = rows.map(({ name, target, targetOfReports }) => [name, target, targetOfReports]);
    expect(given).toEqual([
      ["Company", 200, 141],
      ["Top", undefined, 140],
      ["Bob", 50, undefined],
      ["Max", 90, 100],
      ["Ann", 100, undefined],
      ["(not in the hierarchy)", undefined, 1],
      ["Gone", 1, undefined],
    ]);
    expect(rows.every(({ isTargetWhole }) => isTargetWhole)).toBe(true);
  });

  it("says where the sum of the reports' targets leaves somebody out", () => {
    const parts = [part(2, 30), part(3, 10)];
    const wholeOf = (targets: ReadonlyMap<string, number>) =>
      rollUp({ ...question, parts, targets }).map(({ name, isTargetWhole }) => [name, isTargetWhole]);
    expect(wholeOf(new Map([["Ann", 100]]))).toEqual([
      ["Company", false],
      ["Top", false],
      ["Bob", false],
      ["Max", true],
      ["Ann", true],
    ]);
    expect(
      wholeOf(
        new Map([
          ["Ann", 100],
          ["Bob", 1],
        ]),
      ).every(([, isWhole]) => isWhole),
    ).toBe(true);
  });

  it("adds up exactly in every random hierarchy: the root is the company, a team its own and its reports'", () => {
    const name = fc.integer({ min: 0, max: 14 }).map((index) => `P${index}`);
    const anyRecord = fc
      .record({
        owner: name,
        manager: fc.option(name, { nil: undefined }),
        from: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
        days: fc.option(fc.integer({ min: 0, max: 50 }), { nil: undefined }),
      })
      .map(({ owner, manager, from, days }): OwnerRecord => {
        const to = days === undefined ? undefined : (((from ?? 0) + days) as Day);
        return { owner, manager, from: from as Day | undefined, to, source: { file: "o", line: 1 } };
      });
    const anyPart = fc.record({
      figure: fc.constantFrom(...FIGURE_NAMES),
      opportunity: fc.integer({ min: 0, max: 29 }),
      state: fc.constant(0),
      amount: fc.integer({ min: -1e12, max: 1e12 }),
    });
    fc.assert(
      fc.property(
        fc.array(anyRecord, { maxLength: 40 }),
        fc.array(anyPart, { maxLength: 60 }),
        (records, parts) => {
          const tree = ownerTreeOn(records, 25 as Day);
          const ownerOf = (opportunity: number) => (opportunity === 29 ? "" : `P${opportunity % 20}`);
          const rows = rollUp({ tree, parts, ownerOf, targets: new Map() });
          for (const figure of FIGURE_NAMES) {
            const whole = parts.filter((one) => one.figure === figure);
            const amount = whole.reduce((sum, one) => sum + one.amount, 0);
            expect(rows[0]!.team[figure]).toEqual({ amount, count: whole.length });
            expect(rows.reduce((sum, { own }) => sum + own[figure].amount, 0)).toBe(amount);
            rows.forEach(({ own, team }, index) => {
              const below = rows.filter(({ parent }) => parent === index);
              expect(team[figure].amount).toBe(
                below.reduce((sum, report) => sum + report.team[figure].amount, own[figure].amount),
              );
            });
          }
          rows.slice(1).forEach(({ parent, depth }, index) => {
            expect(parent).toBeLessThanOrEqual(index);
            expect(depth).toBe(rows[parent]!.depth + 1);
          });
        },
      ),
    );
  });
});
