import { describe, expect, it } from "vitest";
import { isoFromDay, type Day } from "../../../src/core/base/day.ts";
import type { SubscriptionRecord } from "../../../src/core/customers/customer-records.ts";
import type { ImportOptions } from "../../../src/files/import-result.ts";
import { failureOf } from "../import-texts.ts";
import { readTexts, rejectedLines } from "./record-texts.ts";

const SUBSCRIPTIONS = "subscription_id,customer_id,start_date,end_date,amount,billing_period";

/** Subscriptions as lines such as `S-1 C-1 2025-01-01..2025-12-31 100.00`. */
function shown(subscriptions: readonly SubscriptionRecord[] | undefined): string[] {
  return (subscriptions ?? []).map(({ id, customerId, from, to, monthly }) => {
    const end = to === undefined ? "" : isoFromDay(to);
    return `${id} ${customerId} ${isoFromDay(from)}..${end} ${(monthly / 100).toFixed(2)}`;
  });
}

async function readSubscriptions(
  rows: string,
  options: ImportOptions = {},
  header = SUBSCRIPTIONS,
): Promise<{
  readonly lines: string[];
  readonly rejected: string[];
  readonly records: readonly SubscriptionRecord[];
  readonly warnings: readonly string[];
}> {
  const read = await readTexts({ "s.csv": `${header}\n${rows}` }, { currency: "EUR", ...options });
  const records = read.records.subscriptions ?? [];
  const warnings = read.warnings.map(({ code, count }) => `${code} ${count ?? ""}`.trim());
  return { lines: shown(records), rejected: rejectedLines(read), records, warnings };
}

describe("readCustomerRecords()", () => {
  it("knows each table by its header, and lists that no file tells of are absent", async () => {
    const { records, sources } = await readTexts({
      "a.csv": "Customer ID,Name,Customer since\nC-1,Acme,2024-01-31\n",
      "b.csv": "lead_id,created_on,channel,mql_on\nL-1,2024-01-01,Events,2024-01-05\n",
      "c.csv": "month,revenue\nJan 2024,1000\n2024-02-17,2000\n",
    });
    expect(sources.map(({ file, layout }) => `${file} ${layout}`)).toEqual([
      "a.csv customers",
      "b.csv leads",
      "c.csv finances",
    ]);
    expect(records.customers?.[0]).toMatchObject({
      id: "C-1",
      name: "Acme",
      source: { file: "a.csv", line: 2 },
    });
    expect(records.leads).toHaveLength(1);
    expect(records.finances?.map(({ month }) => isoFromDay(month))).toEqual(["2024-01-01", "2024-02-01"]);
    expect(records.subscriptions).toBeUndefined();
    expect(records.owners).toBeUndefined();
  });

  it("gives an empty list, not an absent one, for a table without rows or without a row that can be used", async () => {
    const { records, rejectionCount } = await readTexts({
      "customers.csv": "customer_id,name\n",
      "surveys.csv": "answered_on,score\n2024-01-01,11\n",
    });
    expect(records.customers).toEqual([]);
    expect(records.surveys).toEqual([]);
    expect(rejectionCount).toBe(1);
  });

  it("begins a customer without a first day with its first subscription", async () => {
    const { records } = await readTexts({
      "customers.csv": "customer_id,name,since\nC-1,Acme,\nC-2,Bolt,2023-05-01\nC-3,Cog,\n",
      "s.csv": `${SUBSCRIPTIONS}\nS-2,C-1,2024-03-01,,10,month\nS-1,C-1,2024-02-01,2024-02-29,10,month\nS-3,C-2,2024-02-01,,10,month\n`,
    });
    const days = records.customers!.map(({ id, since }) => [
      id,
      since === undefined ? "" : isoFromDay(since),
    ]);
    expect(days).toEqual([["C-3", ""], ["C-2", "2023-05-01"], ["C-1", "2024-02-01"]]); // prettier-ignore
  });

  it("is stopped by its signal", async () => {
    const signal = AbortSignal.abort();
    const work = readTexts({ "s.csv": `${SUBSCRIPTIONS}\nS-1,C-1,2024-01-01,,10,month\n` }, { signal });
    expect((await failureOf(work)).code).toBe("cancelled");
  });

  it("refuses listed rows when it has to be strict", async () => {
    const texts = { "surveys.csv": "answered_on,score\n2024-01-01,11\n" };
    const failure = await failureOf(readTexts(texts, { strict: true }));
    expect(failure.code).toBe("bad_input");
    expect(failure.message).toContain(
      'surveys.csv line 2, column "score": a score is a whole number from 0 to 10 ("11")',
    );
  });
});

