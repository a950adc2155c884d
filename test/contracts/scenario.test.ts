import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AppFailure } from "../../src/contracts/failure.ts";
import { parseScenario } from "../../src/contracts/parse-scenario.ts";
import { ScenarioDocument } from "../../src/contracts/scenario.ts";
import { LEVER_KINDS } from "../../src/core/scenario/lever.ts";
import { PAID_AT_ONCE } from "../../src/core/scenario/scenario.ts";
import { parseScenarioText } from "../../src/files/read-scenario.ts";

const HEAD = "name: Case\nhorizonMonths: 24\ndiscountRatePerYear: 0.1\ngrossMargin: 0.7\n";
const lever = (name: string, fields = "kind: win_rate, size: 0.05") =>
  `  - {name: ${name}, ${fields}, reasoning: measured last year}\n`;
const withLevers = (...levers: string[]) => `${HEAD}levers:\n${levers.join("")}`;
const ONE_LEVER = withLevers(lever("a"));

const scenarioOf = (text: string) =>
  parseScenario(parseScenarioText(text, "case.yaml"), { firstMonth: "2026-01", minorDigits: 2 });
const messageOf = (text: string): string => {
  try {
    scenarioOf(text);
  } catch (error) {
    if (error instanceof AppFailure) return error.message;
    throw error;
  }
  throw new Error("Nothing failed");
};

describe("the scenario file", () => {
  it("needs little, and says what it takes for granted", () => {
    expect(scenarioOf(ONE_LEVER)).toMatchObject({
      name: "Case",
      contracts: [PAID_AT_ONCE],
      goals: [],
      correlations: [],
      levers: [{ name: "a", startMonth: 1, adoptionMonths: 0, scope: {}, size: 0.05 }],
    });
  });
  it("keeps decimals as they are written", () => {
    const { discountRatePerYear, grossMargin } = scenarioOf(
      ONE_LEVER.replace("discountRatePerYear: 0.1", "discountRatePerYear: 8.25%"),
    );
    expect([discountRatePerYear.toString(), grossMargin.toString()]).toEqual(["0.0825", "0.7"]);
  });
  it("knows every kind of lever", () => {
    for (const kind of LEVER_KINDS) {
      const more = {
        stage_conversion: ", scope: {stages: [7]}",
        seller_ramp: ", newSellers: 2, existingSellers: 9, rampMonths: 6",
      };
      const text = withLevers(
        lever("a", `kind: ${kind}, size: -0.05${kind in more ? more[kind as keyof typeof more] : ""}`),
      );
      expect(scenarioOf(text).levers[0]!.kind).toBe(kind);
    }
  });
  it("reads names that look like numbers as text", () => {
    const text = withLevers(
      lever(
        "a",
        "kind: stage_conversion, size: 0.1, scope: {stages: [10], segment: {column: size, values: [1, big]}}",
      ),
    );
    expect(scenarioOf(text).levers[0]!.scope).toEqual({
      stages: ["10"],
      segment: { column: "size", values: ["1", "big"] },
    });
  });
  it("reads contracts, the recurring book and correlations", () => {
    const { contracts } = scenarioOf(
      `${ONE_LEVER}contracts: {kind: recurring, termMonths: 12, billing: monthly, paymentDays: 30}\n`,
    );
    expect(contracts).toEqual([
      {
        bookingShare: 1,
        terms: {
          kind: "recurring",
          serviceMonths: 12,
          billing: "monthly",
          startDelayMonths: 0,
          paymentDays: 30,
        },
      },
    ]);
    const { recurring } = scenarioOf(
      `${ONE_LEVER}recurring:\n  segments:\n    - {name: all, customers: 10, mrr: 1000.50, churn: {perMonth: 0.02}, wins: {bookingsAre: yearly, mrrPerCustomer: 80}}\n`,
    );
    expect(recurring!.book.segments[0]).toMatchObject({ name: "all", customers: 10, mrr: 100_050 });
    expect(recurring!.joining).toEqual([
      { bookSegment: "all", terms: { recurringShare: 1, monthsOfValue: 12, mrrPerCustomer: 8_000 } },
    ]);
    const joined = "kind: win_rate, size: 0.1, correlatedWith: [{lever: b, rankCorrelation: 0.5}]";
    expect(scenarioOf(withLevers(lever("a", joined), lever("b"))).correlations).toEqual([
      { first: "a", second: "b", rankCorrelation: 0.5 },
    ]);
  });
  it("prints as JSON Schema with a description for each of its fields", () => {
    const schema = z.toJSONSchema(ScenarioDocument, { io: "input" });
    for (const [field, property] of Object.entries(schema.properties ?? {})) {
      expect(property, field).toHaveProperty("description");
    }
  });
});

