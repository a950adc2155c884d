import { binomialQuantile } from "./binomial-quantile.ts";
import type { BookMeasure, BookRows } from "./book-draws.ts";
import type { BookQuestion, BookWins } from "./book-question.ts";
import { fillKeyedUniforms, PURPOSES } from "./keyed-uniforms.ts";
import {
  leavingChance,
  multiplierAt,
  NO_ADJUSTMENTS,
  withHazardTimes,
  type RateAdjustments,
} from "./rate-adjustments.ts";
import type { BookSegment } from "./recurring-book.ts";
import { renewalBucketsOf } from "./renewal-buckets.ts";

/** A segment while it is simulated, all draws side by side: a month is a few loops over columns. */
export class SegmentSimulation {
  readonly #segment: BookSegment;
  readonly #question: BookQuestion;
  readonly #adjustments: RateAdjustments;
  readonly #wins: BookWins | undefined;
  readonly #bucketCount: number;
  /** By the month in which they may leave, as `renewalBucketsOf` has it; shape [bucket x draw]. */
  readonly #customers: Float64Array;
  readonly #mrr: Float64Array;
  /** Shape [draw]. */
  readonly #lapsedCustomers: Float64Array;
  readonly #lapsedMrr: Float64Array;
  readonly #uniforms: Float64Array;
  readonly #shares: Float64Array;
  readonly #otherShares: Float64Array;
  /** The month that is being made; each column has shape [draw]. */
  readonly #rows: Readonly<Record<BookMeasure, Float64Array>>;

  constructor(segment: BookSegment, question: BookQuestion, month: BookRows) {
    const { drawCount } = question;
    const buckets = renewalBucketsOf(segment);
    this.#segment = segment;
    this.#question = question;
    this.#adjustments = question.adjustments?.get(segment.name) ?? NO_ADJUSTMENTS;
    this.#wins = question.wins?.get(segment.name);
    this.#bucketCount = buckets.length;
    this.#customers = new Float64Array(buckets.length * drawCount);
    this.#mrr = new Float64Array(buckets.length * drawCount);
    buckets.forEach(({ customers, mrr }, bucket) => {
      this.#customers.fill(customers, bucket * drawCount, (bucket + 1) * drawCount);
      this.#mrr.fill(mrr, bucket * drawCount, (bucket + 1) * drawCount);
    });
    this.#lapsedCustomers = new Float64Array(drawCount).fill(segment.lapsed.customers);
    this.#lapsedMrr = new Float64Array(drawCount).fill(segment.lapsed.mrr);
    this.#uniforms = new Float64Array(drawCount);
    this.#shares = new Float64Array(drawCount);
    this.#otherShares = new Float64Array(drawCount);
    this.#rows = month.columns;
    month.columns.closingCustomers.fill(segment.customers);
    month.columns.closingMrr.fill(segment.mrr);
  }

  /** Months come in order; the rows are overwritten. */
  simulateMonth(month: number): void {
    this.#rows.openingMrr.set(this.#rows.closingMrr);
    this.#rows.openingCustomers.set(this.#rows.closingCustomers);
    const bucket = month % this.#bucketCount;
    this.#leave(month, bucket);
    this.#contractAndExpand(month);
    this.#comeBack(month, bucket);
    this.#join(month, bucket);
    this.#close();
  }

