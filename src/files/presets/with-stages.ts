import { stageKey, stageKindOf, type Funnel } from "../../core/pipeline/funnel.ts";
import type { PresetOutcome } from "./preset.ts";

/** A funnel with what a CRM says about its stages; what the funnel says itself comes first. */
export function withStages(funnel: Funnel, said: PresetOutcome["funnel"]): Funnel {
  const { won = [], lost = [], stageOrder = [] } = said ?? {};
  const isSaid = (stage: string): boolean => {
    return funnel.stageOrder.some((other) => stageKey(other) === stageKey(stage));
  };
  const unknown = (stages: readonly string[]): readonly string[] => {
    return stages.filter((stage) => stageKindOf(stage, funnel) === "open" && !isSaid(stage));
  };
  return {
    ...funnel,
    won: [...funnel.won, ...unknown(won)],
    lost: [...funnel.lost, ...unknown(lost)],
    stageOrder: funnel.stageOrder.length > 0 ? funnel.stageOrder : stageOrder,
  };
}
