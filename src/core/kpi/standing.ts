import { dayFromIso, type Day } from "../base/day.ts";
import { ensure } from "../base/ensure.ts";
import type { Period } from "../base/period.ts";
import type { AttributeColumn, ChangeLog } from "../pipeline/change-log.ts";
import type { PipelineView } from "../pipeline/pipeline-view.ts";

/**
 * Where an opportunity stands with regard to the pipeline of a period: in it (open, expected to close in the period), open
 * but expected earlier, later or on no day, closed in one of four ways, or not known yet.
 */
export type Standing =
  "unknown" | "in" | "earlier" | "later" | "undated" | "won" | "lost" | "deleted" | "merged";

/** Which open opportunities count. */
export interface BridgeScope {
  /** Without it every open opportunity counts. */
  readonly period?: Pick<Period, "from" | "to"> | undefined;
  /** Attribute that holds the expected close as an ISO day; needed with a period. */
  readonly closeDates?: AttributeColumn | undefined;
}

const MERGED = /merge/i;

/** Tells where an opportunity stands in a state of a view. One reader serves all views of a log. */
export class StandingReader {
  private readonly log: ChangeLog;
  private readonly period: BridgeScope["period"];
  private readonly closeDates: AttributeColumn | undefined;
  /** Day of each value of the close dates; undefined where it is none. */
  private readonly days: readonly (Day | undefined)[];

  /** @throws {RangeError} with a period and without close dates */
  constructor(log: ChangeLog, { period, closeDates }: BridgeScope) {
    ensure(
      period === undefined || closeDates !== undefined,
      "The pipeline of a period needs expected close dates",
    );
    this.log = log;
    this.period = period;
    this.closeDates = closeDates;
    this.days = closeDates?.values.map((text) => dayFromIso(text.slice(0, 10))) ?? [];
  }

  standingOf(view: PipelineView, state: number): Standing {
    const stage = view.stateStage[state]!;
    if (stage < view.wonCode) return this.openStanding(this.closeDayOf(view, state));
    if (stage === view.wonCode) return "won";
    if (stage === view.lostCode) return "lost";
    return MERGED.test(this.stageNameOf(view, state)) ? "merged" : "deleted";
  }

  /** The expected close in a state; undefined when it is not told. */
  closeDayOf(view: PipelineView, state: number): Day | undefined {
    return this.closeDates && this.days[this.closeDates.codes[view.stateRow[state]!]!];
  }

  /** The stage as the source spells it. */
  stageNameOf(view: PipelineView, state: number): string {
    return this.log.stages[this.log.rows.stage[view.stateRow[state]!]!]!;
  }

  /** Whether a day belongs to the period; every day does without one. */
  isInPeriod(day: number): boolean {
    return this.period === undefined || (day >= this.period.from && day <= this.period.to);
  }

  private openStanding(closeDay: Day | undefined): Standing {
    if (this.period === undefined) return "in";
    if (closeDay === undefined) return "undated";
    if (closeDay < this.period.from) return "earlier";
    return closeDay > this.period.to ? "later" : "in";
  }
}
