import { describe, expect, it } from "vitest";
import { addDays, addMonths, dayFromIso } from "../../../../src/core/base/day.ts";
import { grouped, rowsOf, writtenCustomers } from "./customer-texts.ts";

const { company, texts, truth } = writtenCustomers({ opportunityCount: 12_000, seed: 3 });
const subscriptions = grouped(rowsOf(texts["subscriptions.csv"]), (row) => row.subscription_id!);
const leads = rowsOf(texts["leads.csv"]);
const surveys = rowsOf(texts["surveys.csv"]);

/** Distance of a share from its chance, in standard errors of the share. */
const standardErrors = (count: number, trials: number, chance: number): number =>
  (count / trials - chance) / Math.sqrt((chance * (1 - chance)) / trials);

/** Decisions at ends of terms and months: how many there were, and what came of them; growth is counted where nobody left or shrank. */
function decisionsOf(billingPeriod: string, termMonths: number): Record<string, number> {
  const sum = { ends: 0, left: 0, stayed: 0, shrank: 0, months: 0, grew: 0 };
  for (const rows of subscriptions.values()) {
    if (rows[0]!.billing_period !== billingPeriod) continue;
    let runStart = dayFromIso(rows[0]!.start_date!)!;
    rows.forEach((row, i) => {
      const next = rows[i + 1];
      const isLeft = row.churn_reason !== "";
      if (!isLeft && next !== undefined) return; // the run goes on
      const end = row.end_date === "" ? company.lastDay : addDays(dayFromIso(row.end_date!)!, 1);
      for (let month = 1; addMonths(runStart, month) <= end; month++) {
        const isEnd = month % termMonths === 0;
        const day = addMonths(runStart, month);
        const before = rows.find((other) => dayFromIso(other.end_date!) === addDays(day, -1));
        const after = rows.find((other) => dayFromIso(other.start_date!) === day);
        const change = before === undefined || after === undefined ? 0 : Number(after.amount) - Number(before.amount); // prettier-ignore
        const leaves = isLeft && day === end;
        if (isEnd) sum.ends++;
        if (leaves) sum.left++;
        if (leaves) continue;
        if (isEnd) sum.stayed++;
        if (change < 0) sum.shrank++;
        else {
          sum.months++;
          if (change > 0) sum.grew++;
        }
      }
      if (next !== undefined) runStart = dayFromIso(next.start_date!)!;
    });
  }
  return sum;
}

describe("the rates in truth.json", () => {
  it.each(truth.recurring)("are those by which subscriptions of $product leave, shrink and grow", (rates) => {
    const { billingPeriod, termMonths, churnPerMonth, contractionPerMonth, expansionPerMonth } = rates;
    const { ends, left, stayed, shrank, months, grew } = decisionsOf(billingPeriod, termMonths);
    const overTerm = (chance: number): number => 1 - (1 - chance) ** termMonths;
    expect(ends).toBeGreaterThan(20);
    expect(grew).toBeGreaterThan(20);
    expect(Math.abs(standardErrors(left!, ends!, overTerm(churnPerMonth)))).toBeLessThan(4);
    expect(Math.abs(standardErrors(shrank!, stayed!, overTerm(contractionPerMonth)))).toBeLessThan(4);
    expect(Math.abs(standardErrors(grew!, months!, expansionPerMonth))).toBeLessThan(4);
  });

  it.each(truth.channels)(
    "are those by which leads of $name become opportunities",
    ({ name, conversion, leadToMql }) => {
      // Leads older than the longest way to an opportunity have become all that they will.
      const settled = addDays(company.lastDay, -120);
      const own = leads.filter((row) => row.channel === name && dayFromIso(row.created_on!)! <= settled);
      const count = (column: string): number => own.filter((row) => row[column] !== "").length;
      expect(own.length).toBeGreaterThan(500);
      expect(Math.abs(standardErrors(count("converted_on"), own.length, conversion))).toBeLessThan(4);
      expect(Math.abs(standardErrors(count("mql_on"), own.length, leadToMql))).toBeLessThan(4);
    },
  );

  it("are those by which customers answer surveys", () => {
    const { promoters, passives, detractors } = truth.netPromoterScore;
    const share = (least: number, most: number): number =>
      surveys.filter(({ score }) => Number(score) >= least && Number(score) <= most).length;
    expect(surveys.length).toBeGreaterThan(500);
    expect(Math.abs(standardErrors(share(9, 10), surveys.length, promoters))).toBeLessThan(4);
    expect(Math.abs(standardErrors(share(7, 8), surveys.length, passives))).toBeLessThan(4);
    expect(Math.abs(standardErrors(share(0, 6), surveys.length, detractors))).toBeLessThan(4);
  });

  it("let each kind of move happen at least twenty times in the demo", () => {
    const { counts } = writtenCustomers().truth;
    for (const kind of ["started", "renewed", "expanded", "contracted", "churned", "cameBack"])
      expect(counts[kind], kind).toBeGreaterThanOrEqual(20);
  });
});
