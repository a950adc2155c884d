import { moneyText } from "./money-text.ts";
import type { ForecastReply, OpportunityForecast } from "../../contracts/forecast.ts";

export interface DecidingOpportunities {
  /** By the swing of the chance to reach the target, or by expected amount where no swing is known. */
  readonly by: "targetSwing" | "expectedAmount";
  readonly shown: readonly OpportunityForecast[];
  readonly otherCount: number;
}

/** A swing counts when it exceeds this many of its own standard errors; a rare win has few draws behind it. */
const STANDARD_ERRORS = 4;

/**
 * The open opportunities that decide the result: those on which most of the uncertainty about the target hangs, by
 * |swing| sqrt(p (1 - p)), the correlation of winning with reaching the target but for a constant; so a large swing of a
 * win that hardly ever happens does not come first. Without a target, or when no swing stands out of the sampling error,
 * those of the largest expected amount.
 * @param count how many to show at most
 */
export function decidingOpportunities(
  reply: Pick<ForecastReply, "probabilityOfTarget" | "drawCount" | "opportunities">,
  count: number,
): DecidingOpportunities {
  const hit = reply.probabilityOfTarget ?? 0;
  // The standard error of |swing| sqrt(p (1 - p)) is the same for every p.
  const least = STANDARD_ERRORS * Math.sqrt((hit * (1 - hit)) / Math.max(1, reply.drawCount));
  const weightOf = ({ targetSwing, winProbability }: OpportunityForecast): number =>
    Math.abs(targetSwing ?? 0) * Math.sqrt(winProbability * (1 - winProbability));
  const moving = reply.opportunities.filter((opportunity) => weightOf(opportunity) > least);
  const bySwing = moving.length > 0;
  const weights = new Map(
    (bySwing ? moving : reply.opportunities).map((opportunity) => [
      opportunity,
      bySwing ? weightOf(opportunity) : Number(opportunity.expectedAmount),
    ]),
  );
  const sorted = [...weights.keys()].sort(
    (left, right) =>
      weights.get(right)! - weights.get(left)! ||
      Number(right.expectedAmount) - Number(left.expectedAmount) ||
      (left.id < right.id ? -1 : 1),
  );
  const shown = sorted.slice(0, count);
  return {
    by: bySwing ? "targetSwing" : "expectedAmount",
    shown,
    otherCount: reply.opportunities.length - shown.length,
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
