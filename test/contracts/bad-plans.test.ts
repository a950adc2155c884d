import { describe, expect, it } from "vitest";
import { AppFailure } from "../../src/contracts/failure.ts";
import { parseScenario } from "../../src/contracts/parse-scenario.ts";
import { simulateScenario, startRun } from "../../src/core/scenario/simulate-scenario.ts";
import { reasonInWords } from "../../src/contracts/investment-reasons.ts";
import { parseScenarioText } from "../../src/files/read-scenario.ts";

const BECAUSE = "reasoning: An assumption made for this test alone";
const COSTS =
  "costs:\n  other: [{ name: Tool, startMonth: 1, changeEffort: { hours: 10, hourlyRate: 50 } }]\n";

/** A scenario whose head differs from a good one by some lines. */
const head = (changes: Readonly<Record<string, string>> = {}): string =>
  Object.entries({
    name: "Case",
    horizonMonths: "12",
    discountRatePerYear: "0.1",
    grossMargin: "0.7",
    ...changes,
  })
    .filter(([, value]) => value !== "")
    .map(([key, value]) => `${key}: ${value}\n`)
    .join("");
const headed = (changes: Readonly<Record<string, string>>): string => head(changes) + COSTS;
const staffed = (item: string): string => `${head()}costs:\n  staff: [{ name: S, startMonth: 1, ${item} }]\n`;
const fixed = (amounts: string): string =>
  `${head()}costs:\n  fixed: [{ name: T, category: other, amounts: ${amounts} }]\n`;
const levers = (...items: string[]): string =>
  `${head()}${COSTS}levers:\n${items.map((item) => `  - { ${item}, ${BECAUSE} }\n`).join("")}`;
const beside = (item: string): string => levers("name: A, kind: win_rate, size: 0.05", `name: B, ${item}`);
const sized = (size: string): string => beside(`kind: cycle_time, size: ${size}`);
const benefit = (item: string): string => `${head()}directBenefits:\n  - { name: H, ${item}, ${BECAUSE} }\n`;
const yearly = (months: string): string =>
  `${head({ horizonMonths: months, grossMargin: "" })}yearlyTable:\n  costs: { initial: 5, years: [1] }\n  benefits: { initial: 0, years: [2] }\n`;

