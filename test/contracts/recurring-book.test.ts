import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { AppFailure } from "../../src/contracts/failure.ts";
import {
  readContractTerms,
  readJoiningTerms,
  readRecurringBook,
} from "../../src/contracts/read-recurring-book.ts";
import { RecurringSection } from "../../src/contracts/recurring-book.ts";
import { contractSchedules } from "../../src/core/customers/contract-schedules.ts";
import { simulateBook } from "../../src/core/customers/simulate-book.ts";

const EXAMPLE = `
segments:
  - name: Small business
    customers: 420
    mrr: 84000.50
    churn: { perYear: 0.22 }
    contraction: { perMonth: 0.003 }
    expansion: { perYear: 0.1 }
    reactivation: { perMonth: 0.01 }
    lapsed: { customers: 35, mrr: "5600.00" }
    wins:
      bookingShare: 0.6
      bookingsAre: yearly
      mrrPerCustomer: 200
  - name: Enterprise
    cohorts:
      - { startMonth: 2024-03, customers: 4, mrr: "18000.00" }
      - { startMonth: 2025-09, customers: 3, mrr: "16500.00" }
    renewal: { termMonths: 12, renewalRate: 0.9 }
    expansion: { perMonth: 0.008 }
    wins:
      pipelineSegment: Enterprise
      bookingShare: 0.3
      bookingsAre: contract
      mrrPerCustomer: "4000.00"
contracts:
  - kind: one-off
    bookingShare: 0.1
    serviceMonths: 3
    paymentDays: 45
`;
const UNITS = { firstMonth: "2026-01", minorDigits: 2 };

interface Node {
  [key: string]: unknown;
}
/** The example with a change of its first segment. */
function changed(change: Node): unknown {
  const section = parse(EXAMPLE) as { segments: Node[] };
  section.segments[0] = { ...section.segments[0], ...change };
  return section;
}
function messagesOf(section: unknown): readonly string[] {
  const result = RecurringSection.safeParse(section);
  return result.success
    ? []
    : result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
}

describe("the recurring section of a scenario", () => {
  it("becomes a book in whole minor units and monthly rates", () => {
    const book = readRecurringBook(RecurringSection.parse(parse(EXAMPLE)), UNITS);
    const [small, enterprise] = book.segments;
    expect(small).toMatchObject({
      name: "Small business",
      customers: 420,
      mrr: 8_400_050,
      cohorts: [],
      lapsed: { customers: 35, mrr: 560_000 },
    });
    expect(small!.rates.leaving).toEqual({
      kind: "churn",
      churnPerMonth: expect.closeTo(1 - 0.78 ** (1 / 12), 14),
    });
    expect(small!.rates.expansionPerMonth).toBeCloseTo(1.1 ** (1 / 12) - 1, 14);
    expect(enterprise).toMatchObject({
      customers: 7,
      mrr: 3_450_000,
      cohorts: [
        { ageMonths: 22, customers: 4, mrr: 1_800_000 },
        { ageMonths: 4, customers: 3, mrr: 1_650_000 },
      ],
      rates: {
        leaving: { kind: "renewal", termMonths: 12, renewalRate: 0.9 },
        contractionPerMonth: 0,
        expansionPerMonth: 0.008,
        reactivationPerMonth: 0,
      },
    });
    expect(() => simulateBook(book, { monthCount: 36, drawCount: 2, seed: 1 })).not.toThrow();
  });

  it("says how bookings join, and how those are billed that do not", () => {
    const section = RecurringSection.parse(parse(EXAMPLE));
    expect(section.segments.map((segment) => readJoiningTerms(segment, UNITS))).toEqual([
      { pipelineSegment: undefined, recurringShare: 0.6, monthsOfValue: 12, mrrPerCustomer: 20_000 },
      { pipelineSegment: "Enterprise", recurringShare: 0.3, monthsOfValue: 12, mrrPerCustomer: 400_000 },
    ]);
    const terms = readContractTerms(section.contracts[0]!);
    expect(terms).toEqual({
      kind: "one-off",
      serviceMonths: 3,
      billing: "upfront",
      startDelayMonths: 0,
      paymentDays: 45,
    });
    expect(contractSchedules(terms).billed.shares).toEqual([3]);
  });

  it("names what is wrong with a segment", () => {
    expect(messagesOf(parse(EXAMPLE))).toEqual([]);
    expect(messagesOf(changed({ churn: { perMonth: 2 } }))).toEqual([
      "segments.0.churn.perMonth: 0 to 1 is needed; 2 % is 0.02",
    ]);
    expect(messagesOf(changed({ churn: { perMonth: 0.1, perYear: 0.2 } }))).toEqual([
      "segments.0.churn: either perMonth or perYear is needed, and not both",
    ]);
    expect(messagesOf(changed({ renewal: { termMonths: 12, renewalRate: 0.9 } }))).toEqual([
      'segments.0.churn: segment "Small business" needs either churn or renewal, and not both',
    ]);
    expect(messagesOf(changed({ customers: undefined }))).toEqual([
      'segments.0.customers: segment "Small business" needs customers, or cohorts',
    ]);
    expect(messagesOf(changed({ customers: 0 }))).toEqual([
      'segments.0.customers: segment "Small business" has MRR but no customers',
    ]);
    const cohorts = [{ startMonth: "2025-01", customers: 420, mrr: "84000.51" }];
    expect(messagesOf(changed({ cohorts }))).toEqual([
      'segments.0.mrr: segment "Small business" has an MRR of 84000.5, its cohorts 84000.51',
    ]);
    expect(
      messagesOf(changed({ wins: { bookingShare: 0.5, bookingsAre: "contract", mrrPerCustomer: 0 } })),
    ).toEqual([
      'segments.0.wins: segment "Small business" needs contractMonths: bookings are the value of a contract',
      'segments.0.wins: segment "Small business" needs an mrrPerCustomer above 0',
    ]);
    expect(messagesOf(changed({ name: "Enterprise" }))).toEqual([
      'segments.1.name: two segments are called "Enterprise"',
    ]);
    expect(messagesOf(changed({ chrun: 0.2 }))).toHaveLength(1);
  });

  it("does not let bookings be counted twice", () => {
    const wins = { bookingShare: 0.9, bookingsAre: "monthly", mrrPerCustomer: 1 };
    expect(messagesOf(changed({ wins }))).toEqual([
      'segments: the bookings of "Enterprise" are counted 1.3 times: the shares of wins and contracts may add up to 1',
    ]);
  });

  it("refuses a cohort that does not begin before the case, and an amount past what is exact", () => {
    const section = RecurringSection.parse(parse(EXAMPLE));
    const read = (units: typeof UNITS) => () => readRecurringBook(section, units);
    expect(read({ ...UNITS, firstMonth: "2025-09" })).toThrow(AppFailure);
    expect(read({ ...UNITS, firstMonth: "2025-09" })).toThrow(
      'Cannot use the recurring book: cohort 2025-09 of segment "Enterprise" does not begin before the case',
    );
    expect(read({ ...UNITS, minorDigits: 13 })).toThrow("is too large");
  });

  it("has a JSON schema with a description for people", () => {
    const schema = z.toJSONSchema(RecurringSection, { io: "input" });
    expect(JSON.stringify(schema)).toContain("Months from one renewal to the next");
  });
});