describe("money of subscriptions", () => {
  it("divides the amount of a billing period by its months and rounds half a cent to even", async () => {
    const { lines } = await readSubscriptions(
      "a,C,2025-01-01,,100.05,half-year\nb,C,2025-01-01,,1200,year\nc,C,2025-01-01,,0.18,annual\nd,C,2025-01-01,,0.30,12\n" +
        "e,C,2025-01-01,,7,week\nf,C,2025-01-01,,100,quarterly\ng,C,2025-01-01,,0,month\n",
    );
    // 0.18 / 12 = 1.5 cents, 0.30 / 12 = 2.5 cents: both 2. A week is 7 of 365 days: 7 / (7 * 12 / 365) = 30.41666.
    expect(lines.map((line) => line.split(" ").at(-1))).toEqual(["16.68", "100.00", "0.02", "0.02", "30.42", "33.33", "0.00"]); // prettier-ignore
  });

  it("multiplies a price by its quantity, and an amount by none, with a warning", async () => {
    const header = "subscription_id,customer_id,start_date,unit_price,quantity,amount,billing_period";
    const { lines, warnings } = await readSubscriptions(
      "a,C,2025-01-01,2.50,10,,month\nb,C,2025-01-01,,10,2.50,month\nc,C,2025-01-01,3,,,month\n",
      {},
      header,
    );
    expect(lines).toEqual(["a C 2025-01-01.. 25.00", "b C 2025-01-01.. 2.50", "c C 2025-01-01.. 3.00"]);
    expect(warnings).toEqual(["quantity_not_used 1"]);
  });

  it("takes money in another currency at the rate of its row, and keeps the rate", async () => {
    const { lines, records, rejected } = await readSubscriptions(
      "a,C,2025-01-01,1200,year,USD,0.925\nb,C,2025-01-01,1200,year,EUR,1\nc,C,2025-01-01,1200,year,,\n" +
        "d,C,2025-01-01,1200,year,USD,\ne,C,2025-01-01,1200,year,EUR,0.9\nf,C,2025-01-01,1200,year,USD,0\ng,C,2025-01-01,1200,year,Dollar,1\n",
      {},
      "subscription_id,customer_id,start_date,amount,billing_period,currency,rate",
    );
    expect(lines.map((line) => line.split(" ").at(-1))).toEqual(["92.50", "100.00", "100.00"]);
    expect(records.map(({ rate }) => rate)).toEqual([0.925, 1, 1]);
    expect(rejected).toEqual([
      "s.csv:5 currency: in USD, where the company counts in EUR, and without a rate (USD)",
      "s.csv:6 rate: the rate of EUR, the company's own currency, is 1 (0.9)",
      "s.csv:7 rate: a rate is above 0 (0)",
      "s.csv:8 currency: not a currency code of three letters (Dollar)",
    ]);
  });

  it("takes the spot rate of the first day from a table of rates where a row states none", async () => {
    const header = "subscription_id,customer_id,start_date,amount,billing_period,currency,rate";
    const { records, rejections } = await readTexts({
      "rates.csv": "currency,from,rate\nUSD,2025-01-01,0.9\nUSD,2025-06-01,0.8\n",
      "s.csv": `${header}\na,C,2025-05-31,10,month,USD,\nb,C,2025-06-01,10,month,USD,\nc,C,2024-12-31,10,month,USD,\nd,C,2025-06-01,10,month,USD,0.5\ne,C,2025-06-01,10,month,EUR,\n`,
    });
    expect(records.currency).toBe("EUR");
    expect(records.subscriptions!.map(({ id, monthly, rate }) => [id, monthly, rate])).toEqual([
      ["a", 900, 0.9],
      ["b", 800, 0.8],
      ["d", 500, 0.5],
      ["e", 1000, 1],
    ]);
    expect(rejections.map(({ line, column }) => [line, column])).toEqual([[4, "currency"]]);
  });

  it("finds the company's currency itself, or asks", async () => {
    const header = "subscription_id,customer_id,start_date,amount,billing_period,currency,rate";
    const currencyOf = async (rows: string): Promise<string> => {
      const read = await readTexts({ "s.csv": `${header}\n${rows}` });
      return read.records.currency;
    };
    expect(await currencyOf("a,C,2025-01-01,1,month,usd,\n")).toBe("USD");
    expect(await currencyOf("a,C,2025-01-01,1,month,USD,0.9\nb,C,2025-01-01,1,month,EUR,1\n")).toBe("EUR");
    expect(await currencyOf("a,C,2025-01-01,1,month,,\n")).toBe("XXX");
    const failure = await failureOf(currencyOf("a,C,2025-01-01,1,month,USD,\nb,C,2025-01-01,1,month,EUR,\n"));
    expect(failure.code).toBe("ambiguous_input");
    expect(failure.message).toContain("USD in s.csv line 2 and EUR in s.csv line 3; say --currency");
  });

  it("understands amounts and dates as the columns have them, or asks", async () => {
    const { lines } = await readSubscriptions(
      'a;C;03.02.2025;;"1.234,50 €";month\n',
      {},
      SUBSCRIPTIONS.replaceAll(",", ";"),
    );
    expect(lines).toEqual(["a C 2025-02-03.. 1234.50"]);
    const unsure = await failureOf(readSubscriptions("a,C,3/4/2025,,1,month\n"));
    expect(unsure.code).toBe("ambiguous_input");
    expect(unsure.message).toContain('s.csv, column "start_date": "3/4/2025" in line 2');
    const said = await readSubscriptions("a,C,3/4/2025,,1,month\n", { dateOrder: "dmy" });
    expect(said.lines).toEqual(["a C 2025-04-03.. 1.00"]);
    const mark = await failureOf(readSubscriptions("a,C,2025-01-01,,1.234,month\n"));
    expect(mark.message).toContain("say --decimal-mark");
  });

  it("lists what cannot be used with its column and reason", async () => {
    const { lines, rejected } = await readSubscriptions(
      "a,C,2025-02-01,2025-01-31,1,month\n,C,2025-01-01,,1,month\nb,,2025-01-01,,1,month\nc,C,,,1,month\nd,C,2025-01-01,,-1,month\n" +
        "e,C,2025-01-01,,1,fortnight\nf,C,2025-01-01,,1,\ng,C,2025-01-01,,,month\nh,C,2025-13-01,,1,month\ni,C,2025-01-01,,abc,month\n" +
        "j,C,2025-01-01,,9e30,month\nk,C,2025-01-01\n",
    );
    expect(lines).toEqual([]);
    expect(rejected).toEqual([
      "s.csv:2 end_date: ends before it starts (2025-01-31)",
      "s.csv:3 subscription_id: no subscription id ()",
      "s.csv:4 customer_id: no customer id ()",
      "s.csv:5 start_date: no start date ()",
      "s.csv:6 amount: a negative amount (-1)",
      "s.csv:7 billing_period: not a billing period: say month, quarter, half-year, year or a number of months (fortnight)",
      "s.csv:8 billing_period: not a billing period: say month, quarter, half-year, year or a number of months ()",
      "s.csv:9 amount: no amount ()",
      "s.csv:10 start_date: not a date in the format of the column (2025-13-01)",
      "s.csv:11 amount: not an amount that can be read (abc)",
      "s.csv:12 amount: an amount that is too large (9e30)",
      "s.csv:13 : the row has 3 cells where the header has 6 (k,C,2025-01-01)",
    ]);
  });
});

