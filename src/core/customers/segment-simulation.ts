import { createBinomialQuantile } from "./binomial-quantile.ts";
import type { BookMeasure, BookRows } from "./book-draws.ts";
import type { BookQuestion, BookWins } from "./book-question.ts";
import { fillKeyedUniforms, PURPOSES } from "./keyed-uniforms.ts";
import { addCustomers, moveCustomers, type CustomerColumns, type MoveChances } from "./move-customers.ts";
import { NO_ADJUSTMENTS } from "./rate-adjustments.ts";
import { fillLeavingChances, fillShares, type RateColumns } from "./rate-columns.ts";
import type { BookSegment } from "./recurring-book.ts";
import { renewalBucketsOf } from "./renewal-buckets.ts";

/** A segment while it is simulated, all draws side by side: a month is a few loops over columns. */
export class SegmentSimulation {
  readonly #segmentName: string;
  readonly #seed: number;
  readonly #drawCount: number;
  readonly #rates: RateColumns;
  readonly #wins: BookWins | undefined;
  /** By the month in which customers may leave, as `renewalBucketsOf` has it. */
  readonly #buckets: readonly CustomerColumns[];
  readonly #lapsed: CustomerColumns;
  readonly #move: MoveChances;
  readonly #contractions: Float64Array;
  readonly #expansions: Float64Array;
  /** The month that is being made; each column has shape [draw]. */
  readonly #rows: Readonly<Record<BookMeasure, Float64Array>>;

  /** @param month one month of rows, which `simulateMonth` overwrites */
  constructor(segment: BookSegment, question: BookQuestion, month: BookRows) {
    const { drawCount, monthCount, seed } = question;
    const columnsOf = ({ customers, mrr }: { customers: number; mrr: number }): CustomerColumns => ({
      customers: new Float64Array(drawCount).fill(customers),
      mrr: new Float64Array(drawCount).fill(mrr),
    });
    this.#segmentName = segment.name;
    this.#seed = seed;
    this.#drawCount = drawCount;
    const adjustments = question.adjustments?.get(segment.name) ?? NO_ADJUSTMENTS;
    this.#rates = { rates: segment.rates, adjustments, monthCount };
    this.#wins = question.wins?.get(segment.name);
    this.#buckets = renewalBucketsOf(segment).map(columnsOf);
    this.#lapsed = columnsOf(segment.lapsed);
    this.#move = {
      chances: new Float64Array(drawCount),
      uniforms: new Float64Array(drawCount),
      binomialQuantile: createBinomialQuantile(),
    };
    this.#contractions = new Float64Array(drawCount);
    this.#expansions = new Float64Array(drawCount);
    this.#rows = month.columns;
    this.#rows.closingCustomers.fill(segment.customers);
    this.#rows.closingMrr.fill(segment.mrr);
  }

  /** Months come in order, from 0. */
  simulateMonth(month: number): void {
    const due = this.#buckets[month % this.#buckets.length]!;
    this.#rows.openingMrr.set(this.#rows.closingMrr);
    this.#rows.openingCustomers.set(this.#rows.closingCustomers);
    this.#leave(month, due);
    this.#contractAndExpand(month);
    this.#comeBack(month, due);
    this.#join(month, due);
    close(this.#rows);
  }

  #leave(month: number, due: CustomerColumns): void {
    fillLeavingChances(this.#move.chances, this.#rates, month);
    this.#fillUniforms(month, PURPOSES.leaving);
    const { churnedCustomers, churnedMrr } = this.#rows;
    moveCustomers(due, { customers: churnedCustomers, mrr: churnedMrr }, this.#move);
  }

  #contractAndExpand(month: number): void {
    const { contractionMrr, expansionMrr } = this.#rows;
    contractionMrr.fill(0);
    expansionMrr.fill(0);
    fillShares(this.#contractions, this.#rates, month, "contraction");
    fillShares(this.#expansions, this.#rates, month, "expansion");
    for (const { mrr } of this.#buckets) {
      resize(mrr, this.#contractions, this.#expansions, contractionMrr, expansionMrr);
    }
  }

  /** Who comes back signs a new contract, which comes up again a term later. */
  #comeBack(month: number, due: CustomerColumns): void {
    if (this.#rates.rates.reactivationPerMonth === 0) return; // the columns hold zeros from the start
    fillShares(this.#move.chances, this.#rates, month, "reactivation");
    this.#fillUniforms(month, PURPOSES.comingBack);
    const back = { customers: this.#rows.reactivatedCustomers, mrr: this.#rows.reactivatedMrr };
    moveCustomers(this.#lapsed, back, this.#move);
    addCustomers(due, back);
    // Who left in this month can come back from the next one on.
    addCustomers(this.#lapsed, { customers: this.#rows.churnedCustomers, mrr: this.#rows.churnedMrr });
  }

  #join(month: number, due: CustomerColumns): void {
    if (this.#wins === undefined) return;
    const from = month * this.#drawCount;
    const to = from + this.#drawCount;
    const won = { customers: this.#rows.newCustomers, mrr: this.#rows.newMrr };
    won.customers.set(this.#wins.wonCustomers.subarray(from, to));
    won.mrr.set(this.#wins.wonMrr.subarray(from, to));
    addCustomers(due, won);
  }

  #fillUniforms(month: number, purpose: (typeof PURPOSES)[keyof typeof PURPOSES]): void {
    fillKeyedUniforms(this.#move.uniforms, {
      seed: this.#seed,
      segmentName: this.#segmentName,
      month,
      purpose,
    });
  }
}

/** Contraction and expansion are both shares of the MRR as it stands after customers have left. */
function resize(
  mrr: Float64Array,
  contractions: Float64Array,
  expansions: Float64Array,
  contracted: Float64Array,
  expanded: Float64Array,
): void {
  for (let drawIndex = 0; drawIndex < mrr.length; drawIndex++) {
    const before = mrr[drawIndex]!;
    const less = Math.floor(before * contractions[drawIndex]! + 0.5);
    const more = Math.floor(before * expansions[drawIndex]! + 0.5);
    contracted[drawIndex] = contracted[drawIndex]! + less;
    expanded[drawIndex] = expanded[drawIndex]! + more;
    mrr[drawIndex] = before - less + more;
  }
}

/** Whole numbers below 2^53 throughout, so the movements add up to the closing figures exactly. */
function close(rows: Readonly<Record<BookMeasure, Float64Array>>): void {
  for (let drawIndex = 0; drawIndex < rows.closingMrr.length; drawIndex++) {
    rows.closingMrr[drawIndex] =
      rows.openingMrr[drawIndex]! +
      rows.newMrr[drawIndex]! +
      rows.expansionMrr[drawIndex]! +
      rows.reactivatedMrr[drawIndex]! -
      rows.contractionMrr[drawIndex]! -
      rows.churnedMrr[drawIndex]!;
    rows.closingCustomers[drawIndex] =
      rows.openingCustomers[drawIndex]! +
      rows.newCustomers[drawIndex]! +
      rows.reactivatedCustomers[drawIndex]! -
      rows.churnedCustomers[drawIndex]!;
  }
}
