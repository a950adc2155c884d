import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { InvestmentReply } from "../../src/contracts/investment.ts";
import { smallFastRandom } from "../../src/core/maths/small-fast-random.ts";
import { companyOf, historyText } from "../core/company/written-company.ts";
import { ROOT, runSource } from "./run-source.ts";

const folder = mkdtempSync(join(tmpdir(), "revcast-library-"));
afterAll(() => rmSync(folder, { recursive: true }));
const text = historyText(companyOf({ opportunityCount: 800, seed: 5 }));
const AS_OF = text.trimEnd().split("\n").at(-1)!.split(",")[1]!.slice(0, 10);
const scenarios = readdirSync(join(ROOT, "scenarios"))
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => join("scenarios", file));

/** Rows in an order of their own. */
function shuffled(csv: string): string {
  const [head, ...rows] = csv.trimEnd().split("\n");
  const random = smallFastRandom(3, 9);
  const order = rows.map((row) => ({ row, key: random() })).sort((a, b) => a.key - b.key);
  return [head, ...order.map(({ row }) => row), ""].join("\n");
}

function runAll(history: string, ...options: readonly string[]) {
  const path = join(folder, "history.csv");
  writeFileSync(path, history);
  const asked = ["--history", path, "--as-of", AS_OF, "--draws", "1000", "--json", ...options];
  return runSource("scenario", "run", ...scenarios, ...asked);
}

describe("revcast scenario run", () => {
  it("runs the whole library over a generated company: the same bytes for any number of threads, the same digest for any order of rows", () => {
    const first = runAll(text, "--workers", "0", "--budget", "2000000");
    expect([first.status, first.stderr]).toEqual([0, expect.any(String)]);
    const reply = InvestmentReply.parse(JSON.parse(first.stdout));
    expect(reply.scenarios.length).toBe(scenarios.length);
    expect(reply.comparisons.length).toBe((scenarios.length * (scenarios.length - 1)) / 2);
    // The published case alone costs 1,672,201 and brings more than it costs.
    expect(reply.bestSubset!.chosen.some((name) => name === "Published TEI case")).toBe(true);
    expect(Number(reply.bestSubset!.presentValueOfCosts)).toBeLessThanOrEqual(2_000_000);
    expect(runAll(text, "--workers", "2", "--budget", "2000000").stdout).toBe(first.stdout);
    const again = InvestmentReply.parse(
      JSON.parse(runAll(shuffled(text), "--workers", "2", "--budget", "2000000").stdout),
    );
    expect(again.resultDigest).toBe(reply.resultDigest);
  });

  it("has lines that add up to the cent, in months, quarters and years, for every scenario", () => {
    const reply = InvestmentReply.parse(JSON.parse(runAll(text).stdout));
    const cents = (amount: string): bigint => BigInt(amount.replace(".", ""));
    const sumOf = (amounts: readonly string[]): bigint =>
      amounts.reduce((sum, amount) => sum + cents(amount), 0n);
    const COUNTED = new Set(["gross_margin", "payment_timing", "direct_benefit", "avoided_cost", "cost"]);
    for (const { name, lines, figures, explanations } of reply.scenarios) {
      const differences = lines.filter(({ of, kind }) => of === "difference" && COUNTED.has(kind));
      const net = lines.find(({ kind }) => kind === "net")!;
      net.monthly.forEach((amount, month) => {
        const parts = sumOf(differences.map(({ monthly }) => monthly[month]!));
        expect([name, month, cents(amount)]).toEqual([name, month, parts]);
      });
      for (const line of lines.filter(({ kind }) => kind !== "cumulative")) {
        const total = cents(line.total);
        expect([sumOf(line.monthly), sumOf(line.quarterly), sumOf(line.yearly)]).toEqual([
          total,
          total,
          total,
        ]);
      }
      const cumulative = lines.find(({ kind }) => kind === "cumulative")!;
      expect(cumulative.total).toBe(net.total);
      const npv = explanations.find(({ figure }) => figure === "netPresentValue")!;
      expect(Number(npv.value)).toBeCloseTo(Number(figures.netPresentValue.ledger), 1);
    }
  });
});
