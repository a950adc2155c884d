import * as fc from "fast-check";
import { AppFailure } from "../../../src/contracts/failure.ts";
import type { CustomerRecords } from "../../../src/core/customers/customer-records.ts";
import type { Texts } from "../import-texts.ts";
import { makeWorkbook } from "../make-workbook.ts";
import { readTexts } from "./record-texts.ts";

/** A whole folder of small tables; the second row of each can be used. */
export const WHOLE_TABLES: Readonly<Record<string, string>> = {
  "customers.csv":
    "customer_id,name,segment,since,churn_reason\nC-1,Acme,Growth,2024-01-01,\nC-2,Bolt,Starter,,price\n",
  "subscriptions.csv":
    "subscription_id,customer_id,start_date,end_date,amount,billing_period,currency,rate,term_end\n" +
    "S-1,C-1,2024-01-01,,1200.50,year,EUR,1,2024-12-31\nS-1,C-1,2024-07-01,2024-12-31,2400,year,USD,0.92,2024-12-31\nS-2,C-2,2024-02-01,2024-03-31,10,month,,,\n",
  "leads.csv":
    "lead_id,created_on,channel,mql_on,sql_on,converted_on,opportunity_id,customer_id\nL-1,2024-01-01,Events,2024-01-05,2024-01-09,2024-01-20,OP-1,C-1\nL-2,2024-01-02,Paid search,,,,,\n",
  "touches.csv":
    "lead_id;touched_on;channel\nL-1;01.01.2024;Events\nL-1;15.01.2024;Paid search\nL-2;02.01.2024;Paid search\n",
  "spend.csv":
    'month,channel,campaign,team,amount\n2024-01,Events,Fair,marketing,"1,234.50"\nFeb 2024,,,sales,20k\n2024-03-15,Paid search,Brand,marketing,99.99\n',
  "finances.csv": "month,revenue,cost_of_revenue,net_burn\n2024-01,1000,200,-5\n2024-02,1100,,\n",
  "surveys.csv": "answered_on,score,customer_id\n2024-01-31,9,C-1\n2024-02-29,0,\n2024-03-31,10,C-2\n",
  "owners.csv": "owner,manager,from,to\nAda,Bo,,\nBo,Cy,2024-01-01,2024-06-30\nBo,Di,2024-07-01,\nDi,Cy,,\n",
};

const INVOICES: Texts = {
  "invoices.csv":
    "invoice_id,line_id,customer_id,amount,service_start,service_end,line_type\nI-1,1,C-1,1200,2024-01-01,2024-12-31,recurring\nI-1,2,C-1,50,,,setup\nI-2,3,C-2,100,2024-02-01,2024-02-29,\n",
};
const BOOK: Texts = {
  "book.xlsx": makeWorkbook({
    subscriptions: [
      ["subscription_id", "customer_id", "start_date", "monthly_amount"],
      ["S-1", "C-1", { serial: 45_296 }, 10.5],
    ],
    surveys: [
      ["answered_on", "score"],
      [{ serial: 45_296 }, 9],
    ],
  }),
};
/** Each table by itself, beside those that it points to. */
const FOLDERS: readonly Texts[] = [
  ...Object.keys(WHOLE_TABLES).map((name): Texts => {
    const other = name === "touches.csv" ? "leads.csv" : "customers.csv";
    return { [name]: WHOLE_TABLES[name]!, [other]: WHOLE_TABLES[other]! };
  }),
  INVOICES,
  BOOK,
];

const JUNK = [
  "", ",", ";", '"', "\n", "\r\n", "\0", "\uFEFF", "=1+1", "2024-13-45", "3/4/2024", "99999999999999999999", "-0", "-7", "11", "NaN",
  "null", "__proto__", "constructor", "1e308", "1e-9", "💥", "\u{1b}[2J", "<b>", "€", "$", "USD", "(1)", "%", "[", "{}", "0000-01-01", "9999-12-31",
]; // prettier-ignore
const MOST_MILLISECONDS = 5_000;
const FAIR: ReadonlySet<string> = new Set(["bad_input", "ambiguous_input"]);

