import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayFromIso, isoFromDay, type Day } from "../../src/core/base/day.ts";
import { MoneyDecimal } from "../../src/core/base/money.ts";
import { pipelineBridge } from "../../src/core/kpi/pipeline-bridge.ts";
import type { ChangeLog } from "../../src/core/pipeline/change-log.ts";
import { roundedShare } from "../../src/core/pipeline/exchange-book.ts";
import { viewAsOf } from "../../src/core/pipeline/pipeline-view.ts";
import { failureOf, importTexts, type Texts } from "./import-texts.ts";
import type { ImportOptions } from "../../src/files/import-result.ts";

const FUNNEL = { stageOrder: [], won: [], lost: [], removed: [], crmProbabilities: {} };
const HISTORY =
  "opportunity_id,changed_at,stage,amount,currency\n" +
  "a,2024-01-05,Demo,100,USD\na,2024-03-01,Won,100,USD\na,2024-04-20,Won,100,USD\n" +
  "b,2024-01-10,Demo,1000,JPY\nc,2024-01-10,Demo,50,EUR\nd,2024-01-11,Demo,70,\n";
const RATES =
  "currency,from,rate,kind\nUSD,2024-01-01,0.90,spot\nUSD,2024-02-01,0.95,spot\nUSD,2024-04-01,0.80,spot\nUSD,2024-01-01,1.00,plan\n" +
  "JPY,2024-01-01,0.006,spot\nJPY,2024-04-01,0.00625,spot\nJPY,2024-01-01,0.01,plan\n";
const day = (text: string): Day => dayFromIso(text)!;
const imported = (options: ImportOptions = {}, more: Texts = {}) =>
  importTexts({ "history.csv": HISTORY, "rates.csv": RATES, ...more }, options);

/** Amounts of the last states as of a day, by id. */
function amountsOn(log: ChangeLog, asOf: string): Record<string, number> {
  const view = viewAsOf(log, day(asOf), FUNNEL);
  if (!view.ok) return {};
  const { opportunityIds, stateStart, stateAmount } = view.value;
  return Object.fromEntries(opportunityIds.map((id, i) => [id, stateAmount[stateStart[i + 1]! - 1]!]));
}

