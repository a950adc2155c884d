import { indexByShare } from "../opportunity-birth.ts";
import type { OpportunityKey } from "../opportunity-arrivals.ts";
import { streamOf, uniformAt, type RandomStream } from "../random-stream.ts";
import { CUSTOMER_PURPOSE, CUSTOMER_STREAM } from "./customer-purposes.ts";
import { CHANNELS } from "./true-customer-parameters.ts";

const WITHOUT_LEAD = 1 - CHANNELS.reduce((sum, { share }) => sum + share, 0);
const SOURCES = [...CHANNELS.map(({ share }) => ({ share })), { share: WITHOUT_LEAD }];

/** The stream of the leads about an opportunity. */
export function leadStream(seed: number, { createdIndex, product, ordinal }: OpportunityKey): RandomStream {
  return streamOf(seed, CUSTOMER_STREAM.lead, createdIndex, product, ordinal);
}

/** Index of the channel whose lead became the opportunity; undefined for one that sales found itself. */
export function channelOf(seed: number, key: OpportunityKey): number | undefined {
  const index = indexByShare(SOURCES, uniformAt(leadStream(seed, key), CUSTOMER_PURPOSE.isSourced, 0));
  return index < CHANNELS.length ? index : undefined;
}
