import { moneyText } from "./money-text.ts";
import type { ForecastReply, OpportunityForecast } from "../../contracts/forecast.ts";

export interface DecidingOpportunities {
  /** By the swing of the chance to reach the target, or by expected amount where no swing is known. */
  readonly by: "targetSwing" | "expectedAmount";
  readonly shown: readonly OpportunityForecast[];
  readonly otherCount: number;
}

/**
 * The open opportunities that decide the result: those that move the chance to reach the target most, by the size of
 * `targetSwing`; without a target, or when none moves it, those of the largest expected amount.
 * @param count how many to show at most
 */
export function decidingOpportunities(reply: ForecastReply, count: number): DecidingOpportunities {
  const bySwing = reply.opportunities.some(({ targetSwing }) => (targetSwing ?? 0) !== 0);
  const weights = new Map(
    reply.opportunities.map((opportunity) => [
      opportunity,
      Math.abs(bySwing ? (opportunity.targetSwing ?? 0) : Number(opportunity.expectedAmount)),
    ]),
  );
  const sorted = [...reply.opportunities].sort(
    (left, right) =>
      weights.get(right)! - weights.get(left)! ||
      Number(right.expectedAmount) - Number(left.expectedAmount) ||
      (left.id < right.id ? -1 : 1),
  );
  return {
    by: bySwing ? "targetSwing" : "expectedAmount",
    shown: sorted.slice(0, count),
    otherCount: Math.max(0, sorted.length - count),
  };
}

/** What the columns of a table of deciding opportunities mean, and how many it leaves out. */
export function decidingNote({ by, otherCount }: DecidingOpportunities): string {
  const win = "Win: chance to be won in the period, calibrated on past windows.";
  const swing = "Swing: points by which winning it rather than not moves the chance.";
  const others =
    otherCount === 1
      ? "1 more opportunity is open."
      : `${moneyText(otherCount)} more opportunities are open.`;
  return [win, ...(by === "targetSwing" ? [swing] : []), ...(otherCount === 0 ? [] : [others])].join(" ");
}
