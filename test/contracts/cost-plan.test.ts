import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { CostPlanDocument } from "../../src/contracts/cost-plan.ts";
import { costPlanOf } from "../../src/contracts/cost-plan-of.ts";
import { costLedger } from "../../src/core/costs/cost-ledger.ts";

const read = (yaml: string) => costPlanOf(CostPlanDocument.parse(parse(yaml) ?? {}));

/** What is wrong with a plan, as lines such as `staff.0.headcount: must be above 0`. */
function problemsOf(yaml: string): string[] {
  const { error } = CostPlanDocument.safeParse(parse(yaml));
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

const hire = (fields: string) =>
  `staff: [{ name: A, headcount: 1, salaryPerYear: 1200, startMonth: 1, ${fields} }]`;
const tool = (fields: string) => `technology: [{ name: T, startMonth: 3, ${fields} }]`;
const other = (fields: string) => `other: [{ name: O, ${fields} }]`;

/** JSON Schema of a document and of everything within it that has properties. */
function objectsIn(schema: unknown, path = "costs"): (readonly [string, Record<string, unknown>])[] {
  if (typeof schema !== "object" || schema === null) return [];
  const within = Object.entries(schema).flatMap(([key, part]) => objectsIn(part, `${path}.${key}`));
  const properties = "properties" in schema ? schema.properties : undefined;
  return typeof properties === "object" && properties !== null
    ? [[path, properties as Record<string, unknown>], ...within]
    : within;
}

describe("CostPlanDocument", () => {
  it("accepts an empty plan", () => {
    expect(read("")).toEqual({ staff: [], technology: [], training: [], other: [], fixed: [] });
  });

  it("reads amounts and shares as numbers or texts, exactly", () => {
    const plan = read(
      hire('hiringFee: 20%, severance: "1500.10", endMonth: 3, benefitsRate: 21.7%, raiseRatePerYear: 0.1'),
    );
    const [item] = plan.staff;
    expect(item!.benefitsRate.toFixed()).toBe("0.217");
    expect(item!.raiseRatePerYear.toFixed()).toBe("0.1");
    expect(item!.hiringFee).toMatchObject({ of: "share" });
    expect(item!.severance).toMatchObject({ of: "amount" });
    expect(
      costLedger(plan, 3)
        .lines.find(({ line }) => line === "severance")!
        .amounts[3]!.toFixed(),
    ).toBe("1500.1");
  });

  it("puts one-offs of a tool into the month before it starts, unless a month is given", () => {
    const [item] = read(
      tool("implementation: { amount: 5 }, integration: { amount: 6, month: 0 }"),
    ).technology;
    expect([item!.implementation!.month, item!.integration!.month]).toEqual([2, 0]);
  });

  it("reads fixed amounts by month", () => {
    const plan = read("fixed: [{ name: F, category: avoided, amounts: { 0: 12, 24: 0.5 } }]");
    expect(plan.fixed[0]!.entries.map(({ month, amount }) => `${month}=${amount.toFixed()}`)).toEqual([
      "0=12",
      "24=0.5",
    ]);
  });

  it("names the field and says what to write", () => {
    expect(problemsOf("staff: [{ headcount: 0, salaryPerYear: -5, benefitsRate: 22 }]")).toEqual([
      "staff.0.name: give the item a name",
      "staff.0.headcount: must be above 0; write people as full-time equivalents, such as 2 or 0.5, or leave the item out",
      "staff.0.salaryPerYear: cannot be negative; write 0 or more",
      "staff.0.benefitsRate: would be 2200 %; write 22% or 0.22, or 2200% if that is meant",
      "staff.0.startMonth: is missing; write a month such as 1",
    ]);
    expect(problemsOf(hire("benefitsRate: -10%"))).toEqual([
      "staff.0.benefitsRate: cannot be negative; write 0 or more",
    ]);
    expect(problemsOf(hire("raiseRatePerYear: 1"))).toEqual([
      "staff.0.raiseRatePerYear: would be 100 %; write 1% or 0.01, or 100% if that is meant",
    ]);
    expect(problemsOf(hire("benefitsRate: 120%"))).toEqual([]);
    expect(problemsOf(hire("raiseRatePerYear: -100%"))).toEqual([
      "staff.0.raiseRatePerYear: must be above -100 %; write -10% for a tenth less",
    ]);
    expect(problemsOf(hire("endMonth: 0"))[0]).toContain("staff.0.endMonth: month 1 is the first month");
    expect(problemsOf(`staff: [{ name: A, headcount: 1, salaryPerYear: "84,000", startMonth: 1 }]`)).toEqual([
      "staff.0.salaryPerYear: is not an amount; write digits alone, with a point before cents, such as 84000 or 84000.50",
    ]);
    expect(problemsOf(hire("hiringFee: 0.2"))).toEqual([
      "staff.0.hiringFee: can be read in two ways; write 20% for a share, or an amount of 1 or more",
    ]);
    expect(problemsOf(hire("severance: 1000"))[0]).toContain(
      "staff.0.severance: a severance needs the month",
    );
    expect(
      problemsOf("staff: [{ name: A, headcount: 1, salaryPerYear: 1, startMonth: 5, endMonth: 3 }]"),
    ).toEqual([
      "staff.0.endMonth: month 3 is before the start in month 5; write 5 or later, or leave it out",
    ]);
    expect(problemsOf(hire("risk: { low: 1.2, likely: 1, high: 1.3 }"))[0]).toContain("must rise");
  });

  it("checks licences and their tiers", () => {
    const licence = (fields: string) => problemsOf(tool(`licence: { seats: 5, per: month, ${fields} }`));
    expect(licence("pricePerSeat: 3")).toEqual([]);
    expect(problemsOf(tool("licence: { seats: 0, per: month, pricePerSeat: 5 }"))[0]).toContain(
      "needs 1 seat or more",
    );
    expect(licence("")[0]).toContain("either pricePerSeat or tiers");
    expect(licence("tiers: [{ upToSeats: 5, pricePerSeat: 3 }]")[0]).toContain("leave upToSeats out");
    expect(licence("tiers: [{ pricePerSeat: 3 }, { pricePerSeat: 3 }]")[0]).toContain("only the last tier");
    const falling =
      "tiers: [{ upToSeats: 5, pricePerSeat: 3 }, { upToSeats: 5, pricePerSeat: 3 }, { pricePerSeat: 1 }]";
    expect(licence(falling)).toEqual([
      "technology.0.licence.tiers.1.upToSeats: tiers must rise; write more than 5 here",
    ]);
    expect(problemsOf(tool("maintenance: 18%"))[0]).toContain("there is none; add the licence");
    expect(problemsOf(tool("maintenance: 1800"))).toEqual([]);
  });

  it("wants exactly one basis of an other cost, and months that suit it", () => {
    expect(problemsOf(other("startMonth: 1"))[0]).toContain(
      "one of meeting, changeEffort, recurring, oneOff; none",
    );
    const two = "recurring: { amount: 1, every: month }, oneOff: { amount: 2 }, startMonth: 1";
    expect(problemsOf(other(two))[0]).toContain("there are recurring and oneOff; make items of them");
    expect(problemsOf(other("recurring: { amount: 1, every: month }, startMonth: 0"))[0]).toContain(
      "write 1 or later",
    );
    expect(problemsOf(other("oneOff: { amount: 1 }, startMonth: 0"))).toEqual([]);
    expect(problemsOf(other("oneOff: { amount: 1 }, startMonth: 1, endMonth: 4"))[0]).toContain(
      "ends by itself",
    );
  });

  it("checks trainings and fixed amounts", () => {
    expect(problemsOf("training: [{ name: T, startMonth: 1 }]")[0]).toContain("the training has no cost");
    expect(problemsOf("training: [{ name: T, startMonth: 1, materialFeePerAttendee: 4 }]")[0]).toContain(
      "add programme",
    );
    expect(problemsOf("fixed: [{ name: F, category: staf, amounts: { 1: 2 } }]")[0]).toContain(
      "say one of staff",
    );
    expect(problemsOf("fixed: [{ name: F, category: staff, amounts: { 601: 2 } }]")).toEqual([
      "fixed.0.amounts.601: is not a month; write 0 (the day of the decision) to 600",
    ]);
  });

  it("refuses a field that it does not know", () => {
    expect(problemsOf(hire("benefits: 0.2"))[0]).toContain("benefits");
  });

  it("describes every field in its JSON Schema", () => {
    const objects = objectsIn(z.toJSONSchema(CostPlanDocument, { io: "input" }));
    const silent = objects.flatMap(([path, properties]) =>
      Object.entries(properties)
        .filter(([, field]) => typeof field !== "object" || field === null || !("description" in field))
        .map(([name]) => `${path}.${name}`),
    );
    expect(objects.length).toBeGreaterThan(10);
    expect(silent).toEqual([]);
  });
});
