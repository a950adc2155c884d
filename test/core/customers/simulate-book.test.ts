import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BOOK_MEASURES,
  bookRow,
  type BookMeasure,
  type BookRows,
} from "../../../src/core/customers/book-draws.ts";
import type { BookQuestion } from "../../../src/core/customers/book-question.ts";
import { expectedBook } from "../../../src/core/customers/expected-book.ts";
import type { RecurringBook } from "../../../src/core/customers/recurring-book.ts";
import { simulateBook } from "../../../src/core/customers/simulate-book.ts";
import { anySegment, bookOf, churning, renewing, segmentOf } from "./sample-books.ts";

const QUESTION = { monthCount: 24, drawCount: 500, seed: 7 } as const;
const always = (multiplier: number, count: number = QUESTION.monthCount): Float64Array =>
  new Float64Array(count).fill(multiplier);
const cellsOf = (rows: BookRows) => BOOK_MEASURES.map((measure) => rows.columns[measure]);
const simulate = (book: RecurringBook, question: Partial<BookQuestion> = {}): BookRows =>
  simulateBook(book, { ...QUESTION, ...question }).total;

const smb = segmentOf(
  "SMB",
  420,
  8_400_000,
  churning(0.02, { contractionPerMonth: 0.003, expansionPerMonth: 0.008, reactivationPerMonth: 0.01 }),
  { lapsed: { customers: 30, mrr: 500_000 } },
);
const enterprise = segmentOf(
  "Enterprise",
  57,
  19_000_001,
  renewing(12, 0.88, { expansionPerMonth: 0.01, contractionPerMonth: 0.002 }),
);
const wins = (monthCount: number, drawCount: number) => ({
  wonMrr: Float64Array.from({ length: monthCount * drawCount }, (_, cell) => 1_000 * (cell % 7)),
  wonCustomers: Float64Array.from({ length: monthCount * drawCount }, (_, cell) => cell % 7),
});
const enterpriseWins = new Map([["Enterprise", wins(QUESTION.monthCount, QUESTION.drawCount)]]);
const bothWins = new Map([
  ["SMB", wins(QUESTION.monthCount, QUESTION.drawCount)],
  ["Enterprise", wins(QUESTION.monthCount, QUESTION.drawCount)],
]);

/** Descriptions of cells that do not add up, and of months that do not begin where the last one ended. */
function problemsOf(rows: BookRows): readonly string[] {
  const { columns, monthCount, drawCount } = rows;
  const problems: string[] = [];
  for (let cell = 0; cell < monthCount * drawCount; cell++) {
    const at = (measure: BookMeasure): number => columns[measure][cell]!;
    const closing =
      at("openingMrr") +
      at("newMrr") +
      at("expansionMrr") +
      at("reactivatedMrr") -
      at("contractionMrr") -
      at("churnedMrr");
    const customers =
      at("openingCustomers") + at("newCustomers") + at("reactivatedCustomers") - at("churnedCustomers");
    const isWhole = BOOK_MEASURES.every((measure) => Number.isInteger(at(measure)) && at(measure) >= 0);
    const hasOrphans = at("closingCustomers") === 0 && at("closingMrr") !== 0;
    const opens = cell < drawCount || columns.closingMrr[cell - drawCount] === at("openingMrr");
    const isSound = closing === at("closingMrr") && customers === at("closingCustomers");
    if (!isSound || !isWhole || hasOrphans || !opens) {
      problems.push(BOOK_MEASURES.map((measure) => `${cell} ${measure} ${at(measure)}`).join(", "));
    }
  }
  return problems;
}

