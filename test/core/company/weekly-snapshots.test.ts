import { describe, expect, it } from "vitest";
import { dayFromIso, dayOfWeek, isoFromDay, type Day } from "../../../src/core/base/day.ts";
import { companyOf, linesOf, snapshotsText, writtenHistory } from "./written-company.ts";

const OPEN = new Set(["Qualification", "Discovery", "Proposal", "Negotiation"]);

/** Snapshots made from the rows of history.csv alone, the slow and plain way. */
function snapshotsFromHistory(company: ReturnType<typeof companyOf>): string[] {
  const history = [...writtenHistory(company)].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines: string[] = [];
  for (let day = company.world.settings.firstDay; day <= company.lastDay; day = (day + 1) as Day) {
    if (dayOfWeek(day) !== 0) continue;
    for (const [id, rows] of history) {
      const state = rows.findLast((row) => row.day <= day);
      if (state === undefined) continue;
      const isClosedThisWeek = state.stage.startsWith("Closed") && state.day > day - 7;
      if (!OPEN.has(state.stage) && !isClosedThisWeek) continue;
      const closedDate = isClosedThisWeek ? isoFromDay(state.day) : "";
      lines.push(
        [
          isoFromDay(day),
          id,
          isoFromDay(rows[0]!.day),
          state.stage,
          state.amount,
          state.closeDate,
          closedDate,
          state.product,
          state.region,
          state.owner,
        ].join(","),
      );
    }
  }
  return lines;
}

describe("weeklySnapshotsCsv()", () => {
  it("is what the history says of every Monday", () => {
    const company = companyOf({ opportunityCount: 500, dayCount: 400, seed: 3 });
    expect(linesOf(snapshotsText(company)).map((cells) => cells.join(","))).toEqual(
      snapshotsFromHistory(company),
    );
  });

  it("begins with the first Monday when the company does not", () => {
    const firstDay = dayFromIso("2023-03-01")!;
    const company = companyOf({ opportunityCount: 300, dayCount: 60, firstDay });
    const lines = linesOf(snapshotsText(company)).map((cells) => cells.join(","));
    expect(lines[0]!.slice(0, 10)).toBe("2023-03-06");
    expect(lines).toEqual(snapshotsFromHistory(company));
  });
});
