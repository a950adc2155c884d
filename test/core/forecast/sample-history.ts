import type { RecordedState, SnapshotState } from "../../../src/core/pipeline/change-log.ts";
import { stateOn } from "../../../src/core/pipeline/pipeline-view.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { buildStateTable, type StateTable } from "../../../src/core/forecast/state-table.ts";
import type { WorkCalendar } from "../../../src/core/forecast/work-calendar.ts";
import { CALENDAR_YEARS } from "../../../src/core/base/period.ts";
import { at, logOf, OPEN_STAGES, ORIGIN, stageName, viewOf } from "../pipeline/random-logs.ts";

export interface HistoryShape {
  readonly seed: number;
  readonly dayCount: number;
  readonly createdPerDay: number;
  /** Daily chances of an open opportunity; what is left over is the chance to stay. */
  readonly won: number;
  readonly lost: number;
  readonly moves: number;
  readonly removed: number;
  /** Daily chance of a lost one to come back and of a won one to be taken back. */
  readonly reopened: number;
  /** Share of amounts that are not known. */
  readonly unknownAmounts: number;
}

export const USUAL_HISTORY: HistoryShape = {
  seed: 1,
  dayCount: 300,
  createdPerDay: 1.5,
  won: 0.02,
  lost: 0.03,
  moves: 0.08,
  removed: 0.003,
  reopened: 0.004,
  unknownAmounts: 0.1,
};

/**
 * A history with all that happens: moves forward, back and within a day, edits, losses that come back, wins taken back,
 * deletions, a quiet weekend. Rows in the order of the days.
 */
export function sampleHistory(changes: Partial<HistoryShape> = {}): readonly RecordedState[] {
  const shape = { ...USUAL_HISTORY, ...changes };
  const random = smallFastRandom(shape.seed, 17);
  const rows: RecordedState[] = [];
  const live: { id: string; stage: string; amount: number }[] = [];
  const record = (item: (typeof live)[number], day: number): void => {
    rows.push({
      opportunityId: item.id,
      recordedOn: at(day),
      recordedSecond: rows.length % 86_400,
      effectiveOn: at(day),
      stage: item.stage,
      amount: random() < shape.unknownAmounts ? Number.NaN : item.amount,
      attributes: [["North", "South", ""][item.amount % 3]!, ["Ann", "Bob"][item.id.length % 2]!],
      file: 0,
      line: rows.length + 2,
    });
  };
  for (let day = 0; day < shape.dayCount; day++) {
    const pace = day % 7 >= 5 ? 0.2 : 1;
    for (let left = shape.createdPerDay * pace; random() < left; left--) {
      const stage = random() < 0.8 ? OPEN_STAGES[0] : random() < 0.8 ? OPEN_STAGES[1] : "Closed Won";
      const amount = Math.round(10_000 * Math.exp(1.5 * random()));
      live.push({ id: `opportunity ${live.length}`, stage, amount });
      record(live.at(-1)!, day);
    }
    for (const item of live) {
      const next = nextStage(item.stage, shape, pace, random);
      if (next === undefined) continue;
      item.stage = next;
      if (random() < 0.3) item.amount = Math.round(item.amount * (0.8 + 0.5 * random()));
      record(item, day);
      if (random() < 0.05 && OPEN_STAGES.some((stage) => stage === next)) {
        item.stage = OPEN_STAGES[2];
        record(item, day); // a second move on the same day
      }
    }
  }
  return rows;
}

function nextStage(
  stage: string,
  shape: HistoryShape,
  pace: number,
  random: () => number,
): string | undefined {
  const place = OPEN_STAGES.findIndex((open) => open === stage);
  const draw = random() / pace;
  if (place < 0) return draw < shape.reopened && stage !== "Deleted" ? OPEN_STAGES[1] : undefined;
  if (draw < shape.won) return "Closed Won";
  if (draw < shape.won + shape.lost) return "Closed Lost";
  if (draw < shape.won + shape.lost + shape.removed) return "Deleted";
  if (draw > shape.won + shape.lost + shape.removed + shape.moves) return undefined;
  const forward = Math.min(place + 1, OPEN_STAGES.length - 1);
  return OPEN_STAGES[random() < 0.8 ? forward : Math.max(0, place - 1)];
}

export function tableOf(rows: readonly RecordedState[], offset: number): StateTable {
  return buildStateTable(viewOf(logOf(rows), at(offset)));
}

/** Calendar quarters and two holidays in each of the first months. */
export const WORK_CALENDAR: WorkCalendar = {
  fiscal: CALENDAR_YEARS,
  holidays: new Set([0, 37, 88, 90, 120, 199, 250].map(at)),
};

export const NO_HOLIDAYS: WorkCalendar = { fiscal: CALENDAR_YEARS, holidays: new Set() };

/** Weekly snapshots of a history, the last one on a given day, with the days of creation and close that a CRM states. */
export function weeklySnapshots(
  rows: readonly RecordedState[],
  lastOffset: number,
): readonly SnapshotState[] {
  const view = viewOf(logOf(rows), at(lastOffset));
  const closed: Readonly<Record<string, string>> = { won: "Closed Won", lost: "Closed Lost" };
  const snapshots: SnapshotState[] = [];
  for (let offset = lastOffset % 7; offset <= lastOffset; offset += 7) {
    view.opportunityIds.forEach((opportunityId, opportunity) => {
      const state = stateOn(view, opportunity, at(offset));
      if (state < 0 || view.stateStage[state] === view.removedCode) return;
      const first = view.stateStart[opportunity]!;
      let entry = state;
      while (entry > first && view.stateStage[entry - 1] === view.stateStage[state]) entry--;
      const stage = stageName(view, view.stateStage[state]!);
      snapshots.push({
        opportunityId,
        snapshotOn: at(offset),
        createdOn: at(view.stateDay[first]! - ORIGIN),
        closedOn: stage in closed ? at(view.stateDay[entry]! - ORIGIN) : undefined,
        stage: closed[stage] ?? stage,
        amount: view.stateAmount[state]!,
        attributes: ["", ""],
        file: 0,
        line: snapshots.length + 2,
      });
    });
  }
  return snapshots;
}
