import { portableExp } from "../maths/portable-exp.ts";
import { portableLog } from "../maths/portable-log.ts";
import type { OpportunityBirth } from "./company-recorder.ts";
import type { CompanySettings } from "./company-settings.ts";
import type { CompanyWorld } from "./company-world.ts";
import { PURPOSE, STREAM } from "./purposes.ts";
import { normalAt, streamOf, streamUntil, uniformAt, type RandomStream } from "./random-stream.ts";
import { BEHAVIOUR, PRODUCTS, REGIONS } from "./true-parameters.ts";

/** First amounts are rounded to 50.00, as people type them. */
const AMOUNT_STEP = 5_000;

/** The stream of an opportunity: its day of creation, product and running number name it, whatever else happens. */
export function opportunityStream(
  { seed, dayCount, future }: Pick<CompanySettings, "seed" | "dayCount" | "future">,
  { createdIndex, product, ordinal }: Pick<OpportunityBirth, "createdIndex" | "product" | "ordinal">,
): RandomStream {
  const names = [seed, STREAM.opportunity, createdIndex, product, ordinal];
  if (future === undefined) return streamOf(...names);
  const later = streamOf(...names, future);
  return createdIndex >= dayCount ? later : streamUntil(streamOf(...names), dayCount, later);
}

/** Everything about an opportunity that is settled on the day of its creation. */
export function birthOf(
  world: CompanyWorld,
  stream: RandomStream,
  key: { readonly createdIndex: number; readonly product: number; readonly ordinal: number },
): OpportunityBirth {
  const product = PRODUCTS[key.product]!;
  const region = indexByShare(REGIONS, uniformAt(stream, PURPOSE.region, 0));
  const { seatStart } = world.salesForce;
  const seatCount = seatStart[region + 1]! - seatStart[region]!;
  const logAmount = product.logAmountMean + product.logAmountSd * normalAt(stream, PURPOSE.amount, 0);
  const amount = portableExp(logAmount) * REGIONS[region]!.amountFactor;
  return {
    ...key,
    id: idOf(key.createdIndex, key.product, key.ordinal),
    region,
    seat: seatStart[region]! + Math.floor(uniformAt(stream, PURPOSE.seat, 0) * seatCount),
    firstAmount: Math.max(1, Math.round(amount / AMOUNT_STEP)) * AMOUNT_STEP,
  };
}

/** Factor of the win odds by size: large ones of their product are harder to win. @param logAmount as created */
export function sizeOddsOf(product: number, region: number, logAmount: number): number {
  const truth = PRODUCTS[product]!;
  const middle = truth.logAmountMean + portableLog(REGIONS[region]!.amountFactor);
  return portableExp((BEHAVIOUR.winLogitPerAmountSd * (logAmount - middle)) / truth.logAmountSd);
}

/** Such as OP-00123-B004: ids ascend with the day of creation, and no other opportunity's creation changes them. */
function idOf(createdIndex: number, product: number, ordinal: number): string {
  const letter = String.fromCodePoint(65 + product);
  return `OP-${String(createdIndex).padStart(5, "0")}-${letter}${String(ordinal).padStart(4, "0")}`;
}

/** The entry that a uniform number falls into when each takes up its share of 0..1; the last one takes the rest. */
export function indexByShare(entries: readonly { readonly share: number }[], uniform: number): number {
  let sum = 0;
  for (let index = 0; index < entries.length - 1; index++) {
    sum += entries[index]!.share;
    if (uniform < sum) return index;
  }
  return entries.length - 1;
}
