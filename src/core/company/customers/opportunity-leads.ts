import { portableLog, portableLog1p } from "../../maths/portable-log.ts";
import type { OpportunityKey } from "../opportunity-arrivals.ts";
import { exponentialAt, uniformAt, type RandomStream } from "../random-stream.ts";
import { CUSTOMER_PURPOSE } from "./customer-purposes.ts";
import { channelOf, leadStream } from "./lead-source.ts";
import { CHANNELS, conversionOf, CUSTOMER_BEHAVIOUR, type ChannelTruth } from "./true-customer-parameters.ts";

/** A lead with all that ever becomes of it; days count from the company's first day and may lie before it. */
export interface GeneratedLead {
  readonly id: string;
  readonly channel: number;
  readonly createdIndex: number;
  readonly qualifiedIndex: number | undefined;
  readonly acceptedIndex: number | undefined;
  /** Day of the opportunity that it becomes; undefined when it becomes none. */
  readonly convertedIndex: number | undefined;
  readonly touches: readonly { readonly dayIndex: number; readonly channel: number }[];
}

/** No lead of an opportunity is older than this many days before its creation. */
export const MOST_LEAD_DAYS = CUSTOMER_BEHAVIOUR.leadLag.mostDays + CUSTOMER_BEHAVIOUR.siblingDays;

const ID_DIGITS = 10;
const ID_BASE = 36;

/**
 * The lead that became an opportunity, if there was one, and before it those of the same channel that came to nothing: as many as fail
 * before one succeeds, so that each lead of a channel succeeds with the same chance.
 */
export function leadsOf(seed: number, key: OpportunityKey): readonly GeneratedLead[] {
  const channel = channelOf(seed, key);
  if (channel === undefined) return [];
  const truth = CHANNELS[channel]!;
  const stream = leadStream(seed, key);
  const lag = lagOf(stream);
  const createdIndex = key.createdIndex - lag;
  const qualified = Math.floor(uniformAt(stream, CUSTOMER_PURPOSE.qualifiedShare, 0) * lag);
  const accepted =
    qualified + Math.floor(uniformAt(stream, CUSTOMER_PURPOSE.acceptedShare, 0) * (lag - qualified));
  const failedCount = failuresBefore(stream, conversionOf(truth));
  const leads = Array.from({ length: failedCount }, (_, i) => failedLead(stream, truth, { channel, index: i + 1, createdIndex })); // prettier-ignore
  leads.push({
    id: idOf(stream, 0),
    channel,
    createdIndex,
    qualifiedIndex: createdIndex + qualified,
    acceptedIndex: createdIndex + accepted,
    convertedIndex: key.createdIndex,
    touches: touchesOf(stream, { channel, index: 0, createdIndex, dayCount: lag }),
  });
  return leads;
}

function lagOf(stream: RandomStream): number {
  const { meanFurtherDays, mostDays } = CUSTOMER_BEHAVIOUR.leadLag;
  const further = Math.floor(meanFurtherDays * exponentialAt(stream, CUSTOMER_PURPOSE.leadLag, 0));
  return Math.min(mostDays, 1 + further);
}

/** Geometric number of failures before a success of this chance. */
function failuresBefore(stream: RandomStream, chance: number): number {
  const uniform = uniformAt(stream, CUSTOMER_PURPOSE.failedLeads, 0);
  return Math.floor(portableLog(uniform) / portableLog1p(-chance));
}

function failedLead(
  stream: RandomStream,
  { leadToMql, mqlToSql, sqlToOpportunity }: ChannelTruth,
  at: { readonly channel: number; readonly index: number; readonly createdIndex: number },
): GeneratedLead {
  const { siblingDays, qualifiedMeanDays, acceptedMeanDays } = CUSTOMER_BEHAVIOUR;
  const { index, channel } = at;
  const offset = Math.floor(uniformAt(stream, CUSTOMER_PURPOSE.siblingDay, index) * (2 * siblingDays + 1));
  const createdIndex = at.createdIndex + offset - siblingDays;
  // Chances given that the lead comes to nothing in the end (Bayes).
  const acceptedOfQualified = (mqlToSql * (1 - sqlToOpportunity)) / (1 - mqlToSql * sqlToOpportunity);
  const qualifiedOfAll =
    (leadToMql * (1 - mqlToSql * sqlToOpportunity)) / (1 - leadToMql * mqlToSql * sqlToOpportunity);
  const isQualified = uniformAt(stream, CUSTOMER_PURPOSE.isQualified, index) < qualifiedOfAll;
  const isAccepted =
    isQualified && uniformAt(stream, CUSTOMER_PURPOSE.isAccepted, index) < acceptedOfQualified;
  const after = (purpose: number, meanDays: number): number =>
    Math.floor(meanDays * exponentialAt(stream, purpose, index));
  const qualifiedIndex = createdIndex + after(CUSTOMER_PURPOSE.qualifiedLag, qualifiedMeanDays);
  const acceptedIndex = qualifiedIndex + after(CUSTOMER_PURPOSE.acceptedLag, acceptedMeanDays);
  return {
    id: idOf(stream, index),
    channel,
    createdIndex,
    qualifiedIndex: isQualified ? qualifiedIndex : undefined,
    acceptedIndex: isAccepted ? acceptedIndex : undefined,
    convertedIndex: undefined,
    touches: touchesOf(stream, { channel, index, createdIndex, dayCount: qualifiedMeanDays }),
  };
}

/** The first touch is that of the lead's channel on its day; further ones are of any channel. */
function touchesOf(
  stream: RandomStream,
  at: {
    readonly channel: number;
    readonly index: number;
    readonly createdIndex: number;
    readonly dayCount: number;
  },
): GeneratedLead["touches"] {
  const { index, createdIndex, dayCount } = at;
  const touches = [{ dayIndex: createdIndex, channel: at.channel }];
  const most = 6;
  for (let further = 0; further < most; further++) {
    const number = index * most + further;
    if (uniformAt(stream, CUSTOMER_PURPOSE.touchCount, number) >= CUSTOMER_BEHAVIOUR.furtherTouchShare) break;
    touches.push({
      dayIndex: createdIndex + Math.floor(uniformAt(stream, CUSTOMER_PURPOSE.touchDay, number) * dayCount),
      channel: Math.floor(uniformAt(stream, CUSTOMER_PURPOSE.touchChannel, number) * CHANNELS.length),
    });
  }
  return touches;
}

/** Such as `L-0K3J9X0Q2A`: it says nothing about the opportunity. */
function idOf(stream: RandomStream, index: number): string {
  const number = Math.floor(uniformAt(stream, CUSTOMER_PURPOSE.leadId, index) * ID_BASE ** ID_DIGITS);
  return `L-${number.toString(ID_BASE).toUpperCase().padStart(ID_DIGITS, "0")}`;
}