describe("stretches of one subscription", () => {
  it("end on the day before the next one begins where their end is open", async () => {
    const { lines, rejected } = await readSubscriptions(
      "a,C,2025-06-01,,20,month\na,C,2025-01-01,,10,month\na,C,2025-09-01,2025-12-31,30,month\n",
    );
    expect(lines).toEqual([
      "a C 2025-01-01..2025-05-31 10.00",
      "a C 2025-06-01..2025-08-31 20.00",
      "a C 2025-09-01..2025-12-31 30.00",
    ]);
    expect(rejected).toEqual([]);
  });

  it("are one when they are equal, and listed when they contradict each other", async () => {
    const { lines, rejected } = await readSubscriptions(
      "a,C,2025-01-01,2025-06-30,10,month\na,C,2025-01-01,2025-06-30,10,month\na,C,2025-06-30,,20,month\n" +
        "a,C,2025-01-01,2025-06-30,11,month\na,D,2025-07-01,,10,month\n",
    );
    expect(lines).toEqual(["a C 2025-01-01..2025-06-30 10.00"]);
    expect(rejected).toEqual([
      "s.csv:4 start_date: begins while s.csv line 2 holds the subscription until 2025-06-30 (a)",
      "s.csv:5 subscription_id: the subscription is told differently from the same day on in s.csv line 2; give lines of their own ids of their own (a)",
      "s.csv:6 customer_id: the subscription belongs to customer C in s.csv line 2 (a)",
    ]);
  });

  it("of trials are left out and counted, and those that have ended need an end", async () => {
    const header = `${SUBSCRIPTIONS},status`;
    const { lines, rejected, warnings } = await readSubscriptions(
      "a,C,2025-01-01,,10,month,trialing\nb,C,2025-01-01,,10,month,in_trial\nc,C,2025-01-01,,10,month,active\n" +
        "d,C,2025-01-01,,10,month,canceled\ne,C,2025-01-01,2025-01-31,10,month,canceled\nf,C,2026-01-01,,10,month,future\n",
      {},
      header,
    );
    expect(lines).toEqual(["c C 2025-01-01.. 10.00", "e C 2025-01-01..2025-01-31 10.00"]);
    expect(rejected).toEqual(["s.csv:5 status: its status is canceled, but it has no end date (canceled)"]);
    expect(warnings).toEqual(["rows_left_out 3"]);
  });
});