/** One fault each, with the place and the words of its only message. */
const BAD: readonly (readonly [fault: string, text: string, place: string, words: string])[] = [
  ["no costs, levers or benefits at all", head(), "1:1: the scenario", "changes nothing; add one of them"],
  ["a discount rate of -100 %", headed({ discountRatePerYear: "-100%" }), "3:22: discountRatePerYear", "must be above -100 %"],
  ["a discount rate of -1", headed({ discountRatePerYear: "-1" }), "3:22: discountRatePerYear", "must be above -100 %"],
  ["a discount rate below it", headed({ discountRatePerYear: "-2" }), "3:22: discountRatePerYear", "must be above -100 %"],
  ["a discount rate of -60 %", headed({ discountRatePerYear: "-60%" }), "3:22: discountRatePerYear", "write -50% or more, usual is 10%"],
  ["a discount rate of 10 that means 10 %", headed({ discountRatePerYear: "10" }), "3:22: discountRatePerYear", "write 10% or 0.1"],
  ["a discount rate in words", headed({ discountRatePerYear: "ten" }), "3:22: discountRatePerYear", "write 0.22 or 22%"],
  ["no discount rate", headed({ discountRatePerYear: "" }), "1:1: discountRatePerYear", "is missing; write a rate such as 0.1 or 10%"],
  ["a horizon of 0", headed({ horizonMonths: "0" }), "2:16: horizonMonths", "must be 1 month or more"],
  ["a horizon of 0 beside a yearly table", yearly("0"), "2:16: horizonMonths", "must be 1 month or more"],
  ["a horizon of a month and a half", headed({ horizonMonths: "1.5" }), "2:16: horizonMonths", "write a whole number of months"],
  ["a yearly table of another horizon", yearly("24").replace("benefits: { initial: 0, years: [2] }", "benefits: { initial: 0, years: [2, 2] }"), "5:31: yearlyTable.costs.years", "holds 1 years, but the horizon has 24 months"],
  ["a margin above all of it", headed({ grossMargin: "1.5" }), "4:14: grossMargin", "it would be 150 %"],
  ["levers without a margin", levers("name: A, kind: win_rate, size: 0.05").replace("grossMargin: 0.7\n", ""), "1:1: grossMargin", "is missing; levers change revenue"],
  ["a currency that is none", headed({ currency: "XQZ" }), "5:11: currency", "is no currency code of ISO 4217"],
  ["a currency by its name", headed({ currency: "Euro" }), "5:11: currency", "write three capital letters such as EUR"],
  ["a negative salary", staffed("headcount: 2, salaryPerYear: -50000"), "6:66: costs.staff[0].salaryPerYear", "cannot be negative; write 0 or more"],
  ["a negative headcount", staffed("headcount: -2, salaryPerYear: 50000"), "6:48: costs.staff[0].headcount", "must be above 0"],
  ["a salary in words", staffed("headcount: 2, salaryPerYear: lots"), "6:66: costs.staff[0].salaryPerYear", "is not an amount"],
  ["negative benefits of pay", staffed("headcount: 2, salaryPerYear: 1, benefitsRate: -10%"), "6:83: costs.staff[0].benefitsRate", "cannot be negative"],
  ["a raise that takes all pay", staffed("headcount: 2, salaryPerYear: 1, raiseRatePerYear: -200%"), "6:87: costs.staff[0].raiseRatePerYear", "must be above -100 %"],
  ["an end on the day of the decision", staffed("headcount: 2, salaryPerYear: 1, endMonth: 0"), "6:79: costs.staff[0].endMonth", "month 1 is the first month of the case"],
  ["an end before the start", staffed("headcount: 2, salaryPerYear: 1, endMonth: 2").replace("startMonth: 1", "startMonth: 4"), "6:79: costs.staff[0].endMonth", "write 4 or later, or leave it out"],
  ["amounts as a list", fixed("[{ month: 1, amount: 5 }]"), "6:48: costs.fixed[0].amounts", "write months with their amounts, such as { 0: 48000, 7: 350 }"],
  ["an amount of no month", fixed("{ June: 5 }"), "6:56: costs.fixed[0].amounts.June", "is not a month; write 0 (the day of the decision) to 600"],
  ["an unknown kind of lever", beside("kind: magic, size: 0.1"), "9:22: levers[1].kind", '"magic" is not possible; known are opportunity_creation'],
  ["a mistyped kind of lever", beside("kind: win_rat, size: 0.1"), "9:22: levers[1].kind", 'did you mean "win_rate"?'],
  ["a triangle whose least is above its likely size", sized("{ distribution: triangular, low: 0.05, likely: 0.02, high: 0.08 }"), "9:73: levers[1].size.low", "low (0.05) is above likely (0.02); sort the three"],
  ["a triangle whose likely is above its largest size", sized("{ distribution: pert, low: 0.01, likely: 0.2, high: 0.08 }"), "9:92: levers[1].size.high", "high (0.08) is below likely (0.2); sort the three"],
  ["a uniform size the wrong way round", sized("{ distribution: uniform, low: 0.2, high: 0.1 }"), "9:70: levers[1].size.low", "is not below high (0.1); change them round"],
  ["a negative standard deviation", sized("{ distribution: normal, mean: 0.2, sd: -1 }"), "9:79: levers[1].size.sd", "it must be above 0"],
  ["a lognormal size without parameters", sized("{ distribution: lognormal }"), "9:40: levers[1].size", "write one of the two pairs"],
  ["probabilities that are not all", sized("{ distribution: discrete, values: [0.1, 0.2], probabilities: [0.5, 0.2] }"), "9:101: levers[1].size.probabilities", "add up to 0.7; they must add up to 1"],
  ["an unknown distribution", sized("{ distribution: gamma, low: 0.2, high: 0.1 }"), "9:56: levers[1].size.distribution", "known are triangular, pert, normal, lognormal, uniform, discrete"],
  ["a size in words", sized("big"), "9:40: levers[1].size", "is neither a number nor a distribution; write 0.05 for five per cent more"],
  ["a size that takes more than all", sized("-2"), "9:40: levers[1].size", "can be -2, and -1 takes all of it away"],
  ["adoption of a negative time", beside("kind: cycle_time, size: -0.1, adoptionMonths: -3"), "9:62: levers[1].adoptionMonths", "cannot be negative"],
  ["an end of a lever on the day of the decision", beside("kind: cycle_time, size: -0.1, endMonth: 0"), "9:56: levers[1].endMonth", "month"],
  ["a lever that starts beyond the horizon", beside("kind: cycle_time, size: -0.1, startMonth: 99"), "9:58: levers[1].startMonth", "month 99 lies beyond the horizon of 12 months"],
  ["a correlation above 1", beside("kind: cycle_time, size: -0.1, correlatedWith: [{ lever: A, rankCorrelation: 1.5 }]"), "9:92: levers[1].correlatedWith[0].rankCorrelation", "must lie between -1 and 1"],
  ["a correlation of -1", beside("kind: cycle_time, size: -0.1, correlatedWith: [{ lever: A, rankCorrelation: -1 }]"), "9:92: levers[1].correlatedWith[0].rankCorrelation", "must lie between -1 and 1"],
  ["a correlation with nobody", beside("kind: cycle_time, size: -0.1, correlatedWith: [{ lever: Z, rankCorrelation: 0.5 }]"), "9:72: levers[1].correlatedWith[0].lever", 'there is no lever "Z"; there are "A", "B"'],
  ["a conversion without its stage", beside("kind: stage_conversion, size: 0.1"), "9:5: levers[1].scope.stages", "name exactly one"],
  ["one name twice", levers("name: A, kind: win_rate, size: 0.05", "name: A, kind: cycle_time, size: -0.05"), "9:13: levers[1].name", "is the name of number 1 of the list already"],
  ["more than all of the time saved", benefit("kind: hours_saved, people: 3, hoursPerWeek: 2, loadedRatePerHour: 50, realisedShare: 2"), "6:101: directBenefits[0].realisedShare", "is more than all of it"],
  ["negative people", benefit("kind: hours_saved, people: -3, hoursPerWeek: 2, loadedRatePerHour: 50, realisedShare: 0.5"), "6:43: directBenefits[0].people", "must be above 0"],
  ["a benefit covered by no lever", benefit("kind: amount, perMonth: 5, coveredByLever: Z"), "6:59: directBenefits[0].coveredByLever", 'there is no lever "Z"; there are no levers'],
  ["risk factors that fall", `${head()}${COSTS}riskAdjustment: { benefits: { low: 1.2, likely: 1, high: 0.8 } }\n`, "7:36: riskAdjustment.benefits.low", "low, likely and high must rise"],
  ["a goal about nothing known", `${head()}${COSTS}goals: [{ kpi: joy, target: 3, byMonth: 3 }]\n`, "7:16: goals[0].kpi", '"joy" is not possible; known are bookings'],
  ["a mistyped setting", `${head()}${COSTS}leevers: []\n`, "7:1: leevers", 'did you mean "levers"?'],
]; // prettier-ignore