describe("importPipeline() of several currencies", () => {
  it("takes the currency without rates for the company's, and keeps that of each row as an attribute", async () => {
    const { log, sources, warnings } = await imported();
    expect([log.currency, log.exchange!.book.view]).toEqual(["EUR", "close"]);
    expect(warnings).toEqual([
      {
        code: "currencies_converted",
        message:
          "Amounts in JPY, USD are in EUR here: what is closed at the spot rate of its day, what is open at that of the as-of day",
      },
    ]);
    expect(log.attributes.map(({ name, values }) => [name, values])).toEqual([
      ["currency", ["EUR", "JPY", "USD"]],
    ]);
    expect([...log.exchange!.amount].slice(0, 4)).toEqual([100_00, 100_00, 100_00, 1000]);
    expect(sources.map(({ file, layout, rowCount }) => [file, layout, rowCount])).toContainEqual(["rates.csv", "exchange rates", 7]); // prettier-ignore
  });
  it("closes at the rate of the close, and lets what is open follow the rates", async () => {
    const { log } = await imported();
    expect(amountsOn(log, "2024-01-20")).toEqual({ a: 90_00, b: 6_00, c: 50_00, d: 70_00 });
    expect(amountsOn(log, "2024-02-20")).toEqual({ a: 95_00, b: 6_00, c: 50_00, d: 70_00 });
    expect(amountsOn(log, "2024-05-01")).toEqual({ a: 95_00, b: 6_25, c: 50_00, d: 70_00 });
  });
  it("puts everything at the rate of the as-of day, or at plan rates, when asked to", async () => {
    const spot = (await imported({ rateView: "spot" })).log;
    expect(amountsOn(spot, "2024-05-01")).toMatchObject({ a: 80_00, b: 6_25 });
    const plan = (await imported({ rateView: "plan" })).log;
    expect(amountsOn(plan, "2024-05-01")).toMatchObject({ a: 100_00, b: 10_00 });
  });
  it("takes plan rates, with a warning, where there are no others", async () => {
    const plan = RATES.split("\n").filter((line) => !line.endsWith("spot")).join("\n"); // prettier-ignore
    const { log, warnings } = await imported({}, { "rates.csv": plan });
    expect([log.exchange!.book.view, warnings.map(({ code }) => code)]).toEqual([
      "plan",
      ["plan_rates", "currencies_converted"],
    ]);
  });
  it("reads rates of the funnel definition, and Salesforce's, which are the other way round", async () => {
    const definition = "currency: EUR\nrates: [{currency: USD, from: 2024-01-01, rate: 0.5}, {currency: JPY, from: 2024-01-01, rate: '0.006'}]\n"; // prettier-ignore
    const said = await importTexts({ "history.csv": HISTORY, "funnel.yaml": definition });
    expect(amountsOn(said.log, "2024-01-20")).toMatchObject({ a: 50_00, b: 6_00 });
    const dated = "IsoCode,StartDate,NextStartDate,ConversionRate\nUSD,2024-01-01,9999-12-31,1.25\nJPY,2024-01-01,9999-12-31,160\nEUR,2024-01-01,9999-12-31,1\n"; // prettier-ignore
    const { log } = await importTexts({ "history.csv": HISTORY, "DatedConversionRate.csv": dated }, { currency: "EUR" }); // prettier-ignore
    expect(amountsOn(log, "2024-01-20")).toMatchObject({ a: 80_00, b: 6_25 });
  });
  it("names currency, first day and rows that have no rate", async () => {
    const late = RATES.replace("USD,2024-01-01,0.90,spot", "USD,2024-01-25,0.90,spot");
    const failure = await failureOf(imported({}, { "rates.csv": late }));
    expect([failure.code, failure.message]).toEqual([
      "bad_input",
      "Cannot convert amounts into EUR: 1 row needs a rate of USD from 2024-01-05 on (history.csv line 2), the first is from 2024-01-25; add an earlier rate",
    ]);
    const none = await failureOf(imported({}, { "rates.csv": RATES.replaceAll("JPY", "CHF") }));
    expect([none.code, none.message.includes("say it with --currency")]).toEqual(["usage", true]);
    const asked = await failureOf(
      imported({ currency: "EUR" }, { "rates.csv": RATES.replaceAll("JPY", "CHF") }),
    );
    expect(asked.message).toContain("Cannot convert JPY into EUR: there is no spot rate of it");
  });
  it.each([
    ["two rates of one day", "USD,2024-01-01,0.91,spot\n", "state two rates from 2024-01-01, 0.90 and 0.91"],
    ["no code", "Dollar,2024-01-01,0.91,spot\n", 'rates.csv line 9, column "currency": not an ISO 4217 code'],
    ["no rate", "USD,2024-06-01,0,spot\n", 'rates.csv line 9, column "rate": not a rate above 0'],
    ["no day", "USD,soon,1,spot\n", 'rates.csv line 9, column "from": not a date'],
    ["another kind", "USD,2024-06-01,1,guess\n", 'rates.csv line 9, column "kind": the kind is plan or spot'],
  ])("refuses a table of rates with %s", async (_, row, message) => {
    const failure = await failureOf(imported({}, { "rates.csv": RATES + row }));
    expect(failure.message).toContain(message);
    expect(failure.code).toBe("bad_input");
  });
  it("converts snapshots, whose states change by the source's own amounts alone", async () => {
    const text =
      "snapshot_date,opportunity_id,stage,amount,currency\n2024-01-08,a,Demo,100,USD\n2024-02-12,a,Demo,100,USD\n2024-04-08,a,Won,100,USD\n2024-04-08,e,Demo,5,EUR\n";
    const { log } = await importTexts({ "s.csv": text, "rates.csv": RATES });
    expect(log.rowStart[1]).toBe(2);
    expect(amountsOn(log, "2024-02-12")).toEqual({ a: 95_00 });
    expect(amountsOn(log, "2024-05-01")).toEqual({ a: 80_00, e: 5_00 });
  });
  it("tells currencies by the signs of the amounts", async () => {
    const text = "opportunity_id,changed_at,stage,amount\na,2024-01-05,Demo,$100\nb,2024-01-05,Demo,100 €\nc,2024-01-05,Demo,100\n"; // prettier-ignore
    const { log } = await importTexts({ "h.csv": text, "rates.csv": RATES });
    expect(amountsOn(log, "2024-01-06")).toEqual({ a: 90_00, b: 100_00, c: 100_00 });
  });
});

