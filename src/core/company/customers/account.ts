import type { CompanySettings } from "../company-settings.ts";
import type { RandomStream } from "../random-stream.ts";
import { uniformAt } from "../random-stream.ts";
import { REGIONS } from "../true-parameters.ts";
import { CUSTOMER_PURPOSE } from "./customer-purposes.ts";
import { CUSTOMER_BEHAVIOUR } from "./true-customer-parameters.ts";

const FIRST =
  "Amber Birch Cedar Delta Ember Falcon Granite Harbour Indigo Juniper Kestrel Lumen Maple Nordic Orchid Pioneer Quartz Raven Summit Tundra Umbra Vertex Willow Zenith".split(
    " ",
  );
const LAST =
  "Analytics Bank Chemicals Dairy Energy Foods Freight Health Insurance Labs Logistics Media Mobility Motors Networks Paper Pharma Retail Robotics Shipping Software Steel Systems Textiles Travel".split(
    " ",
  );

/** The account of a region that an opportunity is of: the same account may buy again. */
export function accountOf(settings: CompanySettings, stream: RandomStream, region: number): number {
  const count = Math.ceil(settings.opportunityCount * CUSTOMER_BEHAVIOUR.accountsPerOpportunity);
  let start = 0;
  for (let other = 0; other < region; other++) start += accountsIn(count, other);
  return start + Math.floor(uniformAt(stream, CUSTOMER_PURPOSE.account, 0) * accountsIn(count, region));
}

export function customerIdOf(account: number): string {
  return `C-${String(account + 1).padStart(6, "0")}`;
}

/** All names below 600 accounts differ; a number is added beyond. */
export function customerNameOf(account: number): string {
  const round = Math.floor(account / (FIRST.length * LAST.length));
  const first = FIRST[account % FIRST.length]!;
  // Steps of 7, and one more for each round of the first names, meet all pairs before one repeats: 19 and 25 share no factor.
  const last = LAST[(7 * account + Math.floor(account / FIRST.length)) % LAST.length]!;
  return round === 0 ? `${first} ${last}` : `${first} ${last} ${round + 1}`;
}

function accountsIn(count: number, region: number): number {
  return Math.max(1, Math.round(count * REGIONS[region]!.share));
}
