import type { Day } from "../../../src/core/base/day.ts";
import { ChangeLogBuilder } from "../../../src/core/pipeline/change-log-builder.ts";
import type { ChangeLog, RecordedState, SnapshotState } from "../../../src/core/pipeline/change-log.ts";
import {
  pipelineBridge,
  type BridgeQuestion,
  type PipelineBridge,
} from "../../../src/core/kpi/pipeline-bridge.ts";
import { at, FUNNEL, stateOf } from "../pipeline/random-logs.ts";

/** The period of the small logs: days 31 to 58, the February after their first day. */
export const FEBRUARY = { from: at(31), to: at(58) };
export const [IN_JANUARY, IN_FEBRUARY, LATE_FEBRUARY, IN_MARCH] = [
  "2018-01-20",
  "2018-02-10",
  "2018-02-25",
  "2018-03-15",
] as const;

/** A log whose two attributes are the owner and the expected close. */
export function closingLog(
  states: readonly RecordedState[],
  snapshots: readonly SnapshotState[] = [],
): ChangeLog {
  const builder = new ChangeLogBuilder({
    currency: "EUR",
    minorDigits: 2,
    attributeNames: ["owner", "close_date"],
    files: ["b.csv", "a.csv"],
    funnel: FUNNEL,
  });
  for (const state of states) builder.addState(state);
  for (const snapshot of snapshots) builder.addSnapshot(snapshot);
  return builder.build();
}

/** A state with its expected close and its owner. */
export function expecting(
  id: string,
  offset: number,
  stage: string,
  closeDate: string,
  changes: Partial<RecordedState> & { readonly owner?: string } = {},
): RecordedState {
  const { owner = "Ann", ...rest } = changes;
  return stateOf(id, offset, stage, { attributes: [owner, closeDate], ...rest });
}

export function bridgeOf(
  log: ChangeLog,
  days: { readonly from: Day; readonly to: Day },
  scope: Partial<BridgeQuestion> = { period: FEBRUARY },
): PipelineBridge {
  const closeDates = log.attributes.find(({ name }) => name === "close_date");
  const bridge = pipelineBridge(log, { ...days, funnel: FUNNEL, closeDates, ...scope });
  if (!bridge.ok) throw new Error(bridge.reason);
  return bridge.value;
}

/** Amounts of the bars that are not 0, by kind. */
export function amountsOf({ bars }: Pick<PipelineBridge, "bars">): Record<string, number> {
  return Object.fromEntries(bars.filter(({ count }) => count > 0).map(({ kind, amount }) => [kind, amount]));
}
