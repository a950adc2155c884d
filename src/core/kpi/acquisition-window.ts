import { attribute, ATTRIBUTIONS, type AcquisitionBook, type Attribution } from "./acquisition-book.ts";
import { channelSpend, type ChannelSpend } from "./spend-in.ts";

/** Whom a window won, which channels brought them, and what was spent in it. */
export interface AcquisitionWindow {
  /** Customers that paid for the first time in the window, ascending. */
  readonly newCustomers: readonly number[];
  /** New customers by channel under each rule; each adds up to their number. Shape [channel]. */
  readonly attributed: Readonly<Record<Attribution, Float64Array>>;
  readonly spend: ChannelSpend;
  /** Median days from the first lead of a new customer to its first paid day; undefined without leads. */
  readonly medianLagDays: number | undefined;
}

/** Answers by window, each computed once for all KPIs. */
export function acquisitionWindows(book: AcquisitionBook): (from: number, to: number) => AcquisitionWindow {
  const known = new Map<string, AcquisitionWindow>();
  return (from, to) => {
    const key = `${from} ${to}`;
    const answer = known.get(key) ?? acquisitionWindow(book, from, to);
    known.set(key, answer);
    return answer;
  };
}

function acquisitionWindow(book: AcquisitionBook, from: number, to: number): AcquisitionWindow {
  const { firstPaidOn } = book.customers;
  const newCustomers: number[] = [];
  for (let customer = 0; customer < firstPaidOn.length; customer++)
    if (firstPaidOn[customer]! >= from && firstPaidOn[customer]! <= to) newCustomers.push(customer);
  const sharesBy = (rule: Attribution): Float64Array => {
    const shares = new Float64Array(book.channels.length);
    for (const customer of newCustomers)
      attribute(book, customer, rule, (channel, part) => {
        shares[channel]! += part;
      });
    return shares;
  };
  const [linear, first, last, position] = ATTRIBUTIONS.map(sharesBy);
  const lags = newCustomers
    .map((customer) => firstPaidOn[customer]! - book.leadDay[customer]!)
    .filter((days) => days >= 0)
    .sort((a, b) => a - b);
  return {
    newCustomers,
    attributed: { linear: linear!, first: first!, last: last!, position: position! },
    spend: channelSpend(book, from, to),
    medianLagDays: lags.length === 0 ? undefined : lags[Math.floor((lags.length - 1) / 2)],
  };
}
