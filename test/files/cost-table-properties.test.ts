import { join } from "node:path";
import { Decimal } from "decimal.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayFromCivil } from "../../src/core/base/day.ts";
import { costLedger } from "../../src/core/costs/cost-ledger.ts";
import { ledgerTotals } from "../../src/core/costs/ledger-totals.ts";
import { importCostTable } from "../../src/files/cost-table.ts";
import { withFolder } from "./import-texts.ts";

const MONTHS = 24;
const START = { caseStart: dayFromCivil(2026, 7, 15) };

/** Cents by item and month; an item may cost nothing. */
const tables = fc.array(
  fc.array(fc.option(fc.integer({ min: 0, max: 10_000_000 }), { nil: undefined }), {
    minLength: MONTHS,
    maxLength: MONTHS,
  }),
  { minLength: 1, maxLength: 5 },
);

/** 1 is July 2026. */
function calendarMonth(month: number): string {
  const months = 2026 * 12 + 5 + month;
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}`;
}

const text = (cents: number, mark: string) => new Decimal(cents).div(100).toFixed(2).replace(".", mark);

async function monthsOf(csv: string): Promise<string[]> {
  const { plan } = await withFolder({ "costs.csv": csv }, (folder) =>
    importCostTable(join(folder, "costs.csv"), { ...START, decimalMark: csv.includes(";") ? "," : "." }),
  );
  return ledgerTotals(costLedger(plan, MONTHS)).costs.months.map((amount) => amount.toFixed(2));
}

describe("a cost table in any layout", () => {
  it("gives the ledger its own sums, long or wide, with points or commas", async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const wide = table.map((row, item) => [
          `i${item}`,
          ...row.map((cents) => (cents === undefined ? "" : text(cents, ","))),
        ]);
        const header = ["item", ...Array.from({ length: MONTHS }, (_, index) => calendarMonth(index + 1))];
        const long = table.flatMap((row, item) =>
          row.flatMap((cents, index) =>
            cents === undefined ? [] : [`i${item},${index + 1},${text(cents, ".")}`],
          ),
        );
        const sums = Array.from({ length: MONTHS }, (_, index) =>
          text(
            table.reduce((sum, row) => sum + (row[index] ?? 0), 0),
            ".",
          ),
        );
        expect(await monthsOf([header, ...wide].map((cells) => cells.join(";")).join("\r\n"))).toEqual([
          "0.00",
          ...sums,
        ]);
        const lines = ["item,month,amount", "i0,1,0.00", ...long]; // a table without rows is refused
        expect(await monthsOf(lines.join("\n"))).toEqual(["0.00", ...sums]);
      }),
      { numRuns: 25 },
    );
  });
});
