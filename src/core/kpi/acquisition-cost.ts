import { found, missing, type Outcome } from "../base/outcome.ts";
import type { AcquisitionBook, Attribution } from "./acquisition-book.ts";
import { addCustomer, otherRules, RULES, withoutGroups } from "./acquisition-parts.ts";
import { acquisitionWindows, type AcquisitionWindow } from "./acquisition-window.ts";
import { channelCost } from "./channel-cost.ts";
import { NO_SUBSCRIPTIONS } from "./customer-window.ts";
import type { KpiDefinition, KpiInterval, KpiPart, KpiWindow, Measurement } from "./kpi-record.ts";
import { ratioOf, rival } from "./ratio.ts";
import { RecordPart } from "./record-part.ts";
import { allocateShared, channelSpend } from "./spend-in.ts";
import { unavailable } from "./unavailable.ts";

const Z_95 = 1.959963984540054;
export const NO_SPEND =
  "no file tells what was spent on sales and marketing (spend.csv: first and last day, channel, team, amount)";
const NO_CHANNELS =
  "no file tells which channels brought the customers (touches.csv, or a column channel of leads.csv or customers.csv)";
const NOBODY_NEW = "nobody paid for the first time in the period";
export const NOTHING_SPENT = "no spend is recorded for the days of the period";

/** New customers, what was spent to win them, and what one cost: blended, by paid channels, and for every channel. */
export function acquisitionCostKpis(book: AcquisitionBook): KpiDefinition[] {
  const windowOf = acquisitionWindows(book);
  const shared = { stage: null, department: "marketing", unit: "money", direction: "lower" } as const;
  const measured = (measure: (window: KpiWindow, won: AcquisitionWindow) => Measurement) => ({
    measure: (window: KpiWindow): Measurement => {
      if (book.spend === undefined) return unavailable(NO_SPEND);
      if (!book.customers.hasSubscriptions) return unavailable(NO_SUBSCRIPTIONS);
      const won = windowOf(window.from, window.to);
      return won.spend.recordCount === 0 ? unavailable(NOTHING_SPENT) : measure(window, won);
    },
  });
  const isByChannel = book.spend !== undefined && book.hasChannels;
  return [
    {
      ...shared,
      id: "acquisition_spend",
      name: "Sales and marketing spend",
      direction: "neutral",
      kind: "sum",
      convention:
        "All sales and marketing spend of the files, shared cost included, each spread evenly over its days",
      ...measured((window, won) => spent(book, window, won)),
    },
    {
      ...shared,
      id: "cac_blended",
      name: "CAC, blended",
      kind: "ratio",
      convention:
        "All sales and marketing spend of the period over all customers that paid for the first time in it, without a lag",
      ...measured((window, won) => blended(book, window, won)),
    },
    {
      ...shared,
      id: "cac_paid",
      name: "CAC, paid",
      kind: "other",
      convention: `Spend on channels that cost money in the period, shared cost left out, over the new customers attributed to them (${RULES.linear})`,
      ...measured((window, won) => paid(book, window, won)),
    },
    ...(isByChannel ? book.channels : [undefined]).map((channel, code): KpiDefinition => ({
      ...shared,
      id: "cac_channel",
      name: "CAC by channel",
      kind: "other",
      ...(channel === undefined ? {} : { channel }),
      convention: `Spend on the channel and its part of the shared cost (by direct spend of the period) over the new customers attributed to it (${RULES.linear})`,
      ...measured((window, won) =>
        isByChannel ? channelCost(book, window, won, code) : unavailable(NO_CHANNELS),
      ),
    })),
  ];
}

/** Spend of the window with its rows; by channel, shared cost by direct spend, where groups are asked for. */
export function spendPart(book: AcquisitionBook, window: KpiWindow, won: AcquisitionWindow): KpiPart {
  const first = (book.spend ?? [])
    .filter(({ from, to }) => from <= window.to && to >= window.from)
    .slice(0, window.rowLimit)
    .map(({ campaign, channel, team, source }) => ({
      id: campaign ?? channel ?? `${team}, shared`,
      ...source,
    }));
  const { total, recordCount, direct, shared } = won.spend;
  const rows = { of: "spend", count: recordCount, first } as const;
  const part = { label: "sales and marketing spend", unit: "money", value: total, rows } as const;
  if (window.groups === undefined) return part;
  const allocated = allocateShared(shared, direct);
  return { ...part, byGroup: grouped(window, (channel) => direct[channel]! + allocated[channel]!) };
}

function newCustomersPart(book: AcquisitionBook, window: KpiWindow, won: AcquisitionWindow): KpiPart {
  const { groups, ...plain } = window;
  const part = new RecordPart(plain, "customer");
  for (const customer of won.newCustomers) addCustomer(book, part, customer);
  const whole = part.part("new customers");
  if (groups === undefined) return whole;
  return { ...whole, byGroup: grouped(window, (channel) => won.attributed.linear[channel]!) };
}

