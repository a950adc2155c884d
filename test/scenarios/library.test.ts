import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppFailure } from "../../src/contracts/failure.ts";
import { parseScenario } from "../../src/contracts/parse-scenario.ts";
import { costLedger } from "../../src/core/costs/cost-ledger.ts";
import { sampleLeverSizes } from "../../src/core/scenario/sample-lever-sizes.ts";
import type { Scenario } from "../../src/core/scenario/scenario.ts";
import { parseScenarioText, readScenario } from "../../src/files/read-scenario.ts";

const folder = fileURLToPath(new URL("../../scenarios/", import.meta.url));
const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
const UNITS = { firstMonth: "2026-01", minorDigits: 2 };
const read = async (file: string): Promise<Scenario> =>
  parseScenario(await readScenario(`${folder}${file}`), UNITS);

describe("the library of scenarios", () => {
  it("has at least eight changes and a published case", () => {
    expect(files.length).toBeGreaterThanOrEqual(9);
    expect(files).toContain("published-tei-case.yaml");
  });

  it.each(files.filter((file) => file !== "published-tei-case.yaml"))(
    "%s has costs over 36 months, goals and levers with reasons",
    async (file) => {
      const scenario = await read(file);
      expect(scenario.horizonMonths).toBe(36);
      expect(scenario.goals.length).toBeGreaterThan(0);
      expect(scenario.levers.length).toBeGreaterThan(1);
      for (const { reasoning } of [...scenario.levers, ...scenario.directBenefits]) {
        expect(reasoning.length).toBeGreaterThan(30);
      }
      const ledger = costLedger(scenario.costs, scenario.horizonMonths);
      expect(ledger.lines.length).toBeGreaterThan(2);
      expect(ledger.warnings).toEqual([]);
    },
  );

  it.each(files)("%s has sizes that can be sampled together", async (file) => {
    const { levers, correlations } = await read(file);
    const columns = sampleLeverSizes({ levers, correlations, count: 64, seed: 1 });
    expect(columns.every((column) => column.every((size) => Number.isFinite(size) && size > -1))).toBe(true);
  });

  it("is answered with a scenario or a failure that names the file, however a line is spoilt", async () => {
    const texts = await Promise.all(files.map((file) => readFile(`${folder}${file}`, "utf8")));
    const spoilt = fc
      .record({
        text: fc.constantFrom(...texts),
        line: fc.nat(80),
        place: fc.nat(100),
        insert: fc.constantFrom(
          "",
          "x",
          "-",
          "-1",
          "0",
          "1e9",
          "99",
          "[",
          "}",
          "null",
          "'",
          ": ",
          "abc%",
          " ",
        ),
        removed: fc.nat(8),
      })
      .map(({ text, line, place, insert, removed }) => {
        const lines = text.split("\n");
        const index = line % lines.length;
        const whole = lines[index]!;
        const from = whole.length === 0 ? 0 : place % whole.length;
        lines[index] = whole.slice(0, from) + insert + whole.slice(from + removed);
        return lines.join("\n");
      });
    const answerTo = (text: string): string => {
      try {
        return parseScenario(parseScenarioText(text, "case.yaml"), UNITS).name;
      } catch (error) {
        return error instanceof AppFailure ? "refused" : String(error);
      }
    };
    const names = texts.map((text) => answerTo(text));
    fc.assert(
      fc.property(spoilt, (text) => {
        expect(answerTo(text)).not.toMatch(/Error/);
      }),
      { seed: 13, numRuns: 150 },
    );
    expect(names).not.toContain("refused");
  });

  it("holds the published TEI case as it was printed", async () => {
    const { yearlyTable, discountRatePerYear } = await read("published-tei-case.yaml");
    const { costs, benefits } = yearlyTable!;
    const presentValueOf = ({ initial, years }: typeof costs): number =>
      years.reduce((sum, amount, year) => sum + amount.toNumber() / 1.1 ** (year + 1), initial.toNumber());
    expect(discountRatePerYear.toString()).toBe("0.1");
    expect(Math.round(presentValueOf(costs))).toBe(1_672_201);
    expect(Math.round(presentValueOf(benefits))).toBe(7_168_371);
  });
});
