import { stageKindOf, type Funnel, type StageKind } from "./funnel.ts";
import { UNKNOWN_DAY, type Dictionary, type StateColumns } from "./state-columns.ts";

/** Stage of an opportunity between its creation and its close when no snapshot shows it open. */
export const UNSEEN_STAGE = "Created";
/** Stage of an opportunity from the first snapshot that lacks it while it was open in the one before. */
export const VANISHED_STAGE = "Removed";

/**
 * Turns a snapshot series into the recorded states that differ from one snapshot to the next.
 *
 * A state is recorded on the day of the snapshot that shows it first. It is effective from then too, but for two
 * days that the source states itself: the first state holds from the day of creation, a closed one from the day of the close.
 * @param snapshots rows as read; beside the attributes two columns: day of creation, day of the actual close
 * @param states    receives the states
 * @returns         the days of the snapshots, ascending
 */
export function diffSnapshots(
  snapshots: StateColumns,
  states: StateColumns,
  stages: Dictionary,
  funnel: Funnel,
): Int32Array {
  const snapshotDays = Int32Array.from(new Set(snapshots.recordedOn.subarray(0, snapshots.length))).sort();
  const order = new Int32Array(snapshots.length).map((_, row) => row);
  order.sort(
    (a, b) =>
      snapshots.opportunity[a]! - snapshots.opportunity[b]! ||
      snapshots.recordedOn[a]! - snapshots.recordedOn[b]! ||
      compareTwins(snapshots, stages, a, b),
  );
  const kinds: StageKind[] = stages.values.map((stage) => stageKindOf(stage, funnel));
  const differ = new SnapshotDiffer(snapshots, states, stages, kinds);
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    const previous = i > 0 && sameOpportunity(snapshots, order[i - 1]!, row) ? order[i - 1]! : undefined;
    const following =
      i + 1 < order.length && sameOpportunity(snapshots, row, order[i + 1]!) ? order[i + 1]! : undefined;
    differ.addDifference(previous, row);
    const next = nextSnapshotDay(snapshotDays, snapshots.recordedOn[row]!);
    const isMissingNext =
      next !== undefined && (following === undefined || snapshots.recordedOn[following]! > next);
    if (isMissingNext && kinds[snapshots.stage[row]!] === "open") differ.addVanished(row, next);
  }
  return snapshotDays;
}

class SnapshotDiffer {
  private readonly snapshots: StateColumns;
  private readonly states: StateColumns;
  private readonly stages: Dictionary;
  private readonly kinds: readonly StageKind[];

  constructor(
    snapshots: StateColumns,
    states: StateColumns,
    stages: Dictionary,
    kinds: readonly StageKind[],
  ) {
    this.snapshots = snapshots;
    this.states = states;
    this.stages = stages;
    this.kinds = kinds;
  }

  addDifference(previous: number | undefined, row: number): void {
    const { snapshots } = this;
    const seenOn = snapshots.recordedOn[row]!;
    const isClosed = this.kinds[snapshots.stage[row]!] !== "open";
    const closedOn = isClosed ? this.statedDay(row, 1) : undefined;
    if (previous === undefined) {
      const createdOn = this.statedDay(row, 0);
      if (isClosed && createdOn !== undefined && createdOn < (closedOn ?? seenOn)) {
        this.emit(row, createdOn, seenOn, this.stages.codeOf(UNSEEN_STAGE));
      }
      this.emit(row, (isClosed ? closedOn : createdOn) ?? seenOn, seenOn, snapshots.stage[row]!);
    } else if (this.differs(previous, row)) {
      const isNewlyClosed = isClosed && snapshots.stage[row] !== snapshots.stage[previous];
      this.emit(row, (isNewlyClosed ? closedOn : undefined) ?? seenOn, seenOn, snapshots.stage[row]!);
    } else if (this.wasMissingBetween(previous, row)) {
      this.emit(row, seenOn, seenOn, snapshots.stage[row]!);
    }
  }

  addVanished(row: number, day: number): void {
    this.emit(row, day, day, this.stages.codeOf(VANISHED_STAGE));
  }

  /** An opportunity that came back after it had vanished: the removal stands between two equal rows. */
  private wasMissingBetween(previous: number, row: number): boolean {
    const last = this.states.length - 1;
    return (
      last >= 0 &&
      this.states.opportunity[last] === this.snapshots.opportunity[row] &&
      this.states.recordedOn[last]! > this.snapshots.recordedOn[previous]!
    );
  }

  /** Day of creation (0) or close (1) by the source, if it states one that is not after the snapshot. */
  private statedDay(row: number, which: 0 | 1): number | undefined {
    const { snapshots } = this;
    const day = snapshots.attributes[(row + 1) * snapshots.attributeCount - 2 + which]!;
    return day === UNKNOWN_DAY || day > snapshots.recordedOn[row]! ? undefined : day;
  }

  private differs(a: number, b: number): boolean {
    const { snapshots } = this;
    if (snapshots.stage[a] !== snapshots.stage[b]) return true;
    if (!Object.is(snapshots.amount[a], snapshots.amount[b])) return true;
    for (let i = 0; i < snapshots.attributeCount - 2; i++) {
      const first = snapshots.attributes[a * snapshots.attributeCount + i];
      if (first !== snapshots.attributes[b * snapshots.attributeCount + i]) return true;
    }
    return false;
  }

  private emit(row: number, effectiveOn: number, recordedOn: number, stage: number): void {
    const { snapshots, states } = this;
    const state = states.next();
    states.opportunity[state] = snapshots.opportunity[row]!;
    states.recordedOn[state] = recordedOn;
    states.recordedSecond[state] = -1;
    states.effectiveOn[state] = effectiveOn;
    states.stage[state] = stage;
    states.amount[state] = snapshots.amount[row]!;
    states.file[state] = snapshots.file[row]!;
    states.line[state] = snapshots.line[row]!;
    for (let i = 0; i < states.attributeCount; i++) {
      states.attributes[state * states.attributeCount + i] =
        snapshots.attributes[row * snapshots.attributeCount + i]!;
    }
  }
}

/** One opportunity twice in one snapshot: by content, so that the order of the rows in the file does not show. */
function compareTwins(snapshots: StateColumns, stages: Dictionary, a: number, b: number): number {
  const stageA = stages.values[snapshots.stage[a]!]!;
  const stageB = stages.values[snapshots.stage[b]!]!;
  if (stageA !== stageB) return stageA < stageB ? -1 : 1;
  return (snapshots.amount[a]! || 0) - (snapshots.amount[b]! || 0);
}

function sameOpportunity(snapshots: StateColumns, a: number, b: number): boolean {
  return snapshots.opportunity[a] === snapshots.opportunity[b];
}

function nextSnapshotDay(days: Int32Array, day: number): number | undefined {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle]! <= day) low = middle + 1;
    else high = middle;
  }
  return days[low];
}
