/** What can happen to the pipeline of a period between two days, in the order in which a bridge shows it. */
export const BRIDGE_KINDS = [
  "stageMapIn",
  "stageMapOut",
  "created",
  "reopened",
  "pulledIn",
  "pushedIn",
  "groupIn",
  "currencyUp",
  "currencyDown",
  "increased",
  "decreased",
  "groupOut",
  "pulledOut",
  "pushedOut",
  "lost",
  "deleted",
  "merged",
  "won",
] as const;
export type BridgeKind = (typeof BRIDGE_KINDS)[number];

const ADDING: ReadonlySet<BridgeKind> = new Set([
  "stageMapIn",
  "created",
  "reopened",
  "pulledIn",
  "pushedIn",
  "groupIn",
  "currencyUp",
  "increased",
]);

/** 1 for what adds to the pipeline, -1 for what takes from it. */
export function signOf(kind: BridgeKind): 1 | -1 {
  return ADDING.has(kind) ? 1 : -1;
}
