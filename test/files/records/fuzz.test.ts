import { describe, expect, it } from "vitest";
import { fuzzRecords, WHOLE_TABLES } from "./fuzz-records.ts";
import { readTexts } from "./record-texts.ts";

describe("readCustomerRecords() of broken files", () => {
  it("ends with records that hold what is promised, or with a reason, soon", async () => {
    const ends = await fuzzRecords(50, 1);
    expect(ends.get("records")).toBeGreaterThan(33);
  });

  it("lists nothing of whole files", async () => {
    expect((await readTexts(WHOLE_TABLES)).rejections).toEqual([]);
  });
});

/** Columns whose cell, spoilt in the second line of the file, makes the row unusable. */
const SPOILT = [
  ["customers.csv", "customer_id", ""],
  ["customers.csv", "since", "soon"],
  ["subscriptions.csv", "subscription_id", ""],
  ["subscriptions.csv", "customer_id", "C-99"],
  ["subscriptions.csv", "start_date", "2024-02-30"],
  ["subscriptions.csv", "end_date", "2023-12-31"],
  ["subscriptions.csv", "amount", "-1200.50"],
  ["subscriptions.csv", "billing_period", "fortnight"],
  ["subscriptions.csv", "currency", "euro"],
  ["subscriptions.csv", "term_end", "2023-12-31"],
  ["leads.csv", "lead_id", ""],
  ["leads.csv", "created_on", "n/a"],
  ["leads.csv", "mql_on", "2023-12-31"],
  ["leads.csv", "customer_id", "C-99"],
  ["touches.csv", "lead_id", "L-99"],
  ["touches.csv", "touched_on", "yesterday"],
  ["touches.csv", "channel", ""],
  ["spend.csv", "month", "2024-13"],
  ["spend.csv", "team", "legal"],
  ["spend.csv", "amount", "lots"],
  ["finances.csv", "month", ""],
  ["finances.csv", "revenue", "-1000"],
  ["finances.csv", "cost_of_revenue", "x"],
  ["surveys.csv", "answered_on", "2024-02-30"],
  ["surveys.csv", "score", "11"],
  ["surveys.csv", "score", "8.5"],
  ["surveys.csv", "customer_id", "C-99"],
  ["owners.csv", "owner", ""],
  ["owners.csv", "manager", "Ada"],
  ["owners.csv", "from", "2024-02-30"],
] as const;

describe("a row that cannot be used", () => {
  it.each(SPOILT)("of %s is listed with its line for %s %j", async (file, column, value) => {
    const [header, first, ...rest] = WHOLE_TABLES[file]!.split("\n") as [string, string, ...string[]];
    const delimiter = header.includes(";") ? ";" : ",";
    const cells = first.replace('"1,234.50"', "1234.50").split(delimiter);
    cells[header.split(delimiter).indexOf(column)] = value;
    const text = [header, cells.join(delimiter), ...rest].join("\n");
    const { rejections } = await readTexts({ ...WHOLE_TABLES, [file]: text }, { currency: "EUR" });
    const own = rejections.filter((rejection) => rejection.file === file);
    expect(own.map(({ line, column: named }) => [line, named])).toEqual([[2, column]]);
  });
});
