import * as fc from "fast-check";
import { dayFromIso, type Day } from "../../../src/core/base/day.ts";
import { ChangeLogBuilder } from "../../../src/core/pipeline/change-log-builder.ts";
import type { ChangeLog, RecordedState, SnapshotState } from "../../../src/core/pipeline/change-log.ts";
import { NO_FUNNEL, type Funnel } from "../../../src/core/pipeline/funnel.ts";
import { attributeOf, viewAsOf, type PipelineView } from "../../../src/core/pipeline/pipeline-view.ts";

/** Day 0 of the small logs of these tests: a Monday and the first of a month. */
export const ORIGIN = dayFromIso("2018-01-01")!;
export const at = (offset: number): Day => (ORIGIN + offset) as Day;

export const OPEN_STAGES = ["Lead", "Qualified", "Proposal"] as const;
export const ATTRIBUTE_NAMES = ["region", "owner"] as const;
/** The order of the stages is told here where a test must not depend on what is inferred. */
export const FUNNEL: Funnel = { ...NO_FUNNEL, stageOrder: OPEN_STAGES };

const SETTINGS = {
  currency: "EUR",
  minorDigits: 2,
  attributeNames: ATTRIBUTE_NAMES,
  files: ["b.csv", "a.csv"],
  funnel: FUNNEL,
};

export function logOf(
  states: readonly RecordedState[],
  snapshots: readonly SnapshotState[] = [],
  funnel: Funnel = FUNNEL,
): ChangeLog {
  const builder = new ChangeLogBuilder({ ...SETTINGS, funnel });
  for (const state of states) builder.addState(state);
  for (const snapshot of snapshots) builder.addSnapshot(snapshot);
  return builder.build();
}

export function viewOf(log: ChangeLog, asOf: Day, funnel: Funnel = FUNNEL): PipelineView {
  const view = viewAsOf(log, asOf, funnel);
  if (!view.ok) throw new Error(view.reason);
  return view.value;
}

let nextLine = 2;

/** A state of a history with day resolution, recorded when it was so. */
export function stateOf(
  opportunityId: string,
  offset: number,
  stage: string,
  changes: Partial<RecordedState> = {},
): RecordedState {
  return {
    opportunityId,
    recordedOn: at(offset),
    recordedSecond: -1,
    effectiveOn: changes.recordedOn ?? at(offset),
    stage,
    amount: 100_00,
    attributes: ["", ""],
    file: 0,
    line: nextLine++,
    ...changes,
  };
}

export function snapshotOf(
  opportunityId: string,
  offset: number,
  stage: string,
  changes: Partial<SnapshotState> = {},
): SnapshotState {
  return {
    opportunityId,
    snapshotOn: at(offset),
    createdOn: undefined,
    closedOn: undefined,
    stage,
    amount: 100_00,
    attributes: ["", ""],
    file: 0,
    line: nextLine++,
    ...changes,
  };
}

const id = fc.constantFrom("C", "A", "E", "B", "D", "F");
const stage = fc.constantFrom(...OPEN_STAGES, ...OPEN_STAGES, "Closed Won", "Closed Lost", "Deleted");
const amount = fc.constantFrom(Number.NaN, 0, 100_00, 250_00, 99_99);
const attributes = fc.tuple(fc.constantFrom("", "North", "South"), fc.constantFrom("", "Ann", "Bob"));
const source = { file: fc.integer({ min: 0, max: 1 }), line: fc.integer({ min: 2, max: 9 }) };

/** Rows of a history: with and without clock times, recorded late, on one day, reopened, deleted, moved back. */
export function randomStates(dayCount: number, maxLength = 40): fc.Arbitrary<readonly RecordedState[]> {
  const row = fc
    .record({
      opportunityId: id,
      offset: fc.integer({ min: 0, max: dayCount - 1 }),
      recordedSecond: fc.constantFrom(-1, -1, 0, 40_000, 40_001),
      delay: fc.constantFrom(0, 0, 0, 0, 1, 5, 20),
      stage,
      amount,
      attributes,
      ...source,
    })
    .map(({ offset, delay, ...rest }) => ({
      ...rest,
      recordedOn: at(offset),
      effectiveOn: at(Math.max(0, offset - delay)),
    }));
  return fc.array(row, { minLength: 1, maxLength });
}

/** A day that a snapshot states, of the 26 up to its own; or none. */
function statedBy(snapshotOn: Day): fc.Arbitrary<Day | undefined> {
  const stated = fc.integer({ min: 0, max: 25 }).map((back) => (snapshotOn - back) as Day);
  return fc.option(stated, { nil: undefined });
}

/** Rows of weekly snapshots: some opportunities missing, some twice, some with stated days of creation and close. */
export function randomSnapshots(weekCount: number, maxLength = 40): fc.Arbitrary<readonly SnapshotState[]> {
  const row = fc.integer({ min: 0, max: weekCount - 1 }).chain((week) => {
    const snapshotOn = at(7 * week);
    return fc.record({
      opportunityId: id,
      snapshotOn: fc.constant(snapshotOn),
      createdOn: statedBy(snapshotOn),
      closedOn: statedBy(snapshotOn),
      stage,
      amount,
      attributes,
      ...source,
    });
  });
  return fc.array(row, { minLength: 1, maxLength });
}

/** Name of a state's stage; won, lost and removed for the closed ones. */
export function stageName(view: PipelineView, code: number): string {
  return [...view.openStages, "won", "lost", "removed"][code]!;
}

/** The states of one opportunity: day since the origin and name of the stage. */
export function timeline(
  view: PipelineView,
  opportunityId: string,
): readonly (readonly [offset: number, stage: string])[] {
  const opportunity = view.opportunityIds.indexOf(opportunityId);
  const states: (readonly [number, string])[] = [];
  for (let state = view.stateStart[opportunity]!; state < view.stateStart[opportunity + 1]!; state++)
    states.push([view.stateDay[state]! - ORIGIN, stageName(view, view.stateStage[state]!)]);
  return states;
}

/** All that a view tells, with the log behind it read only through the rows of its states. */
export function toldBy(view: PipelineView): unknown {
  const { log, attributes: columns, stateRow, ...rest } = view;
  return {
    ...rest,
    attributeNames: columns.map(({ name }) => name),
    states: Array.from(stateRow, (row, state) => ({
      file: log.files[log.rows.file[row]!],
      line: log.rows.line[row],
      recordedOn: log.rows.recordedOn[row],
      recordedSecond: log.rows.recordedSecond[row],
      attributes: columns.map((column) => attributeOf(view, column, state)),
    })),
  };
}
