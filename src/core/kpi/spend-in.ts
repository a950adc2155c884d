import type { SpendRecord } from "../customers/customer-records.ts";
import type { AcquisitionBook } from "./acquisition-book.ts";

/**
 * Part of a spend that falls on the days `from` to `to`, whole minor units: it is spread evenly over its days, and what is spent up to
 * the end of a day is rounded half up, so that neighbouring windows add up to the whole.
 */
export function spendIn({ from: first, to: last, amount }: SpendRecord, from: number, to: number): number {
  const dayCount = last - first + 1;
  const upTo = (day: number): number => {
    const passed = Math.min(dayCount, Math.max(0, day - first + 1));
    return Math.floor((amount * passed) / dayCount + 0.5);
  };
  return upTo(to) - upTo(from - 1);
}

/** Spend of a window by channel. */
export interface ChannelSpend {
  /** Spent on the channel itself, whole minor units; shape [channel], the last one is what no channel is named for. */
  readonly direct: Float64Array;
  /** Spent for all channels together. */
  readonly shared: number;
  readonly total: number;
  readonly recordCount: number;
}

/** What falls on the days of a window, up to the as-of day. */
export function channelSpend(book: AcquisitionBook, from: number, to: number): ChannelSpend {
  const direct = new Float64Array(book.channels.length);
  let [shared, recordCount] = [0, 0];
  for (const [index, record] of (book.spend ?? []).entries()) {
    const amount = spendIn(record, from, to);
    if (record.from > to || record.to < from) continue;
    recordCount++;
    const channel = book.spendChannel[index]!;
    if (channel < 0) shared += amount;
    else direct[channel]! += amount;
  }
  return { direct, shared, total: shared + direct.reduce((sum, value) => sum + value, 0), recordCount };
}

/**
 * Gives a shared cost to channels by weights, in whole minor units that add up to it (largest remainder); all of it to the last
 * channel, the unallocated one, where the others have no weight.
 * @param weights shape [channel], >= 0; that of the last channel does not count
 */
export function allocateShared(shared: number, weights: Float64Array): Float64Array {
  const parts = new Float64Array(weights.length);
  const last = weights.length - 1;
  const sum = weights.subarray(0, last).reduce((total, weight) => total + weight, 0);
  if (sum <= 0) {
    parts[last] = shared;
    return parts;
  }
  const exact = Array.from(weights.subarray(0, last), (weight) => (shared * weight) / sum);
  let left = shared;
  for (const [channel, value] of exact.entries()) {
    parts[channel] = Math.floor(value);
    left -= parts[channel];
  }
  const byRemainder = [...exact.keys()]
    .filter((channel) => weights[channel]! > 0)
    .sort((a, b) => exact[b]! - parts[b]! - (exact[a]! - parts[a]!) || a - b);
  for (let turn = 0; left > 0; turn++, left--) parts[byRemainder[turn % byRemainder.length]!]! += 1;
  return parts;
}
