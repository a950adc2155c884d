import type { Day } from "../base/day.ts";
import { ensure } from "../base/ensure.ts";
import { missing, found, type Outcome } from "../base/outcome.ts";
import type { ChangeLog } from "../pipeline/change-log.ts";
import type { Funnel } from "../pipeline/funnel.ts";
import { viewAsOf } from "../pipeline/pipeline-view.ts";
import { withStagesOf } from "../pipeline/stage-map.ts";
import { BRIDGE_KINDS, signOf, type BridgeKind } from "./bridge-kind.ts";
import { changeOf, type OpportunityChange, type ViewPair } from "./opportunity-change.ts";
import { withStageMap } from "./stage-map-change.ts";
import { StandingReader, type BridgeScope } from "./standing.ts";

export interface BridgeQuestion extends BridgeScope {
  /** The ends of these two days are compared, each as it was known then. */
  readonly from: Day;
  readonly to: Day;
  readonly funnel: Funnel;
  /** What the stages meant on the first day, when they have been defined anew since; the same by default. */
  readonly funnelBefore?: Funnel | undefined;
}

/** How many opportunities stand at one end of a bridge and what they add up to; whole minor units. */
export interface BridgeEnd {
  readonly count: number;
  readonly amount: number;
  /** Of them without an amount: they count 0. */
  readonly unknownAmountCount: number;
}

export interface BridgeBar {
  readonly kind: BridgeKind;
  readonly count: number;
  /** Whole minor units, without a sign: never below 0 where no amount of the source is. */
  readonly amount: number;
}

export interface PipelineBridge {
  readonly views: ViewPair;
  readonly reader: StandingReader;
  readonly start: BridgeEnd;
  readonly end: BridgeEnd;
  /** All but the two of groups, in the order of `BRIDGE_KINDS`; those that did not occur are 0. */
  readonly bars: readonly BridgeBar[];
  /** Start and all bars less the end: 0, or the bridge is wrong. */
  readonly residual: number;
  /** All opportunities that were in the pipeline at either end or in between, by id. */
  readonly changes: readonly OpportunityChange[];
}

/**
 * What took the open pipeline from the end of one day to the end of another:
 * start + stages mapped in - out + created + reopened + pulled in + pushed in + currency up - down + increased - decreased - pulled out - pushed out - lost - deleted -
 * merged - won = end, in whole minor units and without a rest. Amounts are sums of whole minor units, exact up to 9e15.
 * @returns the bridge, or `nothing_recorded` when the log has no row on or before the later day; before its first row
 *          the pipeline is empty
 * @throws {RangeError} when the days are in the wrong order, or for a period without close dates
 */
export function pipelineBridge(
  log: ChangeLog,
  question: BridgeQuestion,
): Outcome<PipelineBridge, "nothing_recorded"> {
  ensure(question.from <= question.to, "A bridge leads from an earlier day to a later one");
  const after = viewAsOf(log, question.to, question.funnel);
  if (!after.ok) return missing("nothing_recorded");
  const earlier = viewAsOf(log, question.from, question.funnel);
  const views = { before: earlier.ok ? earlier.value : undefined, after: after.value };
  const reader = new StandingReader(log, question);
  const logThen = withStagesOf(log, question);
  const isOtherMap = question.funnelBefore !== undefined || logThen !== log;
  const old = isOtherMap
    ? viewAsOf(logThen, question.from, question.funnelBefore ?? question.funnel)
    : undefined;
  const oldMap = old?.ok === true ? { view: old.value, after: after.value, reader } : undefined;
  const changes: OpportunityChange[] = [];
  let known = 0;
  for (let opportunity = 0; opportunity < after.value.opportunityIds.length; opportunity++) {
    // Whoever is known early is known later: the earlier ids are among the later ones, in the same order.
    const isKnown = views.before?.opportunityIds[known] === after.value.opportunityIds[opportunity];
    const stateBefore = isKnown ? views.before!.stateStart[++known]! - 1 : -1;
    const plain = changeOf(views, reader, opportunity, stateBefore);
    const change =
      isKnown && oldMap ? withStageMap(plain, oldMap, { opportunity, earlier: known - 1 }) : plain;
    if (change !== undefined) changes.push(change);
  }
  const start = endOf(changes.filter((change) => change.before === "in").map(unknownBefore(views)));
  const end = endOf(changes.filter((change) => change.after === "in").map(unknownAfter(views)));
  const bars = barsOf(changes).filter(({ kind }) => kind !== "groupIn" && kind !== "groupOut");
  return found({
    views,
    reader,
    start,
    end,
    bars,
    residual: start.amount + sumOfBars(bars) - end.amount,
    changes,
  });
}

/** One bar for each kind of move. */
export function barsOf(changes: readonly Pick<OpportunityChange, "moves">[]): BridgeBar[] {
  const bars = new Map(BRIDGE_KINDS.map((kind) => [kind, { kind, count: 0, amount: 0 }]));
  for (const { moves } of changes) {
    for (const { kind, amount } of moves) {
      const bar = bars.get(kind)!;
      bar.count++;
      bar.amount += amount;
    }
  }
  return [...bars.values()];
}

/** What the bars add to the pipeline together. */
export function sumOfBars(bars: readonly BridgeBar[]): number {
  return bars.reduce((sum, { kind, amount }) => sum + signOf(kind) * amount, 0);
}

/** An opportunity at one end of a bridge. */
export interface EndEntry {
  readonly amount: number;
  readonly isUnknown: boolean;
}

export function endOf(entries: readonly EndEntry[]): BridgeEnd {
  return {
    count: entries.length,
    amount: entries.reduce((sum, { amount }) => sum + amount, 0),
    unknownAmountCount: entries.filter(({ isUnknown }) => isUnknown).length,
  };
}

export function unknownBefore({ before }: ViewPair): (change: OpportunityChange) => EndEntry {
  return ({ amountBefore, stateBefore }) => ({
    amount: amountBefore,
    isUnknown: Number.isNaN(before!.stateAmount[stateBefore]!),
  });
}

export function unknownAfter({ after }: ViewPair): (change: OpportunityChange) => EndEntry {
  return ({ amountAfter, stateAfter }) => ({
    amount: amountAfter,
    isUnknown: Number.isNaN(after.stateAmount[stateAfter]!),
  });
}