describe("simulateBook()", () => {
  it("adds up to the cent in every month and draw, and a segment without customers has no MRR", () => {
    expect(problemsOf(simulate(bookOf(smb, enterprise), { wins: bothWins }))).toEqual([]);
    fc.assert(
      fc.property(anySegment, (segment) => {
        const question = { monthCount: 15, drawCount: 20, wins: new Map([["any", wins(15, 20)]]) };
        expect(problemsOf(simulate(bookOf(segment), question))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("leaves a book without any movement as it is", () => {
    const rows = simulate(bookOf(segmentOf("still", 3, 1_000, churning(0))));
    expect(new Set(rows.columns.closingMrr)).toEqual(new Set([1_000]));
    expect(new Set(rows.columns.closingCustomers)).toEqual(new Set([3]));
  });

  it("gives the same bytes again, and other ones with another seed", () => {
    const rows = simulate(bookOf(smb));
    expect(simulate(bookOf(smb))).toEqual(rows);
    expect(simulate(bookOf(smb), { seed: 8 })).not.toEqual(rows);
  });

  it("changes no byte for levers of size zero, by month or by month and draw", () => {
    const base = simulate(bookOf(smb, enterprise), { wins: bothWins });
    for (const count of [QUESTION.monthCount, QUESTION.monthCount * QUESTION.drawCount]) {
      const one = always(1, count);
      const idle = { churn: one, contraction: one, expansion: one, reactivation: one, renewal: one };
      const adjustments = new Map([
        ["SMB", idle],
        ["Enterprise", idle],
      ]);
      expect(cellsOf(simulate(bookOf(smb, enterprise), { wins: bothWins, adjustments }))).toEqual(
        cellsOf(base),
      );
    }
  });

  it("takes multipliers by month and draw as those by month where they agree", () => {
    const byMonth = new Map([["SMB", { churn: always(0.7), expansion: always(1.3) }]]);
    const count = QUESTION.monthCount * QUESTION.drawCount;
    const byDraw = new Map([["SMB", { churn: always(0.7, count), expansion: always(1.3, count) }]]);
    expect(simulate(bookOf(smb), { adjustments: byDraw })).toEqual(
      simulate(bookOf(smb), { adjustments: byMonth }),
    );
  });

  it("draws a segment alike whatever other segments and how many draws there are", () => {
    const alone = simulate(bookOf(smb));
    const both = simulateBook(bookOf(enterprise, smb), { ...QUESTION, keepSegments: true });
    expect(both.segments.get("SMB")).toEqual(alone);
    const fewer = simulate(bookOf(smb), { drawCount: 100 });
    for (const month of [0, 23]) {
      expect(bookRow(fewer, "closingMrr", month)).toEqual(
        bookRow(alone, "closingMrr", month).subarray(0, 100),
      );
    }
  });

  it("is the sum of its segments", () => {
    const { total, segments } = simulateBook(bookOf(smb, enterprise), {
      ...QUESTION,
      wins: bothWins,
      keepSegments: true,
    });
    for (const measure of BOOK_MEASURES) {
      const sum = segments
        .get("SMB")!
        .columns[measure].map((value, cell) => value + segments.get("Enterprise")!.columns[measure][cell]!);
      expect(sum).toEqual(total.columns[measure]);
    }
  });

  it("keeps in every draw at least as many customers when fewer leave, all else equal", () => {
    const adjustments = new Map([["Enterprise", { churn: always(0.8) }]]);
    const worse = simulate(bookOf(enterprise), { wins: enterpriseWins }).columns.closingCustomers;
    const better = simulate(bookOf(enterprise), { wins: enterpriseWins, adjustments }).columns
      .closingCustomers;
    expect(better.every((customers, cell) => customers >= worse[cell]!)).toBe(true);
    expect(better.some((customers, cell) => customers > worse[cell]!)).toBe(true);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (churn, multiplier) => {
          const book = bookOf(segmentOf("small", 120, 1_200_000, churning(churn)));
          const base = simulate(book, { drawCount: 50 }).columns.closingCustomers;
          const adjustments = new Map([["small", { churn: always(multiplier) }]]);
          const better = simulate(book, { drawCount: 50, adjustments }).columns.closingCustomers;
          expect(better.every((customers, cell) => customers >= base[cell]!)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("lets customers leave in the months of their renewal alone", () => {
    const cohorts = [
      { ageMonths: 10, customers: 40, mrr: 40_000 },
      { ageMonths: 17, customers: 10, mrr: 90_000 },
    ];
    const dated = segmentOf("dated", 50, 130_000, renewing(12, 0.3), { cohorts });
    const rows = simulate(bookOf(dated));
    const months = Array.from({ length: 24 }, (_, month) => month).filter((month) =>
      bookRow(rows, "churnedCustomers", month).some((churned) => churned > 0),
    );
    expect(months).toEqual([2, 7, 14, 19]); // 10 + 2 and 17 + 7 are multiples of 12
    for (const month of [0, 1])
      expect(new Set(bookRow(rows, "closingMrr", month))).toEqual(new Set([130_000]));
  });

  it("brings a won customer up for renewal a term after she was won", () => {
    const count = 24 * 10;
    const won = { wonMrr: new Float64Array(count), wonCustomers: new Float64Array(count) };
    won.wonMrr.fill(5_000, 30, 40); // month 3
    won.wonCustomers.fill(5, 30, 40);
    const rows = simulate(bookOf(segmentOf("new", 0, 0, renewing(6, 0))), {
      drawCount: 10,
      wins: new Map([["new", won]]),
    });
    expect(bookRow(rows, "closingCustomers", 8)).toEqual(always(5, 10));
    expect(bookRow(rows, "churnedMrr", 9)).toEqual(always(5_000, 10));
    expect(bookRow(rows, "closingMrr", 9)).toEqual(always(0, 10));
  });

  it("has the means of the closed form within four standard errors", () => {
    const drawCount = 4_000;
    const adjustments = new Map([
      ["SMB", { churn: always(0.8), expansion: always(1.5), reactivation: always(2) }],
      ["Enterprise", { renewal: always(1.4), contraction: always(0.5) }],
    ]);
    const won = {
      wonMrr: new Float64Array(24 * drawCount).fill(90_000),
      wonCustomers: new Float64Array(24 * drawCount).fill(4),
    };
    const expectedWins = new Map([["SMB", { wonMrr: always(90_000), wonCustomers: always(4) }]]);
    const rows = simulate(bookOf(smb, enterprise), { drawCount, adjustments, wins: new Map([["SMB", won]]) });
    const expected = expectedBook(bookOf(smb, enterprise), {
      monthCount: 24,
      adjustments,
      wins: expectedWins,
    });
    for (const measure of BOOK_MEASURES) {
      for (const month of [0, 5, 11, 23]) {
        const { mean, standardError } = momentsOf(bookRow(rows, measure, month));
        // Rounding adds at most half a minor unit for each of the 13 buckets and months so far.
        const rounding = 0.5 * 4 * 13 * (month + 1);
        expect(Math.abs(mean - expected.columns[measure][month]!)).toBeLessThan(4 * standardError + rounding);
      }
    }
  });

  it("has the spread of a binomial number in the first month and of a survival over two years", () => {
    const drawCount = 10_000;
    const rows = simulate(bookOf(segmentOf("B", 200, 200_000, churning(0.03))), { drawCount });
    for (const month of [0, 11, 23]) {
      const stays = 0.97 ** (month + 1);
      const variance = momentsOf(bookRow(rows, "closingCustomers", month)).variance;
      // The standard error of a sample variance is about sqrt(2 / n) of it.
      const expected = 200 * stays * (1 - stays);
      expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / drawCount));
    }
  });

  it("pairs two scenarios: the difference has a small part of the variance of unpaired ones", () => {
    const adjustments = new Map([["SMB", { churn: always(0.9) }]]);
    const last = (question: Partial<BookQuestion>): Float64Array =>
      bookRow(simulate(bookOf(smb), { drawCount: 2_000, ...question }), "closingCustomers", 23);
    const base = last({});
    const paired = last({ adjustments }).map((value, draw) => value - base[draw]!);
    const unpaired = last({ adjustments, seed: 8 }).map((value, draw) => value - base[draw]!);
    expect(momentsOf(paired).variance).toBeLessThan(momentsOf(unpaired).variance / 4);
  });

  it("stops what cannot be", () => {
    const one = bookOf(smb);
    const badWins = { wonMrr: always(5, 24 * 500), wonCustomers: always(0, 24 * 500) };
    expect(() => simulate(bookOf())).toThrow("without segments");
    expect(() => simulate(bookOf(smb, smb))).toThrow("share a name");
    expect(() => simulate(bookOf(segmentOf("x", 0, 5, churning(0.1))))).toThrow("MRR but no customers");
    expect(() => simulate(bookOf(segmentOf("x", 1, 5, churning(2))))).toThrow("churn of 2");
    expect(() => simulate(bookOf(segmentOf("x", 1, 5, renewing(0, 0.5))))).toThrow("term of 0 months");
    expect(() => simulate(one, { seed: -1 })).toThrow("as a seed");
    expect(() => simulate(one, { adjustments: new Map([["Y", {}]]) })).toThrow('segment "Y"');
    expect(() => simulate(one, { adjustments: new Map([["SMB", { churn: always(-1) }]]) })).toThrow(
      "negative",
    );
    expect(() => simulate(one, { adjustments: new Map([["SMB", { churn: always(1, 3) }]]) })).toThrow(
      "3 multipliers",
    );
    expect(() => simulate(one, { wins: new Map([["SMB", badWins]]) })).toThrow(
      "0 customers with an MRR of 5",
    );
  });
});

function momentsOf(row: Float64Array): { mean: number; variance: number; standardError: number } {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (row.length - 1);
  return { mean, variance, standardError: Math.sqrt(variance / row.length) };
}
