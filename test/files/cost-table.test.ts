import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { dayFromCivil } from "../../src/core/base/day.ts";
import { costLedger } from "../../src/core/costs/cost-ledger.ts";
import { ledgerTotals } from "../../src/core/costs/ledger-totals.ts";
import { importCostTable, type CostTableOptions } from "../../src/files/cost-table.ts";
import { failureOf, withFolder } from "./import-texts.ts";

const IN_2026: CostTableOptions = { caseStart: dayFromCivil(2026, 1, 1) };

function importTable(text: string | Buffer, options: CostTableOptions = {}) {
  return withFolder({ "costs.csv": text }, (folder) => importCostTable(join(folder, "costs.csv"), options));
}

const messageOf = async (text: string, options: CostTableOptions = {}): Promise<string> =>
  (await failureOf(importTable(text, options))).message;

/** Items as lines such as `technology CPQ: 1=1200.00 2=80.50`. */
async function itemsOf(text: string | Buffer, options: CostTableOptions = {}): Promise<string[]> {
  const { plan } = await importTable(text, options);
  return plan.fixed.map(({ category, name, entries }) => {
    const cells = entries.map(({ month, amount }) => `${month}=${amount.toFixed(2)}`);
    return `${category} ${name}: ${cells.join(" ")}`;
  });
}

describe("importCostTable(), one row an item and month", () => {
  it("makes items of rows and keeps the line that each amount came from", async () => {
    const { plan, currency, layout, rowCount, warnings } = await importTable(
      "item,category,month,amount,department,note\n" +
        "CPQ,technology,0,48000,RevOps,quote 17\nCPQ,technology,1,1200.50,RevOps,\nCoach,training,2,900,,\n",
      { currency: "EUR" },
    );
    expect({ currency, layout, rowCount, warnings }).toEqual({
      currency: "EUR",
      layout: "long",
      rowCount: 3,
      warnings: [],
    });
    expect(
      plan.fixed.map(({ name, category, department, note }) => [name, category, department, note]),
    ).toEqual([
      ["CPQ", "technology", "RevOps", "quote 17"],
      ["Coach", "training", undefined, undefined],
    ]);
    const [line] = costLedger(plan, 3).lines;
    expect(line!.amounts.map(String)).toEqual(["48000", "1200.5", "0", "0"]);
    expect(line!.terms(1)).toMatchObject([{ label: "costs.csv line 3" }]);
  });

  it("reads months as numbers, calendar months and dates, counted from the start of the case", async () => {
    const rows =
      "item;month;amount\na;Initial;1\na;1;2\na;2026-03;3\na;Apr 2026;4\na;2026-12-31;5\na;M14;6\n";
    expect(await itemsOf(rows, IN_2026)).toEqual(["other a: 0=1.00 1=2.00 3=3.00 4=4.00 12=5.00 14=6.00"]);
  });

  it("reads what spreadsheets write: marks, signs, groups, quotes, a byte-order mark", async () => {
    expect(
      await itemsOf(
        '\ufeffItem;Cost category;Period;Costs\r\n"CPQ; all seats";Software;1;"1.234,56 €"\r\nCoach;People;2;99,5\r\n',
      ),
    ).toEqual(["technology CPQ; all seats: 1=1234.56", "staff Coach: 2=99.50"]);
    expect(await itemsOf("item\tmonth\tamount\na\t1\t$1,250.00\na\t2\t2.5k\n")).toEqual([
      "other a: 1=1250.00 2=2500.00",
    ]);
    expect(await itemsOf(Buffer.from("item,month,amount\nCaf\xe9,1,3\n", "latin1"))).toEqual([
      "other Café: 1=3.00",
    ]);
  });

  it("adds up amounts of one item and month, and keeps departments and categories apart", async () => {
    const { plan } = await importTable(
      "name,category,month,cost,team\na,other,1,10.10,x\na,other,1,0.05,x\na,other,1,5,y\na,staff,1,7,x\n",
    );
    const totals = ledgerTotals(costLedger(plan, 1));
    expect(plan.fixed).toHaveLength(3);
    expect(totals.costs.total.toFixed(2)).toBe("22.15");
    expect(totals.byDepartment.get("x")!.total.toFixed(2)).toBe("17.15");
  });

  it("takes the currency of the amounts and its decimal places", async () => {
    expect((await importTable("item,month,amount\na,1,£5\n")).currency).toBe("GBP");
    const yen = await importTable("item,month,amount,currency\na,1,5200,JPY\n");
    expect([yen.currency, String(yen.plan.fixed[0]!.entries[0]!.amount)]).toEqual(["JPY", "5200"]);
    expect(await messageOf("item,month,amount\na,1,£5\na,2,€5\n")).toContain("several currencies");
    expect(await messageOf("item,month,amount\na,1,£5\n", { currency: "EUR" })).toContain("says GBP");
  });
});

