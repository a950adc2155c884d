import { ensure } from "../base/ensure.ts";
import { applySchedule } from "../customers/apply-schedule.ts";
import type { BookRows } from "../customers/book-draws.ts";
import type { BookWins } from "../customers/book-question.ts";
import { contractSchedules } from "../customers/contract-schedules.ts";
import type { ContractTerms } from "../customers/contract-terms.ts";
import type { RateAdjustments } from "../customers/rate-adjustments.ts";
import { simulateBook } from "../customers/simulate-book.ts";
import { winsOfBookings } from "../customers/wins-of-bookings.ts";
import { PAID_AT_ONCE, type Scenario } from "./scenario.ts";

/** Money of one case in every draw; whole minor units, each of shape [month x draw]. */
export interface CaseMoney {
  readonly monthCount: number;
  readonly drawCount: number;
  readonly bookings: Float64Array;
  readonly revenue: Float64Array;
  readonly billed: Float64Array;
  readonly cash: Float64Array;
  /** Revenue less what serving it costs. */
  readonly grossMargin: Float64Array;
  /** The recurring book, where there is one. */
  readonly book: BookRows | undefined;
}

export interface MoneyQuestion {
  readonly terms: Pick<Scenario, "contracts" | "recurring">;
  /** Names of the groups in the order of the bookings. */
  readonly groups: readonly string[];
  /** Of the first months the case has; shape [group], each [month x draw], with at least `monthCount` months. */
  readonly bookings: readonly Float64Array[];
  readonly monthCount: number;
  readonly drawCount: number;
  readonly seed: number;
  /** What serving a unit of revenue costs, 0..1; shape [month x stratum], strata being equally many draws, one after the other. */
  readonly costShare: Float64Array;
  readonly adjustments: ReadonlyMap<string, RateAdjustments>;
}

/**
 * From bookings to revenue, bills, cash and gross margin. What joins the recurring book is revenue month by month (the
 * book's MRR at the end of the month, billed and paid in it) until it churns; everything else goes by its contract.
 */
export function caseMoney(question: MoneyQuestion): CaseMoney {
  const { terms, groups, monthCount, drawCount } = question;
  const length = monthCount * drawCount;
  const ofGroups = question.bookings.map((bookings) => bookings.subarray(0, length));
  ensure(ofGroups.length === groups.length, "Cannot place bookings: every group needs a name");
  const bookings = sumOf(ofGroups, length);
  const sold = groups.map((name) => soldBy(terms, name));
  const isAllAtOnce = sold.every((parts) => parts.every((part) => part.share === 1 && isAtOnce(part.terms)));
  if (isAllAtOnce && terms.recurring === undefined) {
    const grossMargin = marginOf(bookings, question);
    return {
      monthCount,
      drawCount,
      bookings,
      revenue: bookings,
      billed: bookings,
      cash: bookings,
      grossMargin,
      book: undefined,
    };
  }
  const sums = { revenue: column(length), billed: column(length), cash: column(length) };
  ofGroups.forEach((ofGroup, group) => {
    for (const { share, terms: contract } of sold[group]!) {
      const part = share === 1 ? ofGroup : ofGroup.map((amount) => Math.round(amount * share));
      addSold(sums, part, contract, monthCount);
    }
  });
  const book = terms.recurring === undefined ? undefined : simulatedBook(question, terms.recurring, ofGroups);
  if (book !== undefined) {
    for (const sum of [sums.revenue, sums.billed, sums.cash]) addTo(sum, book.columns.closingMrr);
  }
  return { monthCount, drawCount, bookings, ...sums, grossMargin: marginOf(sums.revenue, question), book };
}

/** Spreads what is sold under one contract. */
function addSold(
  sums: Pick<CaseMoney, "revenue" | "billed" | "cash">,
  bookings: Float64Array,
  contract: ContractTerms,
  monthCount: number,
): void {
  if (isAtOnce(contract)) {
    for (const sum of [sums.revenue, sums.billed, sums.cash]) addTo(sum, bookings);
    return;
  }
  const schedules = contractSchedules(contract);
  addTo(sums.revenue, applySchedule(schedules.recognised, bookings, monthCount).cells);
  addTo(sums.billed, applySchedule(schedules.billed, bookings, monthCount).cells);
  addTo(sums.cash, applySchedule(schedules.cash, bookings, monthCount).cells);
}

