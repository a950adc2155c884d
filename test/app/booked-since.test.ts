import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { investmentOfFiles } from "../../src/app/investment-files.ts";

/** A win a week in 2024, and none recorded after its end. */
function history(): string {
  const rows = ["opportunity_id,changed_at,stage,amount"];
  const iso = (week: number, day: number) =>
    new Date(Date.UTC(2024, 0, 1 + 7 * week + day)).toISOString().slice(0, 10);
  for (let week = 0; week < 52; week++) {
    rows.push(`O${week},${iso(week, 0)},Qualified,1000`);
    rows.push(`O${week},${iso(week, 4)},${week % 3 === 2 ? "Lost" : "Won"},1000`);
  }
  return rows.join("\n");
}

const SCENARIO = `name: Case
horizonMonths: 12
discountRatePerYear: 10%
grossMargin: 0.5
costs: { other: [{ name: Fee, recurring: { amount: 100, every: month }, startMonth: 1 }] }
levers: [{ name: More, kind: win_rate, size: 0.1, reasoning: An assumption }]
`;

describe("a case that is looked back on", () => {
  const folder = mkdtempSync(join(tmpdir(), "revcast-realised-"));
  const at = (name: string) => join(folder, name);
  beforeAll(() => {
    writeFileSync(at("history.csv"), history());
    writeFileSync(at("case.yaml"), SCENARIO);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const lookBack = async (realised: string) => {
    const question = { scenarioPaths: [at("case.yaml")], history: [at("history.csv")], reading: {} };
    const options = { asOf: "2024-06-30", realised, draws: 1_000 };
    const { reply } = await investmentOfFiles({ ...question, ...options }, { workers: 0 });
    return reply.scenarios[0]!.realised!;
  };

  it("counts what was booked in the whole months since the start", async () => {
    const { months, from, to, actualBookings } = await lookBack("2024-09-30");
    expect({ months, from, to }).toEqual({ months: 3, from: "2024-07-01", to: "2024-09-30" });
    // Weeks 26 to 38 close on 2024-07-05 to 2024-09-27; every third is lost.
    const wins = Array.from({ length: 13 }, (_, index) => 26 + index).filter((week) => week % 3 !== 2);
    expect(actualBookings).toBe(`${wins.length * 1000}.00`);
  });

  it("takes months that the files do not reach into as unknown, not as empty", async () => {
    const inTime = await lookBack("2024-12-27");
    expect(await lookBack("2026-06-30")).toEqual(inTime);
    expect(inTime.months).toBe(5);
  });
});