describe("invoices", () => {
  const HEADER = "invoice_id,line_id,customer_id,amount,service_start,service_end";
  const readInvoices = async (
    rows: string,
  ): Promise<{ lines: string[]; rejected: string[]; warnings: string[] }> => {
    const read = await readTexts({ "i.csv": `${HEADER}\n${rows}` });
    const warnings = read.warnings.map(({ code, count }) => `${code} ${count ?? ""}`.trim());
    return { lines: shown(read.records.subscriptions), rejected: rejectedLines(read), warnings };
  };

  it("stand for subscriptions by the months of their service, and one-off lines are counted", async () => {
    const { lines, rejected, warnings } = await readInvoices(
      "I1,,C,1200,2025-01-01,2025-12-31\nI2,,C,45,2025-06-01,2025-06-15\nI3,,C,31,2025-01-15,2025-02-14\nI4,,C,500,,\n" +
        "I5,,C,10,2025-01-01,\nI6,,C,10,2025-02-01,2025-01-01\nI7,,C,-10,2025-01-01,2025-01-31\n",
    );
    expect(lines).toEqual([
      "I1 C 2025-01-01..2025-12-31 100.00",
      "I3 C 2025-01-15..2025-02-14 31.00",
      "I2 C 2025-06-01..2025-06-15 90.00", // half of June
    ]);
    expect(rejected).toEqual([
      "i.csv:6 service_end: a start of service without an end ()",
      "i.csv:7 service_end: ends before it starts (2025-01-01)",
      "i.csv:8 amount: a negative amount (-10)",
    ]);
    expect(warnings).toEqual(["rows_left_out 1"]);
  });

  it("count equal lines without ids as often as they stand there, and a line's id once", async () => {
    const line = "C,10,2025-01-01,2025-01-31";
    const { lines, rejected } = await readInvoices(
      `I1,,${line}\nI1,,${line}\nI2,L1,${line}\nI2,L1,${line}\nI2,L1,C,11,2025-01-01,2025-01-31\n`,
    );
    expect(lines).toEqual([
      "I1 C 2025-01-01..2025-01-31 10.00",
      "I1 C 2025-01-01..2025-01-31 10.00",
      "L1 C 2025-01-01..2025-01-31 10.00",
    ]);
    expect(rejected).toEqual(["i.csv:6 line_id: the line is told differently in i.csv line 4 (L1)"]);
  });

  it("are left alone beside subscriptions, with a warning", async () => {
    const { records, warnings } = await readTexts({
      "i.csv": `${HEADER}\nI1,,C,1200,2025-01-01,2025-12-31\n`,
      "s.csv": `${SUBSCRIPTIONS}\na,C,2025-01-01,,10,month\n`,
    });
    expect(shown(records.subscriptions)).toEqual(["a C 2025-01-01.. 10.00"]);
    expect(warnings.map(({ code }) => code)).toEqual(["file_skipped"]);
  });
});