  #fillShares(shares: Float64Array, month: number, rate: "contraction" | "expansion" | "reactivation"): void {
    const share = this.#segment.rates[`${rate}PerMonth`];
    const multipliers = this.#adjustments[rate];
    const { monthCount } = this.#question;
    if (multipliers === undefined || multipliers.length === monthCount) {
      shares.fill(withHazardTimes(share, multipliers?.[month] ?? 1));
      return;
    }
    for (let drawIndex = 0; drawIndex < shares.length; drawIndex++) {
      shares[drawIndex] = withHazardTimes(share, multiplierAt(multipliers, monthCount, month, drawIndex));
    }
  }

  #fillLeavingChances(chances: Float64Array, month: number): void {
    const { churn, renewal } = this.#adjustments;
    const { monthCount, drawCount } = this.#question;
    const { leaving } = this.#segment.rates;
    const chanceAt = (drawIndex: number): number =>
      leavingChance(
        leaving,
        multiplierAt(churn, monthCount, month, drawIndex),
        multiplierAt(renewal, monthCount, month, drawIndex),
      );
    const isSameInAllDraws = [churn, renewal].every(
      (multipliers) => multipliers === undefined || multipliers.length === monthCount,
    );
    if (isSameInAllDraws) chances.fill(chanceAt(0));
    else for (let drawIndex = 0; drawIndex < drawCount; drawIndex++) chances[drawIndex] = chanceAt(drawIndex);
  }

  #leave(month: number, bucket: number): void {
    const { drawCount, seed } = this.#question;
    this.#fillLeavingChances(this.#shares, month);
    fillKeyedUniforms(this.#uniforms, {
      seed,
      segmentName: this.#segment.name,
      month,
      purpose: PURPOSES.leaving,
    });
    const customers = this.#customers.subarray(bucket * drawCount, (bucket + 1) * drawCount);
    const mrr = this.#mrr.subarray(bucket * drawCount, (bucket + 1) * drawCount);
    const { churnedCustomers, churnedMrr } = this.#rows;
    moveCustomers(customers, mrr, this.#shares, this.#uniforms, churnedCustomers, churnedMrr);
  }

  #contractAndExpand(month: number): void {
    const { contractionMrr, expansionMrr } = this.#rows;
    const { drawCount } = this.#question;
    contractionMrr.fill(0);
    expansionMrr.fill(0);
    this.#fillShares(this.#shares, month, "contraction");
    this.#fillShares(this.#otherShares, month, "expansion");
    for (let bucket = 0; bucket < this.#bucketCount; bucket++) {
      const mrr = this.#mrr.subarray(bucket * drawCount, (bucket + 1) * drawCount);
      resize(mrr, this.#shares, this.#otherShares, contractionMrr, expansionMrr);
    }
  }

  /** Who comes back signs a new contract, which comes up again a term later. */
  #comeBack(month: number, bucket: number): void {
    const { churnedCustomers, churnedMrr, reactivatedCustomers, reactivatedMrr } = this.#rows;
    if (this.#segment.rates.reactivationPerMonth === 0) {
      reactivatedCustomers.fill(0);
      reactivatedMrr.fill(0);
      return;
    }
    const { drawCount, seed } = this.#question;
    this.#fillShares(this.#shares, month, "reactivation");
    fillKeyedUniforms(this.#uniforms, {
      seed,
      segmentName: this.#segment.name,
      month,
      purpose: PURPOSES.comingBack,
    });
    const customers = this.#lapsedCustomers;
    moveCustomers(
      customers,
      this.#lapsedMrr,
      this.#shares,
      this.#uniforms,
      reactivatedCustomers,
      reactivatedMrr,
    );
    addTo(this.#lapsedCustomers, churnedCustomers);
    addTo(this.#lapsedMrr, churnedMrr);
    addTo(this.#customers.subarray(bucket * drawCount, (bucket + 1) * drawCount), reactivatedCustomers);
    addTo(this.#mrr.subarray(bucket * drawCount, (bucket + 1) * drawCount), reactivatedMrr);
  }

  #join(month: number, bucket: number): void {
    const { newCustomers, newMrr } = this.#rows;
    if (this.#wins === undefined) {
      newCustomers.fill(0);
      newMrr.fill(0);
      return;
    }
    const { drawCount } = this.#question;
    newCustomers.set(this.#wins.wonCustomers.subarray(month * drawCount, (month + 1) * drawCount));
    newMrr.set(this.#wins.wonMrr.subarray(month * drawCount, (month + 1) * drawCount));
    addTo(this.#customers.subarray(bucket * drawCount, (bucket + 1) * drawCount), newCustomers);
    addTo(this.#mrr.subarray(bucket * drawCount, (bucket + 1) * drawCount), newMrr);
  }

  #close(): void {
    const { closingCustomers, closingMrr } = this.#rows;
    const { drawCount } = this.#question;
    closingCustomers.fill(0);
    closingMrr.fill(0);
    for (let bucket = 0; bucket < this.#bucketCount; bucket++) {
      addTo(closingCustomers, this.#customers.subarray(bucket * drawCount, (bucket + 1) * drawCount));
      addTo(closingMrr, this.#mrr.subarray(bucket * drawCount, (bucket + 1) * drawCount));
    }
  }
}

/** Takes a binomial number of customers out of each draw, with their part of its MRR; the last one takes what is left. */
function moveCustomers(
  customers: Float64Array,
  mrr: Float64Array,
  chances: Float64Array,
  uniforms: Float64Array,
  movedCustomers: Float64Array,
  movedMrr: Float64Array,
): void {
  for (let drawIndex = 0; drawIndex < customers.length; drawIndex++) {
    const count = customers[drawIndex]!;
    const moved = binomialQuantile(count, chances[drawIndex]!, uniforms[drawIndex]!);
    const before = mrr[drawIndex]!;
    const amount = moved === 0 ? 0 : moved === count ? before : Math.floor(before * (moved / count) + 0.5);
    movedCustomers[drawIndex] = moved;
    movedMrr[drawIndex] = amount;
    customers[drawIndex] = count - moved;
    mrr[drawIndex] = before - amount;
  }
}

/** Contraction and expansion are both shares of the MRR as it stands after the customers who leave. */
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

function addTo(target: Float64Array, added: Float64Array): void {
  for (let drawIndex = 0; drawIndex < target.length; drawIndex++) {
    target[drawIndex] = target[drawIndex]! + added[drawIndex]!;
  }
}