describe("importPipeline() of rows that say their own rate", () => {
  it("takes HubSpot's amount in the company's currency, and says whose rates they are", async () => {
    const text =
      "Record ID,Deal Name,Deal Stage,Amount,Amount in company currency,Currency,Close Date,Create Date\n" +
      "1,A,Talks,100,92.5,USD,,2024-01-05\n2,B,Closed won,50,50,EUR,2024-02-01,2024-01-05\n3,C,Talks,10,,USD,,2024-01-06\n";
    const { log, warnings, rejections } = await importTexts({ "deals.csv": text });
    expect([log.currency, amountsOn(log, "2024-03-01")]).toEqual(["EUR", { 1: 92_50, 2: 50_00 }]);
    expect(warnings.map(({ code }) => code)).toContain("rates_of_rows");
    expect(rejections).toMatchObject([{ line: 4, column: "Amount" }]);
  });
  it("divides by the rate of Dynamics, what was won as well", async () => {
    const text =
      "opportunityid,name,estimatedvalue,actualvalue,estimatedclosedate,actualclosedate,statecode,stepname,createdon,transactioncurrencyid,exchangerate\n" +
      "a1,A,100,,2024-04-30,,0,1-Qualify,2024-01-05T09:00:00Z,USD,1.25\na2,B,100,200,2024-04-30,2024-02-01,1,1-Qualify,2024-01-05T09:00:00Z,USD,1.25\n" +
      "a3,C,10,,2024-04-30,,0,1-Qualify,2024-01-05T09:00:00Z,EUR,1\n";
    const { log } = await importTexts({ "o.csv": text });
    expect([log.currency, amountsOn(log, "2024-03-01")]).toEqual([
      "EUR",
      { a1: 80_00, a2: 160_00, a3: 10_00 },
    ]);
  });
  it("lets a table of rates stand before what rows say", async () => {
    const text = "Record ID,Deal Name,Deal Stage,Amount,Amount in company currency,Currency,Close Date,Create Date\n1,A,Talks,100,92.5,USD,,2024-01-05\n2,B,Talks,50,50,EUR,,2024-01-05\n"; // prettier-ignore
    const { log } = await importTexts({ "deals.csv": text, "rates.csv": RATES });
    expect(amountsOn(log, "2024-01-06")).toEqual({ 1: 90_00, 2: 50_00 });
  });
});

describe("roundedShare()", () => {
  it("is exact, and rounds half a unit to even once, whatever the size", () => {
    const share = fc.record({
      units: fc.integer({ min: -(2 ** 45), max: 2 ** 45 }),
      numerator: fc.bigInt({ min: 1n, max: 10n ** 9n }),
      denominator: fc.bigInt({ min: 1n, max: 10n ** 9n }),
    });
    fc.assert(
      fc.property(share, ({ units, numerator, denominator }) => {
        const whole = BigInt(Math.abs(units)) * numerator;
        fc.pre(whole / denominator < 2n ** 53n);
        const exact = new MoneyDecimal(String(whole)).div(String(denominator));
        const rounded = roundedShare(units, numerator, denominator);
        expect(Math.abs(rounded)).toBe(exact.toDecimalPlaces(0).toNumber());
        expect(rounded === 0 || rounded < 0 === units < 0).toBe(true);
      }),
    );
    expect([roundedShare(5, 1n, 2n), roundedShare(7, 1n, 2n), roundedShare(-5, 1n, 2n)]).toEqual([2, 4, -2]);
  });
});

