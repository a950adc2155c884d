import type { Day } from "../base/day.ts";
import type { CompanyWorld } from "./company-world.ts";

/** A simulated company: what its CRM recorded, and the truth behind it. Amounts are whole minor units (cents). */
export interface GeneratedCompany {
  readonly world: CompanyWorld;
  /** Last recorded day: the as-of day of the demo. */
  readonly lastDay: Day;
  /** Last simulated day. */
  readonly simulatedThrough: Day;
  readonly opportunities: OpportunityColumns;
  readonly history: HistoryColumns;
  readonly bookings: BookingColumns;
  /** By calendar quarter, from that of the first day to that of the last simulated one. */
  readonly quarters: readonly QuarterTruth[];
  /** How often each thing happened up to the last recorded day. */
  readonly counts: EventCounts;
}

/** One row per opportunity in the order of creation, which is the order of the ids; all created by `simulatedThrough`. */
export interface OpportunityColumns {
  readonly ids: readonly string[];
  /** Index of the day of creation. */
  readonly createdIndex: Int32Array;
  readonly product: Uint8Array;
  readonly region: Uint8Array;
  readonly seat: Uint16Array;
  /** Amount it was created with, before anything unknown or mistyped. */
  readonly firstAmount: Float64Array;
  /** Running number of the creation on its day and product: with those two the name of its random numbers. */
  readonly ordinal: Int32Array;
}

/** The state after each recorded change: rows by opportunity, then by day; at most one a day. */
export interface HistoryColumns {
  /** First row of each opportunity and the end; shape [opportunity + 1]. */
  readonly rowStart: Int32Array;
  readonly opportunity: Int32Array;
  readonly dayIndex: Int32Array;
  /** Seconds since midnight. */
  readonly second: Int32Array;
  /** Index into `STAGE_NAMES`. */
  readonly stage: Uint8Array;
  /** NaN when not recorded. */
  readonly amount: Float64Array;
  /** Index into the sellers of the sales force. */
  readonly seller: Uint16Array;
  /** Expected close; the day of the close when closed. */
  readonly closeDay: Int32Array;
}

/** Every win, and with a negative amount every win taken back, in no particular order. */
export interface BookingColumns {
  readonly opportunity: Int32Array;
  readonly dayIndex: Int32Array;
  readonly amount: Float64Array;
}

export interface QuarterTruth {
  readonly label: string;
  /** Log f of the common factor; see quarter-factor.ts. */
  readonly logFactor: number;
  readonly createdCount: number;
  readonly winCount: number;
  /** Sum over all open opportunities and days of the true chance to be won, without and with the common factor. */
  readonly expectedWinCount: number;
  readonly expectedWinCountWithFactor: number;
  /** The same times the expected amount if won on that day. */
  readonly expectedBookings: number;
  readonly expectedBookingsWithFactor: number;
  /** Variance of the bookings about that, without the factor: sum of chance times expected squared amount. */
  readonly bookingsVariance: number;
  /** Won amounts, and of wins that were taken back in this quarter, whenever they had been won. */
  readonly wonAmount: number;
  readonly takenBackAmount: number;
}

export const EVENT_KINDS = [
  "created",
  "movedForward",
  "skippedStage",
  "movedBack",
  "won",
  "lost",
  "deleted",
  "merged",
  "reopened",
  "takenBackToLost",
  "takenBackToOpen",
  "abandoned",
  "amountEdited",
  "closeDatePushed",
  "closeDatePulledIn",
  "passedOn",
  "createdWithoutAmount",
  "createdMistyped",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];
export type EventCounts = Readonly<Record<EventKind, number>>;