function grouped(window: KpiWindow, valueOf: (channel: number) => number): Float64Array {
  const { codes, count } = window.groups!;
  const byGroup = new Float64Array(count);
  for (const [channel, code] of codes.entries()) byGroup[code]! += valueOf(channel);
  return byGroup;
}

function spent(book: AcquisitionBook, window: KpiWindow, won: AcquisitionWindow): Measurement {
  const part = spendPart(book, window, won);
  const ofTeam = (team: "sales" | "marketing"): number => teamSpend(book, window, team);
  return {
    value: found(part.value),
    numerator: part,
    denominator: null,
    sampleSize: won.spend.recordCount,
    unknownCount: 0,
    interval: null,
    rivals: [
      rival("marketing", "Spend of marketing alone", "money", found(ofTeam("marketing"))),
      rival("sales", "Spend of sales alone", "money", found(ofTeam("sales"))),
      rival("shared", "Cost that no channel is named for", "money", found(won.spend.shared)),
    ],
  };
}

function teamSpend(book: AcquisitionBook, window: KpiWindow, team: "sales" | "marketing"): number {
  const spend = book.spend!.filter((record) => record.team === team);
  const spendChannel = new Int32Array(spend.length).fill(-1);
  return channelSpend({ ...book, spend, spendChannel }, window.from, window.to).total;
}

function blended(book: AcquisitionBook, window: KpiWindow, won: AcquisitionWindow): Measurement {
  const part = spendPart(book, window, won);
  const count = won.newCustomers.length;
  const over = (spend: number): Outcome<number> => ratioOf(spend, count, NOBODY_NEW);
  const length = window.to - window.from + 1;
  return {
    value: over(part.value),
    numerator: part,
    denominator: newCustomersPart(book, window, won),
    sampleSize: count,
    unknownCount: 0,
    interval: costInterval(part.value, count),
    rivals: [
      lagged(
        book,
        window,
        over,
        length,
        "spend a period earlier",
        `Spend of the ${length} days before the period`,
      ),
      won.medianLagDays === undefined
        ? rival(
            "lagged spend",
            "Spend as many days earlier as it took from the first lead to the first paid day",
            "money",
            missing("no lead tells how long it takes to win a customer"),
          )
        : lagged(
            book,
            window,
            over,
            won.medianLagDays,
            "lagged spend",
            `Spend ${won.medianLagDays} days earlier, the median from the first lead to the first paid day`,
          ),
      rival(
        "marketing only",
        "Spend of marketing alone",
        "money",
        over(teamSpend(book, window, "marketing")),
      ),
      rival(
        "without shared cost",
        "Spend on named channels alone",
        "money",
        over(won.spend.total - won.spend.shared),
      ),
    ],
  };
}

function lagged(
  book: AcquisitionBook,
  window: KpiWindow,
  over: (spend: number) => Outcome<number>,
  days: number,
  name: string,
  convention: string,
) {
  const { total, recordCount } = channelSpend(book, window.from - days, window.to - days);
  const value = recordCount === 0 ? missing("no spend is recorded for these earlier days") : over(total);
  return rival(name, convention, "money", value);
}

/** Customers come as in a Poisson process: the relative error of their number n is 1 / sqrt(n). */
function costInterval(spend: number, count: number): KpiInterval | null {
  if (count < 2) return null;
  const cost = spend / count;
  const half = (Z_95 * cost) / Math.sqrt(count);
  return {
    low: Math.max(0, cost - half),
    high: cost + half,
    method: "delta method, number of new customers as Poisson",
  };
}

function paid(book: AcquisitionBook, window: KpiWindow, won: AcquisitionWindow): Measurement {
  if (!book.hasChannels) return unavailable(NO_CHANNELS);
  const { direct } = won.spend;
  const isPaid = direct.map((value) => Number(value > 0));
  const sumOf = (values: Float64Array): number =>
    values.reduce((sum, value, channel) => sum + value * isPaid[channel]!, 0);
  const spend = sumOf(direct);
  const reason =
    spend === 0 ? "no channel cost money in the period" : "no new customer is attributed to a paid channel";
  const by = (rule: Attribution): Outcome<number> =>
    spend === 0 ? missing(reason) : ratioOf(spend, sumOf(won.attributed[rule]), reason);
  const all = spendPart(book, { ...window, rowLimit: window.rowLimit }, won);
  return {
    value: by("linear"),
    numerator: { ...withoutGroups(all), label: "spend on paid channels", value: spend },
    denominator: {
      ...withoutGroups(newCustomersPart(book, window, won)),
      label: "new customers attributed to paid channels",
      value: sumOf(won.attributed.linear),
    },
    sampleSize: won.newCustomers.length,
    unknownCount: won.newCustomers.filter((customer) => !isTouched(book, customer)).length,
    interval: null,
    rivals: [
      ...otherRules(by),
      rival(
        "with shared cost",
        "All spend, shared cost too, over the customers of paid channels",
        "money",
        ratioOf(won.spend.total, sumOf(won.attributed.linear), reason),
      ),
    ],
  };
}

function isTouched(book: AcquisitionBook, customer: number): boolean {
  return book.touchStart[customer + 1]! > book.touchStart[customer]!;
}