const usdRates = fc.uniqueArray(fc.record({ day: fc.integer({ min: 0, max: 120 }), rate: fc.integer({ min: 500, max: 1500 }) }), { selector: ({ day: at }) => at, minLength: 1, maxLength: 6 }); // prettier-ignore
const ratesText = (rates: readonly { readonly day: number; readonly rate: number }[]): string =>
  `currency,from,rate\nUSD,2023-12-01,1.1\n${rates.map(({ day: at, rate }) => `USD,${isoFromDay((day("2024-01-01") + at) as Day)},${rate / 1000}`).join("\n")}\n`;
const ROWS = "opportunity_id,changed_at,stage,amount,currency\na,2024-01-05,Demo,100.55,USD\na,2024-02-10,Demo,120.10,USD\na,2024-03-10,Won,120.10,USD\nb,2024-01-07,Demo,33.33,USD\nb,2024-03-01,Lost,0,USD\nc,2024-01-08,Demo,77,EUR\nd,2024-01-09,Demo,10,USD\nd,2024-02-20,Demo,9,EUR\n"; // prettier-ignore

describe("rates and days", () => {
  it("never let a rate of a later day change what was so", async () => {
    await fc.assert(
      fc.asyncProperty(usdRates, fc.integer({ min: 5, max: 100 }), fc.constantFrom("spot", "close"), async (rates, at, rateView) => {
        const asOf = isoFromDay((day("2024-01-01") + at) as Day);
        const all = await importTexts({ "h.csv": ROWS, "rates.csv": ratesText(rates) }, { rateView });
        const known = rates.filter(({ day: from }) => from <= at);
        const then = await importTexts({ "h.csv": ROWS, "rates.csv": ratesText(known) }, { rateView });
        expect(amountsOn(all.log, asOf)).toEqual(amountsOn(then.log, asOf));
      }),
      { numRuns: 25 },
    ); // prettier-ignore
  });
  it("close every bridge without a rest, and put what rates alone did into bars of their own", async () => {
    await fc.assert(
      fc.asyncProperty(usdRates, fc.constantFrom("spot", "close"), async (rates, rateView) => {
        const { log } = await importTexts({ "h.csv": ROWS, "rates.csv": ratesText(rates) }, { rateView });
        for (const [from, to] of [["2024-01-10", "2024-02-01"], ["2024-01-20", "2024-02-25"], ["2024-02-12", "2024-04-20"]] as const) {
          const bridge = pipelineBridge(log, { from: day(from), to: day(to), funnel: FUNNEL });
          if (!bridge.ok) throw new Error("There are rows");
          expect(bridge.value.residual).toBe(0);
          const amounts = Object.fromEntries(bridge.value.bars.map(({ kind, amount }) => [kind, amount]));
          // Nothing but the rates moved in the first window.
          const moved = to === "2024-02-01" ? amounts["increased"]! + amounts["decreased"]! : 0;
          expect(moved).toBe(0);
        }
      }),
      { numRuns: 25 },
    ); // prettier-ignore
  });
  it("tell a higher rate from a higher amount", async () => {
    const { log } = await importTexts({ "h.csv": ROWS, "rates.csv": ratesText([{ day: 36, rate: 1300 }]) });
    const bridge = pipelineBridge(log, { from: day("2024-02-01"), to: day("2024-02-15"), funnel: FUNNEL });
    if (!bridge.ok) throw new Error("There are rows");
    const bars = bridge.value.bars.filter(({ amount }) => amount !== 0);
    // a: 100.55 at 1.1 is 110.60 (half even), at 1.3 130.72; then 120.10 at 1.3 is 156.13. b: 36.66 and 43.33; d: 11 and 13.
    expect(bars).toEqual([
      { kind: "currencyUp", count: 3, amount: 130_72 - 110_60 + 43_33 - 36_66 + 2_00 },
      { kind: "increased", count: 1, amount: 156_13 - 130_72 },
    ]);
  });
});
