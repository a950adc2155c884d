import type { PipelineView } from "../pipeline/pipeline-view.ts";
import type { BridgeMove, OpportunityChange } from "./opportunity-change.ts";
import type { StandingReader } from "./standing.ts";

/** The first day seen with the stages as they were defined then; the same opportunities in the same order. */
export interface OldStageMap {
  readonly view: PipelineView;
  /** The view after, for opportunities that were in the pipeline by the old definition alone. */
  readonly after: PipelineView;
  readonly reader: StandingReader;
}

/**
 * Puts what a new definition of the stages does to an opportunity before everything else that happened to it: on the first day
 * it leaves the pipeline, or comes in, with its amount of that day.
 * @param change           what became of it by the new definition; undefined when it was never in
 * @param ends.opportunity index in the view after
 * @param ends.earlier     index in the earlier view
 */
export function withStageMap(
  change: OpportunityChange | undefined,
  { view, after, reader }: OldStageMap,
  ends: { readonly opportunity: number; readonly earlier: number },
): OpportunityChange | undefined {
  const state = view.stateStart[ends.earlier + 1]! - 1;
  const before = reader.standingOf(view, state);
  const [wasIn, isIn] = [before === "in", change?.before === "in"];
  if (wasIn === isIn) return change;
  const row = view.stateRow[state]!;
  const amount = view.stateAmount[state]! || 0;
  if (!wasIn) {
    const entry: BridgeMove = { kind: "stageMapIn", amount: change!.amountBefore, row };
    return { ...change!, before, amountBefore: 0, moves: [entry, ...change!.moves] };
  }
  const exit: BridgeMove = { kind: "stageMapOut", amount, row };
  if (change !== undefined)
    return { ...change, before, amountBefore: amount, moves: [exit, ...change.moves] };
  const stateAfter = after.stateStart[ends.opportunity + 1]! - 1;
  return {
    opportunityId: after.opportunityIds[ends.opportunity]!,
    stateBefore: state,
    stateAfter,
    before,
    after: reader.standingOf(after, stateAfter),
    amountBefore: amount,
    amountAfter: 0,
    moves: [exit],
    cameAndWent: false,
  };
}
