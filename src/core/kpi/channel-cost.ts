import { found, missing, type Outcome } from "../base/outcome.ts";
import { ATTRIBUTIONS, UNALLOCATED, type AcquisitionBook, type Attribution } from "./acquisition-book.ts";
import { addCustomer, otherRules, RULES, withoutGroups } from "./acquisition-parts.ts";
import type { AcquisitionWindow } from "./acquisition-window.ts";
import type { KpiPart, KpiWindow, Measurement } from "./kpi-record.ts";
import { ratioOf, rival } from "./ratio.ts";
import { RecordPart } from "./record-part.ts";
import { allocateShared } from "./spend-in.ts";

/** What a new customer of one channel cost; the last channel is the one of all that belongs to none. */
export function channelCost(
  book: AcquisitionBook,
  window: KpiWindow,
  won: AcquisitionWindow,
  channel: number,
): Measurement {
  const { direct, shared } = won.spend;
  const allocated = allocateShared(shared, direct);
  const cost = direct[channel]! + allocated[channel]!;
  const isUnallocated = book.channels[channel] === UNALLOCATED;
  const by = (rule: Attribution, spend = cost): Outcome<number> =>
    isUnallocated
      ? missing(
          "customers and cost of no channel: they belong to none, and are here so that the rows add up to the whole",
        )
      : ratioOf(spend, won.attributed[rule][channel]!, "no new customer is attributed to the channel");
  const byCustomers = allocateShared(shared, won.attributed.linear);
  const touched = touchedBy(book, window, won, channel);
  return {
    value: by("linear"),
    numerator: { ...withoutGroups(channelSpendPart(book, window, channel)), value: cost },
    denominator: {
      ...touched.part("new customers attributed to the channel"),
      value: won.attributed.linear[channel]!,
    },
    sampleSize: touched.count,
    unknownCount: 0,
    interval: null,
    rivals: [
      ...otherRules(by),
      rival("direct spend", "Without a part of the shared cost", "money", by("linear", direct[channel])),
      rival(
        "shared by customers",
        "Shared cost by the attributed customers instead of the direct spend",
        "money",
        by("linear", direct[channel]! + byCustomers[channel]!),
      ),
      ...ATTRIBUTIONS.map((rule) =>
        rival(
          `customers, ${rule}`,
          `New customers of the channel: ${RULES[rule]}`,
          "ratio",
          found(won.attributed[rule][channel]!),
        ),
      ),
      rival(
        "shared cost",
        "Its part of the shared cost, by direct spend",
        "money",
        found(allocated[channel]!),
      ),
    ],
  };
}

/** New customers of the window that the channel touched, by name; those that no channel touched, for the last one. */
function touchedBy(
  book: AcquisitionBook,
  window: KpiWindow,
  won: AcquisitionWindow,
  channel: number,
): RecordPart {
  const { groups: _, ...plain } = window;
  const part = new RecordPart(plain, "customer");
  const isLast = channel === book.channels.length - 1;
  for (const customer of won.newCustomers) {
    const touches = book.touchChannels.subarray(book.touchStart[customer], book.touchStart[customer + 1]);
    if (isLast ? touches.length === 0 : touches.includes(channel)) addCustomer(book, part, customer);
  }
  return part;
}

function channelSpendPart(book: AcquisitionBook, window: KpiWindow, channel: number): KpiPart {
  const { groups: _, ...plain } = window;
  const part = new RecordPart(plain, "spend");
  for (const [index, { from, to, campaign, source, team }] of book.spend!.entries()) {
    const own = book.spendChannel[index]!;
    if ((own === channel || own < 0) && from <= window.to && to >= window.from)
      part.add(0, campaign ?? (own < 0 ? `${team}, shared` : book.channels[own]!), source);
  }
  return part.part("spend on the channel and its part of the shared cost", "money");
}