const broken = fc
  .record({
    folder: fc.constantFrom(...FOLDERS),
    file: fc.nat(),
    mutations: fc.array(
      fc.record({ at: fc.nat(), length: fc.nat(12), junk: fc.oneof(fc.constantFrom(...JUNK), fc.string({ maxLength: 4 })) }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ folder, file, mutations }): Texts => {
    const names = Object.keys(folder);
    const name = names[file % names.length]!;
    let bytes = Buffer.from(folder[name]!);
    for (const { at, length, junk } of mutations) {
      const start = bytes.length === 0 ? 0 : at % bytes.length;
      bytes = Buffer.concat([bytes.subarray(0, start), Buffer.from(junk), bytes.subarray(start + length)]);
    }
    return Object.assign({}, folder, { [name]: bytes });
  }); // prettier-ignore

/**
 * Reads broken folders: each ends soon with records that hold what is promised of them, or with a failure that says what is wrong.
 * @returns how many gave records, and how many each failure
 */
export async function fuzzRecords(runCount: number, seed: number): Promise<ReadonlyMap<string, number>> {
  const ends = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(broken, async (texts) => {
      const started = performance.now();
      const end = await endOf(texts);
      ends.set(end, (ends.get(end) ?? 0) + 1);
      return performance.now() - started < MOST_MILLISECONDS;
    }),
    { numRuns: runCount, seed },
  );
  return ends;
}

async function endOf(texts: Texts): Promise<string> {
  try {
    const { records, sources, rejections, rejectionCount } = await readTexts(texts);
    const problems = [
      ...problemsOf(records),
      ...sources.flatMap(({ file, rowCount, rejectedCount }) => (rejectedCount > rowCount ? [`${file} lists too much`] : [])), // prettier-ignore
      ...rejections.flatMap((row) => (row.line < 2 || row.reason === "" ? [`nowhere: ${JSON.stringify(row)}`] : [])), // prettier-ignore
      rejections.length === Math.min(1_000, rejectionCount) ? "" : "rejections are lost",
    ].filter((problem) => problem !== "");
    if (problems.length > 0) throw new Error(`${problems.join("; ")} in ${JSON.stringify(texts)}`);
    return "records";
  } catch (error) {
    if (error instanceof AppFailure && FAIR.has(error.code)) return error.code;
    throw error;
  }
}

/** What records break of what is promised of them. */
export function problemsOf(records: CustomerRecords): string[] {
  const problems: string[] = [];
  const ensure = (holds: boolean, what: string): void => void (holds || problems.push(what));
  const isMoney = (amount: number): boolean => Number.isSafeInteger(amount) && amount >= 0 && !Object.is(amount, -0); // prettier-ignore
  for (const { id, from, to, monthly, rate } of records.subscriptions ?? []) {
    ensure(id !== "" && Number.isInteger(from) && (to === undefined || to >= from), `days of ${id}`);
    ensure(isMoney(monthly) && rate > 0 && rate < Infinity, `money of ${id}`);
  }
  for (const { from, to, amount } of records.spend ?? []) ensure(to >= from && isMoney(amount), "spend");
  for (const { revenue, costOfRevenue, netBurn } of records.finances ?? [])
    ensure(
      isMoney(revenue ?? 0) && isMoney(costOfRevenue ?? 0) && Number.isSafeInteger(netBurn ?? 0),
      "books",
    );
  for (const { score } of records.surveys ?? []) ensure(Number.isInteger(score) && score >= 0 && score <= 10, "score"); // prettier-ignore
  for (const list of [records.customers, records.leads]) {
    const ids = (list ?? []).map(({ id }) => id);
    ensure(new Set(ids).size === ids.length && !ids.includes(""), "ids");
  }
  const days = [...(records.owners ?? [])].flatMap(({ from, to }) => [from ?? 0, to ?? 99_999]);
  for (const day of [...days, 0, 99_999]) ensure(isTreeOn(records, day), `owners on day ${day}`);
  return problems;
}

/** Whether on a day nobody has two managers and everybody's chain of managers ends. */
function isTreeOn({ owners }: CustomerRecords, day: number): boolean {
  const managers = new Map<string, string | undefined>();
  for (const { owner, manager, from, to } of owners ?? []) {
    if ((from ?? 0) > day || (to ?? 99_999) < day) continue;
    if (managers.has(owner)) return false;
    managers.set(owner, manager);
  }
  for (const owner of managers.keys()) {
    let above: string | undefined = owner;
    for (let step = 0; above !== undefined; step++) {
      if (step > managers.size) return false;
      above = managers.get(above);
    }
  }
  return true;
}
