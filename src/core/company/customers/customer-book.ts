import { addDays, type Day } from "../../base/day.ts";
import { MoneyDecimal } from "../../base/money.ts";
import type { GeneratedCompany } from "../generated-company.ts";
import { streamOf, uniformAt } from "../random-stream.ts";
import { PRODUCTS, REGIONS } from "../true-parameters.ts";
import { accountOf, customerIdOf, customerNameOf } from "./account.ts";
import { CUSTOMER_PURPOSE, CUSTOMER_STREAM } from "./customer-purposes.ts";
import { exchangeRates } from "./exchange-rate.ts";
import { channelOf } from "./lead-source.ts";
import {
  liveSubscription,
  SUBSCRIPTION_EVENTS,
  type Stretch,
  type SubscriptionEvent,
} from "./subscription-life.ts";
import {
  CHANNELS,
  CUSTOMER_BEHAVIOUR,
  recurringOf,
  type RecurringTruth,
} from "./true-customer-parameters.ts";

/** What one won opportunity became. */
export interface BookSubscription {
  readonly id: string;
  readonly customer: BookCustomer;
  readonly opportunityId: string;
  readonly truth: RecurringTruth;
  readonly currency: string;
  readonly stretches: readonly Stretch[];
}

/** A customer as of the last recorded day. */
export interface BookCustomer {
  readonly id: string;
  readonly name: string;
  readonly segment: string;
  readonly owner: string;
  readonly channel: string | undefined;
  since: Day;
}

/** Who pays the company: customers by id, subscriptions by id, and what happened to them up to the last recorded day. */
export interface CustomerBook {
  readonly customers: readonly BookCustomer[];
  readonly subscriptions: readonly BookSubscription[];
  readonly events: Readonly<Record<SubscriptionEvent, number>>;
}

const MONTHS_PER_YEAR = 12;

/** The customers and subscriptions that the company's wins became; wins taken back and services became none. */
export function customerBook(company: GeneratedCompany): CustomerBook {
  const { opportunities, world, lastDay } = company;
  const { settings, salesForce } = world;
  const rateOn = exchangeRates(settings.seed, settings.firstDay);
  const customers = new Map<number, BookCustomer>();
  const subscriptions: BookSubscription[] = [];
  const events = Object.fromEntries(SUBSCRIPTION_EVENTS.map((event) => [event, 0])) as Record<
    SubscriptionEvent,
    number
  >;
  for (const { opportunity, dayIndex, amount } of standingWins(company)) {
    const product = opportunities.product[opportunity]!;
    const truth = recurringOf(product);
    if (truth === undefined) continue;
    const key = [opportunities.createdIndex[opportunity]!, product, opportunities.ordinal[opportunity]!];
    const stream = streamOf(settings.seed, CUSTOMER_STREAM.subscription, ...key);
    const { least, most } = CUSTOMER_BEHAVIOUR.startDelayDays;
    const delay = least + Math.floor(uniformAt(stream, CUSTOMER_PURPOSE.startDelay, 0) * (most - least + 1));
    const start = addDays(settings.firstDay, dayIndex + delay);
    if (start > lastDay) continue;
    const region = opportunities.region[opportunity]!;
    const { foreign } = CUSTOMER_BEHAVIOUR;
    const isForeign = REGIONS[region]!.name === foreign.region;
    const rate = isForeign ? rateOn : () => 1;
    const yearly = new MoneyDecimal(amount).div(rate(start));
    const account = accountOf(settings, stream, region);
    const known = customers.get(account);
    const channel = channelOf(settings.seed, {
      createdIndex: key[0]!,
      product: key[1]!,
      ordinal: key[2]!,
    });
    const customer = known ?? {
      id: customerIdOf(account),
      name: customerNameOf(account),
      segment: PRODUCTS[product]!.name,
      owner: salesForce.sellers[salesForce.sellerOnSeat[opportunities.seat[opportunity]!]![settings.dayCount - 1]!]!.name, // prettier-ignore
      channel: channel === undefined ? undefined : CHANNELS[channel]!.name,
      since: start,
    };
    if (start < customer.since) customer.since = start;
    customers.set(account, customer);
    const stretches = liveSubscription(stream, {
      truth,
      start,
      lastDay,
      amount: yearly.times(truth.billingMonths).div(MONTHS_PER_YEAR).toDecimalPlaces(0).toNumber(),
      rateOn: rate,
      onEvent: (event) => events[event]++,
    });
    subscriptions.push({
      id: `S-${opportunities.ids[opportunity]!.slice(3)}`,
      customer,
      opportunityId: opportunities.ids[opportunity]!,
      truth,
      currency: isForeign ? foreign.currency : "EUR",
      stretches,
    });
  }
  return {
    customers: [...customers].sort(([a], [b]) => a - b).map(([, customer]) => customer),
    subscriptions,
    events,
  };
}

/** Recurring amount of a stretch by month in the company's currency, whole minor units; half a unit to even. */
export function monthlyOf(stretch: Stretch, { billingMonths }: RecurringTruth): number {
  return new MoneyDecimal(stretch.amount)
    .div(billingMonths)
    .times(stretch.rate)
    .toDecimalPlaces(0)
    .toNumber();
}

/** Wins that still stand on the last recorded day, by opportunity in the order of creation. */
export function* standingWins(
  company: GeneratedCompany,
): Generator<{ readonly opportunity: number; readonly dayIndex: number; readonly amount: number }> {
  const { bookings, world, opportunities } = company;
  const last = new Float64Array(opportunities.ids.length);
  const day = new Int32Array(opportunities.ids.length).fill(-1);
  for (let booking = 0; booking < bookings.amount.length; booking++) {
    const opportunity = bookings.opportunity[booking]!;
    const dayIndex = bookings.dayIndex[booking]!;
    if (dayIndex >= world.settings.dayCount || dayIndex < day[opportunity]!) continue;
    day[opportunity] = dayIndex;
    last[opportunity] = bookings.amount[booking]!;
  }
  for (let opportunity = 0; opportunity < last.length; opportunity++) {
    if (last[opportunity]! > 0)
      yield { opportunity, dayIndex: day[opportunity]!, amount: last[opportunity]! };
  }
}
