import type { Day } from "../base/day.ts";
import type { OriginalAmounts } from "./exchange-book.ts";
import type { StageMap } from "./stage-map.ts";

/**
 * All that was ever recorded about the opportunities, as columns; one row per recorded state of one opportunity.
 * Rows are ascending by opportunity, then by the time of recording, then by content, so that any order and any
 * repetition of the same files gives the same log. Nothing is read from it but through `viewAsOf`.
 */
export interface ChangeLog {
  /** ISO 4217 code of all amounts, `XXX` when unknown. */
  readonly currency: string;
  readonly minorDigits: number;
  /** Ids in ascending order of their UTF-16 code units; shape [opportunity]. */
  readonly opportunityIds: readonly string[];
  /** First row of each opportunity and the end; shape [opportunity + 1]. */
  readonly rowStart: Int32Array;
  /** Names of stages, ascending. */
  readonly stages: readonly string[];
  readonly rows: ChangeLogRows;
  /** Every other column of the sources: product, region, owner, ... */
  readonly attributes: readonly AttributeColumn[];
  /** Names of the files that the rows came from, without their folders. */
  readonly files: readonly string[];
  /** Days on which a snapshot was taken, ascending; empty when the source is a history of changes. */
  readonly snapshotDays: Int32Array;
  /** Opportunities without any date: they cannot be placed in time. */
  readonly undated: readonly UndatedOpportunity[];
  /** Where amounts are of several currencies: what they were before they were converted. */
  readonly exchange?: OriginalAmounts | undefined;
  /** Where stages have been renamed since: the renamings, and the names as they were recorded. */
  readonly stageMap?: RenamedStages | undefined;
}

/** What stages were called when they were recorded. */
export interface RenamedStages {
  readonly map: StageMap;
  /** Names as they were recorded, and the one of each row: shape [row]. */
  readonly recorded: readonly string[];
  readonly recordedStage: Uint16Array;
}

/** The columns of the log; each has shape [row]. */
export interface ChangeLogRows {
  /** Day on which the source recorded the state. */
  readonly recordedOn: Int32Array;
  /** Seconds since local midnight of the recording; -1 when only the day is known. */
  readonly recordedSecond: Int32Array;
  /** Day from which the state was so; never after `recordedOn`. */
  readonly effectiveOn: Int32Array;
  /** Index into `stages`. */
  readonly stage: Uint16Array;
  /** Whole minor units, in the currency of the log at the rate of the day from which the state was so; NaN when unknown. */
  readonly amount: Float64Array;
  /** Index into `files`. */
  readonly file: Uint16Array;
  /** Line of the file, 1 = its first. */
  readonly line: Int32Array;
}

/** One attribute of the rows, coded: `values[codes[row]]`; the value "" means not known. */
export interface AttributeColumn {
  readonly name: string;
  readonly values: readonly string[];
  readonly codes: Int32Array;
}

export interface UndatedOpportunity {
  readonly opportunityId: string;
  readonly stage: string;
  readonly amount: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly file: number;
  readonly line: number;
}

/** A state as a source recorded it, before it becomes a row of the log. */
export interface RecordedState {
  readonly opportunityId: string;
  readonly recordedOn: Day;
  readonly recordedSecond: number;
  readonly effectiveOn: Day;
  readonly stage: string;
  /** The stage as it was recorded, where it has been renamed since. */
  readonly recordedStage?: string | undefined;
  /** Whole minor units of its currency; NaN when unknown. */
  readonly amount: number;
  /** In the order of the builder's attribute names; "" when not known. */
  readonly attributes: readonly string[];
  readonly file: number;
  readonly line: number;
}

/** An opportunity as one snapshot shows it. */
export interface SnapshotState {
  readonly opportunityId: string;
  readonly snapshotOn: Day;
  /** Creation and actual close by the source; undefined when it does not say. */
  readonly createdOn: Day | undefined;
  readonly closedOn: Day | undefined;
  readonly stage: string;
  readonly recordedStage?: string | undefined;
  readonly amount: number;
  readonly attributes: readonly string[];
  readonly file: number;
  readonly line: number;
}
