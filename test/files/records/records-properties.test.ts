import * as fc from "fast-check";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CustomerRecords } from "../../../src/core/customers/customer-records.ts";
import { readCustomerRecords } from "../../../src/files/records/read-customer-records.ts";
import { withFolder } from "../import-texts.ts";
import { makeWorkbook } from "../make-workbook.ts";
import { csvOf, generatedTables, type GeneratedTable } from "./generated-records.ts";
import { readTexts } from "./record-texts.ts";

const LISTS = ["customers", "subscriptions", "leads", "touches", "spend", "finances", "surveys", "owners"] as const; // prettier-ignore

/** Records without the lines that told them: as texts in ascending order, or undefined for an absent list. */
function contentsOf(records: CustomerRecords): Record<string, readonly string[] | undefined> {
  const texts = LISTS.map((list) => [list, records[list]?.map((record) => JSON.stringify({ ...record, source: 0 })).sort()]); // prettier-ignore
  return Object.fromEntries(texts) as Record<string, readonly string[] | undefined>;
}

const textsOf = (tables: readonly GeneratedTable[]): Record<string, string> =>
  Object.fromEntries(tables.map((table) => [`${table.name}.csv`, csvOf(table)]));

describe("records", () => {
  it("are the same for any order and any repetition of the files", async () => {
    await fc.assert(
      fc.asyncProperty(generatedTables, fc.infiniteStream(fc.nat()), async (tables, numbers) => {
        await withFolder(textsOf(tables), async (folder) => {
          const names = tables.map(({ name }) => join(folder, `${name}.csv`));
          const order = numbers.take(names.length + 3).map((number) => names[number % names.length]!);
          const shuffled = [...order, ...names.toReversed(), folder];
          expect(await readCustomerRecords(shuffled)).toEqual(await readCustomerRecords(names));
        });
      }),
      { numRuns: 25 },
    );
  });

  it("are the same for any order of the rows, but for the lines that told them", async () => {
    const shuffledTables = generatedTables.chain((tables) =>
      fc.tuple(
        fc.constant(tables),
        fc.tuple(...tables.map(({ rows }) => fc.shuffledSubarray([...rows], { minLength: rows.length }))),
      ),
    );
    await fc.assert(
      fc.asyncProperty(shuffledTables, async ([tables, orders]) => {
        const other = tables.map((table, i) => ({ ...table, rows: orders[i]! }));
        const [a, b] = [await readTexts(textsOf(tables)), await readTexts(textsOf(other))];
        expect(contentsOf(b.records)).toEqual(contentsOf(a.records));
        expect(b.rejectionCount).toBe(a.rejectionCount);
      }),
      { numRuns: 40 },
    );
  });

  it("account for every row of a table: used, equal to a used one, left out, or listed", async () => {
    await fc.assert(
      fc.asyncProperty(generatedTables, async (tables) => {
        const read = await readTexts(textsOf(tables));
        for (const { file, rowCount, rejectedCount, layout } of read.sources) {
          const rows = tables.find(({ name }) => `${name}.csv` === file)!.rows;
          const filled = rows.filter((cells) => cells.some((cell) => cell !== ""));
          expect(rowCount).toBe(filled.length);
          const list =
            read.records[layout === "invoices" ? "subscriptions" : (layout as (typeof LISTS)[number])];
          const usedLines = new Set(list?.filter(({ source }) => source.file === file).map(({ source }) => source.line)); // prettier-ignore
          const listedLines = new Set(
            read.rejections.filter((row) => row.file === file).map(({ line }) => line),
          );
          expect(listedLines.size).toBe(rejectedCount);
          expect([...usedLines].filter((line) => listedLines.has(line))).toEqual([]);
          expect(usedLines.size + listedLines.size).toBeLessThanOrEqual(filled.length);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("of a workbook are those of the same tables in CSV files", async () => {
    await fc.assert(
      fc.asyncProperty(generatedTables, async (tables) => {
        const numbers = new Set(["amount", "revenue", "net_burn", "score"]);
        const cell = (text: string, column: string): string | number | null =>
          text === "" ? null : numbers.has(column) && !Number.isNaN(Number(text)) ? Number(text) : text;
        const sheets = tables.map(({ name, header, rows }) => {
          return [name, [header, ...rows.map((cells) => cells.map((text, i) => cell(text, header[i]!)))]] as const; // prettier-ignore
        });
        const book = makeWorkbook(Object.fromEntries(sheets));
        const [a, b] = [await readTexts(textsOf(tables)), await readTexts({ "book.xlsx": book })];
        expect(contentsOf(b.records)).toEqual(contentsOf(a.records));
        expect(b.rejectionCount).toBe(a.rejectionCount);
      }),
      { numRuns: 12 },
    );
  });
});