describe("importCostTable(), a column a month", () => {
  it("reads numbered and dated columns; blank cells cost nothing", async () => {
    expect(
      await itemsOf("Item,Category,Initial,1,2,3\nCPQ,technology,48000,1200,,1200\nCoach,training,,-,900,\n"),
    ).toEqual(["technology CPQ: 0=48000.00 1=1200.00 3=1200.00", "training Coach: 2=900.00"]);
    expect(await itemsOf("item;2026-01;2026-02\na;1,5;2,5\n", IN_2026)).toEqual(["other a: 1=1.50 2=2.50"]);
    expect(await itemsOf("item,Jan-26,Feb-26\na,1,2\n", IN_2026)).toEqual(["other a: 1=1.00 2=2.00"]);
    expect(await itemsOf("item,31/01/2026,28/02/2026\na,1,2\n", IN_2026)).toEqual(["other a: 1=1.00 2=2.00"]);
  });

  it("says which columns it does not read", async () => {
    const { warnings, layout, plan } = await importTable("item,Owner,1,2,Total\na,me,1,2,3\n");
    expect([layout, plan.fixed[0]!.entries.length]).toEqual(["wide", 2]);
    expect(warnings).toEqual([
      { code: "columns_not_used", message: 'costs.csv: "Owner", "Total" are not read' },
    ]);
  });

  it("gives the same ledger as the long layout", async () => {
    const wide = await importTable("item,1,2\na,10.25,3\nb,,4\n");
    const long = await importTable("item,month,amount\na,1,10.25\nb,2,4\na,2,3\n");
    const cells = [wide, long].map(({ plan }) => ledgerTotals(costLedger(plan, 2)).costs.months.map(String));
    expect(cells[0]).toEqual(cells[1]);
  });
});

describe("importCostTable(), what it refuses", () => {
  const long = (rows: string, options: CostTableOptions = {}) =>
    messageOf(`item,category,month,amount\n${rows}`, options);

  it("names file, line and column and what to do", async () => {
    expect(await long("a,other,1,10\nb,technolgy,1,5\n")).toBe(
      'Cannot use the cost table: costs.csv line 3, column "category": not a category; did you mean technology? ("technolgy")',
    );
    expect(await long("a,other,1,ten\n")).toContain(
      'line 2, column "amount": not an amount that can be read',
    );
    expect(await long("a,other,1,\n")).toContain("write 0 where nothing is paid");
    expect(await long("a,other,1,-5\n")).toContain("under the category avoided");
    expect(await long(",other,1,5\n")).toContain('column "item": no item');
    expect(await long("a,other,soon,5\n")).toContain(
      'column "month": not a month; write 1 for the first month',
    );
    expect(await long("a,constructor,1,5\n")).toContain("write staff, technology");
    expect(await long("a,other,601,5\n")).toContain("at most 600 months");
    expect(await long("a,other,1\n")).toContain("the row has 3 cells where the header has 4");
  });

  it("counts a total row never twice", async () => {
    expect(await long("a,other,1,5\nTotal,,1,5\n")).toContain("looks like a total");
    expect(await messageOf("item,1,2\na,1,2\nGrand Total,1,2\n")).toContain("line 3");
  });

  it("needs the start of the case for calendar months, and nothing before it", async () => {
    expect(await long("a,other,2026-03,5\n")).toContain("needs the start of the case");
    expect(await long("a,other,2025-12,5\n", IN_2026)).toContain("before the month in which the case begins");
    expect(await messageOf("item,2025-12,2026-01\na,1,2\n", IN_2026)).toContain(
      'line 1, column "2025-12": before',
    );
  });

  it("asks where dates or amounts can be read in two ways", async () => {
    const dates = "a,other,3/4/2026,5\n";
    expect(await long(dates, IN_2026)).toContain("say --date-order mdy or --date-order dmy");
    expect(await itemsOf(`item,category,month,amount\n${dates}`, { ...IN_2026, dateOrder: "dmy" })).toEqual([
      "other a: 4=5.00",
    ]);
    expect(await messageOf("item;month;amount\na;1;1,234\n")).toContain("--decimal-mark");
    expect(await itemsOf("item;month;amount\na;1;1,234\n", { decimalMark: "." })).toEqual([
      "other a: 1=1234.00",
    ]);
  });

  it("refuses a table that is none", async () => {
    expect(await messageOf("a,b\n1,2\n")).toContain("no column is called item");
    expect(await messageOf("item,amount\na,2\n")).toContain("neither a month and an amount column");
    expect(await messageOf("item,2026,2027\na,2,3\n")).toContain('column "2026" is longer than a month');
    expect(await messageOf("item,Q1,Q2\na,2,3\n")).toContain('"Q1" is longer than a month');
    expect(await messageOf("item,1,M1\na,2,3\n")).toContain('the month of column "1" again');
    expect(await messageOf("item,item,month,amount\na,a,1,3\n")).toContain("both called");
    expect(await messageOf("item,month,amount\n")).toContain("no row below the header");
    expect(await messageOf("")).toContain("empty");
  });
});