function messageOf(text: string): string {
  try {
    parseScenario(parseScenarioText(text, "case.yaml"), { firstMonth: "2026-01", minorDigits: 2 });
  } catch (error) {
    if (error instanceof AppFailure) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

describe("a bad plan", () => {
  it.each(BAD)("with %s gets one message that says where and what to do", (_, text, place, words) => {
    const [first, ...lines] = messageOf(text).split("\n");
    expect(first).toBe("bad_input: Cannot use the scenario case.yaml:");
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(`case.yaml:${place}: `);
    expect(lines[0]).toContain(words);
    expect(lines[0]).not.toMatch(/Invalid input|undefined|NaN|received/);
  });

  it("with three faults gets three messages", () => {
    const text = headed({ discountRatePerYear: "-100%", horizonMonths: "0", grossMargin: "2" });
    expect(messageOf(text).split("\n")).toHaveLength(4);
  });
});

describe("a plan that is in order and has no return", () => {
  const resultOf = (text: string) => {
    const scenario = parseScenario(parseScenarioText(text, "case.yaml"), {
      firstMonth: "2026-01",
      minorDigits: 2,
    });
    return simulateScenario(startRun(undefined, { drawCount: 1_000, seed: 1, minorDigits: 2 }), scenario);
  };
  const reasonOf = (ledger: { readonly ok: boolean; readonly reason?: string }): string | undefined =>
    ledger.ok ? undefined : reasonInWords(ledger.reason!);

  it("says once that it has no costs, and why no figure on them exists", () => {
    const { figures, findings } = resultOf(benefit("kind: amount, perMonth: 50"));
    expect(findings.filter(({ code }) => code === "no_costs")).toHaveLength(1);
    expect(reasonOf(figures.returnOnInvestment.ledger)).toBe(
      "There are no costs to set the benefits against",
    );
    expect(reasonOf(figures.internalRateOfReturn.ledger)).toBe("All cash flows have one sign, so no rate makes their value 0"); // prettier-ignore
    expect(reasonOf(figures.payback.ledger)).toBe("Nothing has to be paid back: the cumulative cash flow is never below 0"); // prettier-ignore
  });

  it("says that costs alone change no sign and are never paid back", () => {
    const { figures, findings } = resultOf(headed({}));
    expect(findings).toEqual([]);
    expect(reasonOf(figures.internalRateOfReturn.ledger)).toBe("All cash flows have one sign, so no rate makes their value 0"); // prettier-ignore
    expect(reasonOf(figures.payback.ledger)).toContain("below 0 at the end of the horizon");
    expect(figures.returnOnInvestment.ledger).toMatchObject({ ok: true });
  });
});
