import type { PipelineBridge } from "./pipeline-bridge.ts";

/** How expected closes moved between the two days of a bridge. */
export interface CloseDateMoves {
  /** Changes to a later and to an earlier day, of opportunities open before and after the change. */
  readonly pushCount: number;
  readonly pullCount: number;
  /** Opportunities that were pushed at least once, and the most pushes of one. */
  readonly pushedOpportunityCount: number;
  readonly mostPushes: number;
  /** Days that all pushes, and all pulls, moved closes by. */
  readonly pushedDays: number;
  readonly pulledDays: number;
}

/** What was expected in the period on the first day and had left it for a later one; whole minor units. */
export interface Slippage {
  readonly expectedCount: number;
  readonly expectedAmount: number;
  /** Expected later, or on no day, at the end. */
  readonly slippedCount: number;
  /** By the amount on the first day, as is `expectedAmount`. */
  readonly slippedAmount: number;
  /** Of those still in or gone otherwise: pushed out at some time in between. */
  readonly cameBackCount: number;
  /** Not won by the second day, whatever became of them. */
  readonly notWonCount: number;
  readonly notWonAmount: number;
}

/** All changes of expected closes from the end of the first day to the end of the second, in or out of the period. */
export function closeDateMoves({ views, reader }: PipelineBridge): CloseDateMoves {
  const { before, after } = views;
  const seenThrough = before?.asOf ?? Number.NEGATIVE_INFINITY;
  const total = { pushCount: 0, pullCount: 0, pushedDays: 0, pulledDays: 0 };
  let pushedOpportunityCount = 0;
  let mostPushes = 0;
  for (let opportunity = 0; opportunity < after.opportunityIds.length; opportunity++) {
    let pushes = 0;
    const first = after.stateStart[opportunity]!;
    for (let state = first + 1; state < after.stateStart[opportunity + 1]!; state++) {
      if (after.log.rows.recordedOn[after.stateRow[state]!]! <= seenThrough) continue;
      if (after.stateStage[state]! >= after.wonCode || after.stateStage[state - 1]! >= after.wonCode)
        continue;
      const [earlier, later] = [reader.closeDayOf(after, state - 1), reader.closeDayOf(after, state)];
      if (earlier === undefined || later === undefined || earlier === later) continue;
      if (later > earlier) {
        pushes++;
        total.pushedDays += later - earlier;
      } else {
        total.pullCount++;
        total.pulledDays += earlier - later;
      }
    }
    total.pushCount += pushes;
    pushedOpportunityCount += Number(pushes > 0);
    mostPushes = Math.max(mostPushes, pushes);
  }
  return { ...total, pushedOpportunityCount, mostPushes };
}

/** Slippage of the pipeline that the bridge starts with, under its two usual conventions. */
export function slippageOf({ start, changes }: PipelineBridge): Slippage {
  const members = changes.filter((change) => change.before === "in");
  const slipped = members.filter(({ after }) => after === "later" || after === "undated");
  const notWon = members.filter(({ after }) => after !== "won");
  const sum = (part: typeof members): number => part.reduce((all, { amountBefore }) => all + amountBefore, 0);
  return {
    expectedCount: start.count,
    expectedAmount: start.amount,
    slippedCount: slipped.length,
    slippedAmount: sum(slipped),
    cameBackCount: members.filter(({ roundTrip }) => roundTrip?.via === "later").length,
    notWonCount: notWon.length,
    notWonAmount: sum(notWon),
  };
}