describe("a scenario that cannot be", () => {
  it("says what is wrong with line, column and what to do", () => {
    expect(messageOf(withLevers(lever("a", "kind: win_rat, size: 0.05")))).toContain(
      'case.yaml:6:21: levers[0].kind: "win_rat" is not possible; did you mean "win_rate"?',
    );
    expect(messageOf(ONE_LEVER.replace("horizonMonths", "horizonMonth"))).toContain(
      'case.yaml:2:1: horizonMonth: is not a setting; did you mean "horizonMonths"?',
    );
    expect(
      messageOf(
        withLevers(
          lever("a", "kind: win_rate, size: {distribution: pert, low: 0.1, likely: 0.05, high: 0.2}"),
        ),
      ),
    ).toContain("levers[0].size.low: low (0.1) is above likely (0.05); sort the three");
    expect(
      messageOf(
        withLevers(
          lever(
            "a",
            "kind: win_rate, size: {distribution: discrete, values: [0, 1], probabilities: [0.3, 0.3]}",
          ),
        ),
      ),
    ).toContain("the probabilities add up to 0.6; they must add up to 1");
    expect(
      messageOf(withLevers(lever("a", "kind: win_rate, size: {distribution: lognormal, median: 0.1}"))),
    ).toContain("median and spread, or by p10 and p90");
    expect(messageOf(withLevers(lever("a", "kind: win_rate, size: 5%")))).toContain("levers[0].size");
    expect(messageOf(withLevers("  - {name: a, kind: win_rate, size: 0.1}\n"))).toContain(
      "levers[0].reasoning: is missing; say why this size",
    );
  });
  it("refuses rates and horizons that mean nothing", () => {
    expect(messageOf(ONE_LEVER.replace("discountRatePerYear: 0.1", "discountRatePerYear: -1"))).toContain(
      "must be above -100 %",
    );
    expect(messageOf(ONE_LEVER.replace("24", "0"))).toContain("horizonMonths: must be 1 month or more");
    expect(messageOf(ONE_LEVER.replace("24", "121"))).toContain("120 months at most");
    expect(messageOf(ONE_LEVER.replace("grossMargin: 0.7", "grossMargin: 1.2"))).toContain(
      "case.yaml:4:14: grossMargin",
    );
    expect(messageOf(ONE_LEVER.replace("grossMargin: 0.7\n", ""))).toContain("only the margin of it counts");
    const staff = "costs: {staff: [{name: x, headcount: 1, salaryPerYear: -1, startMonth: 1}]}\n";
    expect(messageOf(`${ONE_LEVER}${staff}`)).toMatch(
      /costs\.staff\[0\]\.salaryPerYear: .*cannot be negative/,
    );
  });
  it("refuses a case in which nothing changes", () => {
    expect(messageOf(HEAD)).toContain(
      "the scenario: a scenario without costs, levers and direct benefits changes nothing",
    );
  });
  it("refuses names said twice and months beyond the horizon", () => {
    expect(messageOf(withLevers(lever("a"), lever("a")))).toContain(
      'case.yaml:7:12: levers[1].name: "a" is the name of number 1',
    );
    expect(messageOf(withLevers(lever("a", "kind: win_rate, size: 0.1, startMonth: 25")))).toContain(
      "startMonth: month 25 lies beyond the horizon of 24 months",
    );
    expect(
      messageOf(withLevers(lever("a", "kind: win_rate, size: 0.1, startMonth: 9, endMonth: 8"))),
    ).toContain("before the start in month 9");
    expect(messageOf(`${ONE_LEVER}goals: [{kpi: win_rate, target: 0.3, byMonth: 30}]\n`)).toContain(
      "goals[0].byMonth: month 30",
    );
  });
  it("refuses levers that do not fit their scope, and changes of more than everything", () => {
    expect(messageOf(withLevers(lever("a", "kind: stage_conversion, size: 0.1")))).toContain(
      "name exactly one",
    );
    expect(messageOf(withLevers(lever("a", "kind: churn, size: -0.1, scope: {owners: [x]}")))).toContain(
      "customers have no owners",
    );
    expect(messageOf(withLevers(lever("a", "kind: seller_ramp, size: -0.1")))).toContain(
      "newSellers: is missing",
    );
    expect(messageOf(withLevers(lever("a", "kind: win_rate, size: 0.1, newSellers: 3")))).toContain(
      "newSellers: is not a setting",
    );
    expect(messageOf(withLevers(lever("a", "kind: cycle_time, size: -1")))).toContain("takes all of it away");
    expect(
      messageOf(withLevers(lever("a", "kind: churn, size: {distribution: normal, mean: -0.5, sd: 0.4}"))),
    ).toContain("can be -1.74");
    expect(messageOf(withLevers(lever("a", "kind: win_rate, size: 50")))).toContain("five per cent is 0.05");
  });
  it("refuses correlations of levers that do not exist or that contradict each other", () => {
    const joined = (...pairs: [string, number][]) =>
      `kind: win_rate, size: 0.1, correlatedWith: [${pairs.map(([name, value]) => `{lever: ${name}, rankCorrelation: ${value}}`).join(", ")}]`;
    expect(messageOf(withLevers(lever("a", joined(["x", 0.5])), lever("b")))).toContain(
      'levers[0].correlatedWith[0].lever: there is no lever "x"; there are "a", "b"',
    );
    expect(
      messageOf(
        withLevers(lever("a", joined(["b", 0.9], ["c", -0.9])), lever("b", joined(["c", 0.9])), lever("c")),
      ),
    ).toContain('the correlation of "c" and "a" (-0.9) contradicts the others');
    expect(messageOf(withLevers(lever("a", joined(["b", 1])), lever("b")))).toContain(
      "must lie between -1 and 1",
    );
  });
  it("refuses benefits that are covered by no lever, and parts of more than all", () => {
    const benefit = (fields: string) =>
      `${ONE_LEVER}directBenefits:\n  - {name: hours, ${fields}, reasoning: a week of notes}\n`;
    const hours = "kind: hours_saved, people: 3, hoursPerWeek: 1, loadedRatePerHour: 50";
    expect(messageOf(benefit(`${hours}, realisedShare: 0.5, coveredByLever: b`))).toContain(
      'there is no lever "b"; there are "a"',
    );
    expect(messageOf(benefit(`${hours}, realisedShare: 70`))).toContain(
      "realisedShare: is more than all of it: it would be 7000 %; write 70% or 0.7",
    );
    expect(messageOf(benefit(`${hours}, realisedShare: 120%`))).toContain(
      "realisedShare: is more than all of it",
    );
    expect(messageOf(benefit(`${hours}, realisedShare: half`))).toContain("realisedShare: is not a share");
    expect(messageOf(benefit("kind: hours_save, perMonth: 3"))).toContain('did you mean "hours_saved"?');
  });
  it("says each thing that is wrong once, and what follows from it not at all", () => {
    const text = `name: Case
horizonMonths: 0
grossMargin: 70
directBenefits:
  - {name: saved, kind: amount, perMonth: -5, reasoning: a week of notes}
`;
    expect(messageOf(text).split("\n").slice(1)).toEqual([
      "  case.yaml:1:1: discountRatePerYear: is missing; write a rate such as 0.1 or 10%",
      "  case.yaml:2:16: horizonMonths: must be 1 month or more; 36 is usual",
      "  case.yaml:3:14: grossMargin: is more than all of it: it would be 7000 %; write 70% or 0.7",
      "  case.yaml:5:43: directBenefits[0].perMonth: cannot be negative; write 0 or more",
    ]);
  });
  it("refuses a discount rate that can only be a mistake, and a currency that is none", () => {
    const withRate = (rate: string): string =>
      ONE_LEVER.replace("discountRatePerYear: 0.1", `discountRatePerYear: ${rate}`);
    expect(messageOf(withRate("-0.999999"))).toContain("discountRatePerYear: makes money of next year worth");
    expect(messageOf(withRate("-60%"))).toContain("write -50% or more");
    expect(scenarioOf(withRate("-2%")).discountRatePerYear.toString()).toBe("-0.02");
    expect(messageOf(`${ONE_LEVER}currency: ZZZ\n`)).toContain("currency: is no currency code of ISO 4217");
    for (const code of ["EUR", "JPY", "XXX"])
      expect(scenarioOf(`${ONE_LEVER}currency: ${code}\n`).currency).toBe(code);
  });
  it("refuses a yearly table beside anything else, or of another length than the horizon", () => {
    const table = "yearlyTable: {costs: {initial: 1, years: [1, 2]}, benefits: {initial: 0, years: [3]}}\n";
    expect(messageOf(`${ONE_LEVER}${table}`)).toContain("levers: stands beside yearlyTable");
    expect(messageOf(`${HEAD}${table}`)).toContain(
      "yearlyTable.benefits.years: holds 1 years, but the horizon has 24 months",
    );
    expect(
      scenarioOf(`${HEAD}${table.replace("[3]", "[3, '4.50']")}`).yearlyTable!.benefits.years[1]!.toFixed(2),
    ).toBe("4.50");
  });
});
