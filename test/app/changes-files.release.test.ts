import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { changesFiles, type ChangesQuestion } from "../../src/app/changes-files.ts";
import { forecastFiles } from "../../src/app/forecast-files.ts";
import { ChangesReply } from "../../src/contracts/changes.ts";
import { MoneyDecimal } from "../../src/core/base/money.ts";
import { companyFolder } from "./backtest-company.ts";
import { withOtherLaterRows } from "./later-rows.ts";

const { history } = companyFolder();
const folder = mkdtempSync(join(tmpdir(), "revcast-changes-"));
afterAll(() => rmSync(folder, { recursive: true }));

const ask = async (changes: Partial<ChangesQuestion> = {}): Promise<ChangesReply> => {
  const days = { from: "2024-07-01", to: "2024-08-15", period: "2024-Q3" };
  return (await changesFiles({ paths: [history], ...days, reading: {}, ...changes })).reply;
};
const sum = (amounts: readonly string[]): string =>
  amounts.reduce((all, amount) => all.plus(amount), new MoneyDecimal(0)).toFixed(2);

describe("changesFiles() of a pipeline", () => {
  it("keeps its contract, adds up, and every bar is the sum of the opportunities behind it", async () => {
    const reply = ChangesReply.parse(await ask({ segment: "product", owner: "owner" }));
    const { start, end, bars, groups, residual } = reply.pipeline!;
    expect(sum([start.amount, ...bars.map(({ change }) => change)])).toBe(end.amount);
    expect(residual).toBe("0.00");
    for (const { change, count, opportunities } of bars) {
      expect(sum(opportunities.map((entry) => entry.change))).toBe(change);
      expect(opportunities).toHaveLength(count);
    }
    expect(new Set(groups.map(({ dimension }) => dimension))).toEqual(new Set(["product", "owner"]));
    expect(groups.every((group) => group.residual === "0.00")).toBe(true);
    const owners = groups.filter(({ dimension }) => dimension === "owner");
    expect(sum(owners.map((group) => group.end.amount))).toBe(end.amount);
  });
  it("names the line of the file that brought each move", async () => {
    const lines = readFileSync(history, "utf8").split("\n");
    const { bars } = (await ask()).pipeline!;
    const moved = bars.flatMap(({ opportunities }) => opportunities);
    expect(moved.length).toBeGreaterThan(10);
    for (const { id, source } of moved) expect(lines[source.line - 1]!.startsWith(`${id},`)).toBe(true);
    for (const { source } of bars.find(({ kind }) => kind === "won")!.opportunities)
      expect(lines[source.line - 1]).toContain(",Closed Won,");
  });
  it("takes all open pipeline without a period, and says so where expected closes are missing", async () => {
    expect((await ask({ period: undefined })).period).toBeNull();
    const rows = readFileSync(history, "utf8").trimEnd().split("\n");
    const bare = join(folder, "bare.csv");
    writeFileSync(bare, `${rows.map((row) => row.split(",").slice(0, 7).join(",")).join("\n")}\n`);
    const reply = await ask({ paths: [bare] });
    expect(reply.period).toBeNull();
    expect(reply.warnings.map(({ code }) => code)).toContain("no_close_date");
    expect(reply.pipeline).toMatchObject({ slippage: null, closeDateMoves: null, residual: "0.00" });
    expect(reply.pipeline!.end).toEqual((await ask({ period: undefined })).pipeline!.end);
  });
  it("says what a new definition of the stages does to the first day", async () => {
    const plain = await ask();
    expect(plain.request.funnelBefore).toBeNull();
    expect(plain.conventions.join(" ")).not.toContain("defined anew");
    const old = join(folder, "old.yaml");
    writeFileSync(old, "stageOrder: [Qualification, Proposal, Negotiation]\nremoved: [Discovery]\n");
    const reply = await ask({ funnelBefore: old });
    expect(reply.pipeline!.bars[0]).toMatchObject({ kind: "stageMapIn" });
    expect(reply.pipeline!.bars[0]!.opportunities.map(({ stageBefore }) => stageBefore)).toContain(
      "Discovery",
    );
    expect(reply.pipeline!.residual).toBe("0.00");
    const others = ({ pipeline }: ChangesReply) =>
      pipeline!.bars.slice(2).map(({ kind, count, change }) => [kind, count, change]);
    expect(others(reply)).toEqual(others(plain));
    await expect(ask({ funnelBefore: old, forecast: true })).rejects.toMatchObject({ code: "usage" });
  });
  it("starts from nothing before the first row, and says so", async () => {
    const reply = await ask({ from: "2020-01-01" });
    expect(reply.pipeline!.start).toEqual({ count: 0, amount: "0.00", unknownAmountCount: 0 });
    expect(reply.warnings.map(({ code }) => code)).toContain("starts_from_nothing");
  });
  it.each([
    [{ from: "2024-09-01" }, "usage", "swap --from and --to"],
    [{ to: "2020-01-01", from: "2020-01-01" }, "no_data", "the history starts"],
    [{ closeDate: "nope" }, "usage", "Cannot find the column nope of --close-date"],
    [{ period: "soon" }, "usage", "Cannot read the period soon"],
    [{ from: "1.7.2024" }, "usage", "Cannot read --from 1.7.2024"],
    [{ period: "2024-Q2", forecast: true }, "usage", "it ended on 2024-06-30"],
  ])("refuses %j as %s", async (changes, code, words) => {
    await expect(ask(changes)).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
  });
});

describe("changesFiles() of a forecast", () => {
  it("starts and ends at what the exact method forecasts on the two days", async () => {
    const { forecast } = ChangesReply.parse(await ask({ forecast: true }));
    const exact = async (asOf: string) =>
      (await forecastFiles({ paths: [history], asOf, period: "2024-Q3", method: "exact", reading: {} }))
        .reply;
    for (const [end, asOf] of [
      [forecast!.start, "2024-07-01"],
      [forecast!.end, "2024-08-15"],
    ] as const) {
      const reply = await exact(asOf);
      expect(end.booked).toBe(reply.booked);
      expect(Math.abs(Number(end.total) - Number(reply.total.mean))).toBeLessThanOrEqual(0.02);
    }
    expect(sum([forecast!.start.total, ...forecast!.terms.map(({ change }) => change)])).toBe(
      forecast!.end.total,
    );
    expect(forecast!.residual).toBe("0.00");
  });
  it("takes the quarter of the later day when no period is named", async () => {
    expect((await ask({ forecast: true, period: undefined })).period!.label).toBe("2024-Q3");
  });
});

describe("what is recorded after the second day", () => {
  it.each([
    ["the pipeline", {}],
    ["the forecast", { forecast: true }],
  ])("changes nothing in %s", async (_, changes) => {
    const other = join(folder, "history.csv");
    writeFileSync(other, withOtherLaterRows(readFileSync(history, "utf8"), "2024-08-15", 5));
    const [before, after] = [await ask(changes), await ask({ ...changes, paths: [other] })];
    expect(after.sources).not.toEqual(before.sources);
    const told = ({ pipeline, forecast, knownThrough }: ChangesReply): string =>
      // Lines move when rows between them go; files are sorted by time, so those up to the day do not.
      JSON.stringify({ pipeline, forecast, knownThrough });
    expect(told(after)).toBe(told(before));
  });
});
