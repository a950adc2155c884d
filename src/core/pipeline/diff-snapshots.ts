import { stageKindOf, type Funnel, type StageKind } from "./funnel.ts";
import { UNKNOWN_DAY, type Dictionary, type StateColumns } from "./state-columns.ts";

/** Stage of an opportunity from its creation until a snapshot shows it: nobody recorded where it stood. */
export const UNSEEN_STAGE = "Created";
/** Stage of an opportunity from the first snapshot that lacks it while it was open in the one before. */
export const VANISHED_STAGE = "Removed";

/**
 * Turns a snapshot series into the recorded states that differ from one snapshot to the next.
 *
 * A state is recorded on the day of the snapshot that shows it first. It is effective from then too, but for two
 * days that the source states itself: the first state holds from the day of creation, a closed one from the day of the close.
 * Where a snapshot shows an opportunity more than once, a closed row stands for it before an open one; what the rest still
 * differs in is settled by the view, so that the order of the rows never shows.
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
  const kinds: StageKind[] = stages.values.map((stage) => stageKindOf(stage, funnel));
  const differ = new SnapshotDiffer(snapshots, states, stages, kinds);
  const sightings = sightingsOf(snapshots, kinds);
  sightings.forEach((rows, i) => {
    const row = rows[0]!;
    const [before, after] = [sightings[i - 1], sightings[i + 1]];
    const isFirst = before === undefined || !sameOpportunity(snapshots, before[0]!, row);
    const isLast = after === undefined || !sameOpportunity(snapshots, row, after[0]!);
    differ.addDifference(isFirst ? undefined : before, rows);
    const next = nextSnapshotDay(snapshotDays, snapshots.recordedOn[row]!);
    const isMissingNext = next !== undefined && (isLast || snapshots.recordedOn[after[0]!]! > next);
    if (isMissingNext && kinds[snapshots.stage[row]!] === "open") differ.addVanished(rows, next);
  });
  return snapshotDays;
}

/** What one snapshot says of one opportunity: most often one row. By opportunity, then by day. */
type Sighting = Int32Array;

function sightingsOf(snapshots: StateColumns, kinds: readonly StageKind[]): readonly Sighting[] {
  const order = new Int32Array(snapshots.length).map((_, row) => row);
  order.sort(
    (a, b) =>
      snapshots.opportunity[a]! - snapshots.opportunity[b]! ||
      snapshots.recordedOn[a]! - snapshots.recordedOn[b]!,
  );
  const sightings: Sighting[] = [];
  for (let first = 0, end = 1; first < order.length; first = end++) {
    const row = order[first]!;
    const isSame = (other: number): boolean =>
      sameOpportunity(snapshots, row, other) && snapshots.recordedOn[row] === snapshots.recordedOn[other];
    while (end < order.length && isSame(order[end]!)) end++;
    const rows = order.subarray(first, end);
    const closed = end - first > 1 ? rows.filter((other) => kinds[snapshots.stage[other]!] !== "open") : rows;
    sightings.push(closed.length > 0 ? closed : rows);
  }
  return sightings;
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

  addDifference(previous: Sighting | undefined, current: Sighting): void {
    if (previous === undefined) {
      for (const row of current) this.addFirst(row);
    } else if (!this.isRepeated(previous, current) || this.wasMissingBetween(previous[0]!, current[0]!)) {
      for (const row of current) this.addChanged(previous, row);
    }
  }

  addVanished(rows: Sighting, day: number): void {
    for (const row of rows) this.emit(row, day, day, this.stages.codeOf(VANISHED_STAGE));
  }

  private addFirst(row: number): void {
    const { snapshots } = this;
    const seenOn = snapshots.recordedOn[row]!;
    const createdOn = this.statedDay(row, 0);
    const firstSeenOn = this.closedOn(row) ?? seenOn;
    if (createdOn !== undefined && createdOn < firstSeenOn) {
      this.emit(row, createdOn, seenOn, this.stages.codeOf(UNSEEN_STAGE));
    }
    this.emit(row, firstSeenOn, seenOn, snapshots.stage[row]!);
  }

  private addChanged(previous: Sighting, row: number): void {
    const { stage, recordedOn } = this.snapshots;
    const isNewlyClosed = previous.every((other) => stage[other] !== stage[row]);
    const seenOn = recordedOn[row]!;
    this.emit(row, (isNewlyClosed ? this.closedOn(row) : undefined) ?? seenOn, seenOn, stage[row]!);
  }

  private isClosed(row: number): boolean {
    return this.kinds[this.snapshots.stage[row]!] !== "open";
  }

  /** Day of the close by the source, of a closed row. */
  private closedOn(row: number): number | undefined {
    return this.isClosed(row) ? this.statedDay(row, 1) : undefined;
  }

  /** Whether two snapshots say the same of an opportunity. */
  private isRepeated(a: Sighting, b: Sighting): boolean {
    const isIn = (row: number, rows: Sighting): boolean => rows.some((other) => !this.differs(other, row));
    return b.every((row) => isIn(row, a)) && a.every((row) => isIn(row, b));
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
    states.recordedStage[state] = stage === snapshots.stage[row] ? snapshots.recordedStage[row]! : -1;
    states.amount[state] = snapshots.amount[row]!;
    states.file[state] = snapshots.file[row]!;
    states.line[state] = snapshots.line[row]!;
    for (let i = 0; i < states.attributeCount; i++) {
      states.attributes[state * states.attributeCount + i] =
        snapshots.attributes[row * snapshots.attributeCount + i]!;
    }
  }
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