describe("what points to something", () => {
  it("is listed where the table of those ids does not know it, and used where there is no such table", async () => {
    const texts = {
      "s.csv": `${SUBSCRIPTIONS}\na,C-1,2025-01-01,,10,month\nb,C-9,2025-01-01,,10,month\n`,
      "surveys.csv": "answered_on,score,customer_id\n2025-01-01,9,C-9\n2025-01-02,9,\n",
      "touches.csv": "lead_id,touched_on,channel\nL-1,2025-01-01,Events\nL-9,2025-01-01,Events\n",
    };
    const alone = await readTexts(texts);
    expect([alone.records.subscriptions, alone.records.surveys, alone.records.touches].map((list) => list?.length)).toEqual([2, 2, 2]); // prettier-ignore
    const known = await readTexts({
      ...texts,
      "customers.csv": "customer_id,name\nC-1,Acme\n",
      "leads.csv":
        "lead_id,created_on,channel,customer_id\nL-1,2024-12-01,Events,C-1\nL-2,2024-12-01,Events,C-9\n",
    });
    expect(rejectedLines(known)).toEqual([
      "leads.csv:3 customer_id: no table of customers knows this customer (C-9)",
      "s.csv:3 customer_id: no table of customers knows this customer (C-9)",
      "surveys.csv:2 customer_id: no table of customers knows this customer (C-9)",
      "touches.csv:3 lead_id: no table of leads knows this lead (L-9)",
    ]);
  });

  it("is listed when one id is told in two ways", async () => {
    const read = await readTexts({
      "a.csv": "customer_id,name\nC-1,Acme\nC-1,Acme\n",
      "b.csv": "customer_id,name\nC-1,Acorn\n",
      "finances.csv": "month,revenue\n2025-01,10\n2025-01,11\n",
      "leads.csv": "lead_id,created_on,channel,mql_on\nL-1,2025-02-01,Events,2025-01-31\n",
    });
    expect(read.records.customers?.map(({ name }) => name)).toEqual(["Acme"]);
    expect(rejectedLines(read)).toEqual([
      "b.csv:2 customer_id: the customer is told differently in a.csv line 2 (C-1)",
      "finances.csv:3 month: the month is told differently in finances.csv line 2 (2025-01)",
      "leads.csv:2 mql_on: a day before the lead was created (2025-01-31)",
    ]);
  });
});