/** Revenue less what serving it costs, to the minor unit. */
function marginOf(
  revenue: Float64Array,
  { costShare, monthCount, drawCount }: Pick<MoneyQuestion, "costShare" | "monthCount" | "drawCount">,
): Float64Array {
  const drawsPerStratum = (monthCount * drawCount) / costShare.length;
  const margin = column(revenue.length);
  costShare.forEach((share, stratum) => {
    const kept = 1 - share;
    const first = stratum * drawsPerStratum;
    for (let cell = first; cell < first + drawsPerStratum; cell++)
      margin[cell] = Math.round(revenue[cell]! * kept);
  });
  return margin;
}

/** Names of the groups whose bookings have to be kept apart. */
export function groupNamesOf({ contracts, recurring }: Pick<Scenario, "contracts" | "recurring">): string[] {
  const names = [...contracts, ...(recurring?.joining ?? [])].map(({ pipelineSegment }) => pipelineSegment);
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** How the part of a group's bookings that joins no segment of the book is sold; shares of all its bookings. */
export function soldBy(
  { contracts, recurring }: MoneyQuestion["terms"],
  group: string,
): { readonly share: number; readonly terms: ContractTerms }[] {
  const joined = (recurring?.joining ?? [])
    .filter(({ pipelineSegment }) => isOf(pipelineSegment, group))
    .reduce((sum, { terms }) => sum + terms.recurringShare, 0);
  const rest = Math.max(0, 1 - joined);
  const sold = contracts
    .filter(({ pipelineSegment }) => isOf(pipelineSegment, group))
    .map(({ bookingShare, terms }) => ({ share: rest * bookingShare, terms }));
  const unclaimed = rest - sold.reduce((sum, { share }) => sum + share, 0);
  const parts = unclaimed > 1e-9 ? [...sold, { share: unclaimed, terms: PAID_AT_ONCE.terms }] : sold;
  return parts.filter(({ share }) => share > 0);
}

/** Recognised, billed and paid in the month of the win: nothing has to be spread. */
function isAtOnce({ serviceMonths, startDelayMonths, paymentDays }: ContractTerms): boolean {
  return serviceMonths === 1 && startDelayMonths === 0 && paymentDays === 0;
}

function isOf(pipelineSegment: string | undefined, group: string): boolean {
  return pipelineSegment === undefined || pipelineSegment.toLowerCase() === group.toLowerCase();
}

/** What joins each segment of a book; cells as those of the bookings. */
export function winsJoining(
  { joining }: Pick<NonNullable<Scenario["recurring"]>, "joining">,
  ofGroups: readonly Float64Array[],
  groups: readonly string[],
  length: number,
): Map<string, BookWins> {
  const wins = new Map<string, BookWins>();
  for (const { bookSegment, pipelineSegment, terms } of joining) {
    const bookings = sumOf(
      ofGroups.filter((_, group) => isOf(pipelineSegment, groups[group]!)),
      length,
    );
    // Bookings taken back are no customers who join.
    const added = winsOfBookings(
      bookings.map((amount) => Math.max(0, amount)),
      terms,
    );
    const known = wins.get(bookSegment);
    if (known === undefined) wins.set(bookSegment, added);
    else {
      addTo(known.wonMrr, added.wonMrr);
      addTo(known.wonCustomers, added.wonCustomers);
    }
  }
  return wins;
}

function simulatedBook(
  { groups, monthCount, drawCount, seed, adjustments }: MoneyQuestion,
  { book, joining }: NonNullable<Scenario["recurring"]>,
  ofGroups: readonly Float64Array[],
): BookRows {
  const wins = winsJoining({ joining }, ofGroups, groups, monthCount * drawCount);
  return simulateBook(book, { monthCount, drawCount, seed, adjustments, wins }).total;
}

function sumOf(columns: readonly Float64Array[], length: number): Float64Array {
  if (columns.length === 1) return columns[0]!;
  const sum = column(length);
  for (const added of columns) addTo(sum, added);
  return sum;
}

function addTo(sum: Float64Array, added: Float64Array): void {
  for (let cell = 0; cell < sum.length; cell++) sum[cell]! += added[cell]!;
}

const column = (length: number): Float64Array => new Float64Array(length);
