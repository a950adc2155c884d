import { attributeOf } from "../pipeline/pipeline-view.ts";
import { closedIn } from "./closed-in.ts";
import type { KpiPart, KpiWindow } from "./kpi-record.ts";
import { OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";
import { PartCollector } from "./part-collector.ts";

const REASON_NAMES = new Set([
  "lossreason",
  "lostreason",
  "closedlostreason",
  "reasonlost",
  "reasonforloss",
  "closereason",
  "closelostreason",
]);

/** One reason and what was lost for it in the period. */
export interface LossReason {
  /** "" where the row gives none. */
  readonly reason: string;
  readonly lost: KpiPart;
  readonly amount: number;
}

/**
 * What was lost in the window by the reason recorded with the loss, most frequent first.
 * @returns undefined when no column holds reasons
 */
export function lossReasons(lives: OpportunityLives, window: KpiWindow): readonly LossReason[] | undefined {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, "");
  const column = lives.view.attributes.find(({ name }) => REASON_NAMES.has(plain(name)));
  if (column === undefined) return undefined;
  const reasons = new Map<string, { part: PartCollector; amount: number }>();
  for (const opportunity of closedIn(lives, window, [OUTCOME.lost])) {
    const state = lives.lastState[opportunity]!;
    const reason = attributeOf(lives.view, column, state);
    const entry = reasons.get(reason) ?? { part: new PartCollector(lives.view, window), amount: 0 };
    entry.part.add(opportunity, state);
    entry.amount += lives.amount[opportunity]! || 0;
    reasons.set(reason, entry);
  }
  return [...reasons]
    .map(([reason, { part, amount }]) => ({ reason, lost: part.part("lost"), amount }))
    .sort((a, b) => b.lost.value - a.lost.value || (a.reason < b.reason ? -1 : 1));
}