describe("spend, surveys and books", () => {
  it("are of a day, of a month, or of a stretch of days", async () => {
    const { records, warnings } = await readTexts({
      "day.csv": "date,channel,amount\n2025-02-03,Events,10\n",
      "google_ads.csv": "Day,Campaign,Currency code,Cost\n2025-02-03,Brand,EUR,12.5\n",
      "linkedin.csv": "Start Date (in UTC),Campaign Name,Total Spent\n2/13/2025,Reach,7\n",
      "meta.csv":
        "Reporting starts,Reporting ends,Campaign name,Amount spent (EUR)\n2025-02-01,2025-02-28,Reach,28\n",
      "month.csv": "month,channel,team,amount\n2025-02,,Sales,100\n",
    });
    const spent = records.spend!.map(({ from, to, channel, campaign, team, amount }) =>
      [isoFromDay(from), isoFromDay(to), channel ?? "-", campaign ?? "-", team, amount].join(" "),
    );
    expect(spent).toEqual([
      "2025-02-01 2025-02-28 meta Reach marketing 2800",
      "2025-02-01 2025-02-28 - - sales 10000",
      "2025-02-03 2025-02-03 Events - marketing 1000",
      "2025-02-03 2025-02-03 google_ads Brand marketing 1250",
      "2025-02-13 2025-02-13 linkedin Reach marketing 700",
    ]);
    expect(records.currency).toBe("EUR");
    expect(warnings.map(({ code }) => code)).toEqual([
      "channel_by_file",
      "channel_by_file",
      "channel_by_file",
    ]);
  });

  it("list rows that cannot be, and let only net burn be negative", async () => {
    const read = await readTexts({
      "f.csv":
        "month,revenue,cost_of_revenue,net_burn\n2025-01,10,2,-3\n2025-02,-10,,\n2025-03,,,\nsoon,1,,\n",
      "s.csv":
        "answered_on,score\n2025-01-01,11\n2025-01-01,-1\n2025-01-01,8.5\n2025-01-01,\n2025-01-01,10\n2025-01-01,0\n",
      "x.csv":
        "from,to,channel,team,amount\n2025-02-01,2025-01-01,Ads,,1\n2025-02-01,,Ads,,1\n2025-02-01,2025-02-02,Ads,legal,1\n2025-02-01,2025-02-02,Ads,,-5\n2025-02-01,2025-02-02,Ads,,\n",
    });
    expect(read.records.finances).toMatchObject([{ revenue: 1000, costOfRevenue: 200, netBurn: -300 }]);
    expect(read.records.surveys?.map(({ score }) => score)).toEqual([0, 10]);
    expect(rejectedLines(read)).toEqual([
      "f.csv:3 revenue: a negative revenue (-10)",
      "f.csv:4 month: a month without revenue, cost of revenue or net burn (2025-03)",
      "f.csv:5 month: not a date in the format of the column (soon)",
      "s.csv:2 score: a score is a whole number from 0 to 10 (11)",
      "s.csv:3 score: a score is a whole number from 0 to 10 (-1)",
      "s.csv:4 score: a score is a whole number from 0 to 10 (8.5)",
      "s.csv:5 score: no score ()",
      "x.csv:2 to: ends before it starts (2025-01-01)",
      "x.csv:3 to: no day or month ()",
      "x.csv:4 team: neither sales nor marketing (legal)",
      "x.csv:5 amount: a negative amount (-5)",
      "x.csv:6 amount: no amount ()",
    ]);
  });

  it("that two exports have in common count once, and equal rows of one file each", async () => {
    const header = "date,channel,campaign,amount\n";
    const [a, b, c] = ["2025-01-01,Ads,A,5\n", "2025-01-02,Ads,A,5\n", "2025-01-03,Ads,A,5\n"];
    const { records } = await readTexts({ "1.csv": `${header}${a}${b}${b}`, "2.csv": `${header}${b}${c}` });
    expect(
      records.spend!.map(({ from, source }) => `${isoFromDay(from)} ${source.file}:${source.line}`),
    ).toEqual(["2025-01-01 1.csv:2", "2025-01-02 1.csv:3", "2025-01-02 1.csv:4", "2025-01-03 2.csv:3"]);
  });
});

describe("owners", () => {
  const HEADER = "owner,manager,from,to\n";
  const dayOf = (day: Day | undefined): string => (day === undefined ? "" : isoFromDay(day));

  it("may change their manager, leave and come back", async () => {
    const { records, rejectionCount } = await readTexts({
      "o.csv": `${HEADER}A,B,2024-01-01,2024-06-30\nA,C,2024-07-01,\nB,C,,\nC,,,\nD,B,2024-01-01,2024-02-01\nD,B,2025-01-01,\n`,
    });
    expect(rejectionCount).toBe(0);
    expect(
      records.owners!.map(({ owner, manager, from, to }) =>
        [owner, manager ?? "", dayOf(from), dayOf(to)].join(" "),
      ),
    ).toEqual([
      // prettier-ignore
      "B C  ",
      "C   ",
      "A B 2024-01-01 2024-06-30",
      "D B 2024-01-01 2024-02-01",
      "A C 2024-07-01 ",
      "D B 2025-01-01 ",
    ]);
  });

  it("have one manager at a time and never report to somebody below, on any day", async () => {
    const read = await readTexts({
      "o.csv": `${HEADER}A,B,,\nB,C,,\nC,A,2024-01-01,2024-01-31\nD,D,,\nA,E,2024-01-01,\nE,F,2024-01-01,2024-06-30\nF,E,2024-07-01,\n`,
    });
    expect(rejectedLines(read)).toEqual([
      "o.csv:4 manager: a circle: C reports to A reports to B reports to C (A)",
      "o.csv:5 manager: reports to itself (D)",
      "o.csv:6 owner: reports to B at the same time in o.csv line 2 (A)",
    ]);
    expect(read.records.owners).toHaveLength(4);
  });
});
