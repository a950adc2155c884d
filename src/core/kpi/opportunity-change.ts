import { amountAtRatesOf } from "../pipeline/amount-at-rates.ts";
import type { PipelineView } from "../pipeline/pipeline-view.ts";
import type { BridgeKind } from "./bridge-kind.ts";
import type { Standing, StandingReader } from "./standing.ts";

/** One thing that happened to an opportunity; a bar of the bridge is the sum of those of its kind. */
export interface BridgeMove {
  readonly kind: BridgeKind;
  /** Whole minor units by which the pipeline grew or shrank, without a sign. */
  readonly amount: number;
  /** Row of the change log that brought it. */
  readonly row: number;
}

/** The pipeline was left and entered again, or entered and left, so that both ends look alike. */
export interface RoundTrip {
  /** Where it was in between, and the row of the log that took it there. */
  readonly via: Standing;
  readonly row: number;
}

/** What became of one opportunity between two views. */
export interface OpportunityChange {
  readonly opportunityId: string;
  /** The state that holds in each view; `stateBefore` is -1 when the first view does not know the opportunity. */
  readonly stateBefore: number;
  readonly stateAfter: number;
  readonly before: Standing;
  readonly after: Standing;
  /** Whole minor units that it counts with at each end; 0 where it is not in the pipeline or has no amount. */
  readonly amountBefore: number;
  readonly amountAfter: number;
  readonly moves: readonly BridgeMove[];
  /** It came and went between the two days: in the pipeline at neither end. */
  readonly cameAndWent: boolean;
  readonly roundTrip?: RoundTrip | undefined;
}

export interface ViewPair {
  readonly before: PipelineView | undefined;
  readonly after: PipelineView;
}

/**
 * What became of an opportunity. Precedence:
 *
 * 1. One that is in at the start is valued anew at the rates of the later day where its currency is another than the
 *    company's, then changes its amount, then leaves, with the new amount. Of a won one the new amount is
 *    the won amount, of a lost, deleted or merged one its last open amount, of any other its amount at the end.
 * 2. One that comes in does so with its amount at the end: nothing that happened to its amount outside is a bar.
 * 3. One that came and went comes in with the amount that it leaves with. A win in the period counts as come and gone even
 *    when no evening saw it in the pipeline: closing brings the close date to that day.
 * 4. One that stands at the end where it stood at the start is a round trip: no bar but for its amount.
 *
 * @param opportunity index in the view after
 * @param stateBefore last state in the view before, -1 for none
 * @returns undefined when it was never in the pipeline
 */
export function changeOf(
  views: ViewPair,
  reader: StandingReader,
  opportunity: number,
  stateBefore: number,
): OpportunityChange | undefined {
  const { before: first, after: last } = views;
  const stateAfter = last.stateStart[opportunity + 1]! - 1;
  const before = first === undefined || stateBefore < 0 ? "unknown" : reader.standingOf(first, stateBefore);
  const after = reader.standingOf(last, stateAfter);
  const path = new Path(views, reader, opportunity);
  const amountBefore = before === "in" ? known(first!.stateAmount[stateBefore]!) : 0;
  const amountAfter = after === "in" ? known(last.stateAmount[stateAfter]!) : 0;
  const change = {
    opportunityId: last.opportunityIds[opportunity]!,
    stateBefore,
    stateAfter,
    before,
    after,
    amountBefore,
    amountAfter,
    cameAndWent: false,
  };
  if (before === "in") {
    const outing = after === "in" ? path.firstOther("in") : undefined;
    const moves = path.movesOfMember({ view: first!, state: stateBefore, amount: amountBefore }, after);
    return { ...change, moves, roundTrip: outing };
  }
  if (after === "in") return { ...change, moves: [path.entry(before, amountAfter)] };
  const visit = path.visit(after);
  if (visit === undefined) return undefined;
  if (before === after) return { ...change, moves: [], roundTrip: visit };
  const amount = path.leavingAmount(after).amount;
  const moves = [{ ...path.entry(before, amount), row: visit.row }, path.exit(after, amount)];
  return { ...change, moves, cameAndWent: true };
}

/** Where an opportunity stood on the first day, and what it counted with. */
interface Beginning {
  readonly view: PipelineView;
  readonly state: number;
  readonly amount: number;
}

/** The states of one opportunity as the later view has them. */
class Path {
  private readonly view: PipelineView;
  private readonly reader: StandingReader;
  private readonly first: number;
  private readonly last: number;
  /** First state that the earlier view did not have. */
  private readonly firstNew: number;

  constructor({ before, after }: ViewPair, reader: StandingReader, opportunity: number) {
    this.view = after;
    this.reader = reader;
    this.first = after.stateStart[opportunity]!;
    this.last = after.stateStart[opportunity + 1]! - 1;
    const seenThrough = before?.asOf ?? Number.NEGATIVE_INFINITY;
    let state = this.first;
    while (state <= this.last && after.log.rows.recordedOn[after.stateRow[state]!]! <= seenThrough) state++;
    this.firstNew = state;
  }

  movesOfMember(before: Beginning, after: Standing): BridgeMove[] {
    const { amount, row } = this.leavingAmount(after);
    const revalued = this.atEnd(before.view.stateRow[before.state]!);
    const moves: BridgeMove[] = [];
    if (revalued !== before.amount) {
      const kind = revalued > before.amount ? "currencyUp" : "currencyDown";
      moves.push({ kind, amount: Math.abs(revalued - before.amount), row });
    }
    if (amount !== revalued) {
      const kind = amount > revalued ? "increased" : "decreased";
      moves.push({ kind, amount: Math.abs(amount - revalued), row });
    }
    if (after !== "in") moves.push(this.exit(after, amount));
    return moves;
  }

  entry(before: Standing, amount: number): BridgeMove {
    const start = this.runStart((state) => this.standing(state) === "in");
    return { kind: entryKind(before), amount, row: this.rowOf(before === "unknown" ? this.first : start) };
  }

  exit(after: Standing, amount: number): BridgeMove {
    const row = this.rowOf(this.runStart((state) => this.standing(state) === after));
    return { kind: exitKind(after), amount, row };
  }

  /**
   * The amount that an opportunity leaves with, or has at the end, and the row that brought it. The last open amount of one that
   * closed is at the rate of the close, as a won amount is.
   */
  leavingAmount(after: Standing): { readonly amount: number; readonly row: number } {
    const { view } = this;
    let state = this.last;
    const isUnknownWin = after === "won" && Number.isNaN(view.stateAmount[state]!);
    if (isUnknownWin || after === "lost" || after === "deleted" || after === "merged") {
      while (state > this.first && view.stateStage[state]! >= view.wonCode) state--;
      if (view.stateStage[state]! >= view.wonCode) state = this.last;
    }
    const start = this.runStart((other) => this.hasAmountOf(other, state), state);
    return { amount: this.atEnd(this.rowOf(state)), row: this.rowOf(start) };
  }

  /** An amount of the log at the rates of the end, or of the close. */
  private atEnd(row: number): number {
    return known(amountAtRatesOf(this.view, row, this.last));
  }

  /** Whether two states have one amount, as the source has it. */
  private hasAmountOf(other: number, state: number): boolean {
    const { rows, exchange } = this.view.log;
    const amounts = exchange === undefined ? rows.amount : exchange.amount;
    const [a, b] = [this.rowOf(other), this.rowOf(state)];
    return known(amounts[a]!) === known(amounts[b]!) && exchange?.currency[a] === exchange?.currency[b];
  }

  /** The first new state in which it did not stand so. */
  firstOther(standing: Standing): RoundTrip | undefined {
    for (let state = this.firstNew; state <= this.last; state++) {
      const via = this.standing(state);
      if (via !== standing) return { via, row: this.rowOf(state) };
    }
    return undefined;
  }

  /** The first new state that was in the pipeline, or the win that closed it at once. */
  visit(after: Standing): RoundTrip | undefined {
    for (let state = this.firstNew; state <= this.last; state++) {
      if (this.standing(state) === "in") return { via: "in", row: this.rowOf(state) };
    }
    if (after !== "won") return undefined;
    const win = this.runStart((state) => this.standing(state) === "won");
    const isNew = win >= this.firstNew && this.reader.isInPeriod(this.view.stateDay[win]!);
    return isNew ? { via: "in", row: this.rowOf(win) } : undefined;
  }

  private standing(state: number): Standing {
    return this.reader.standingOf(this.view, state);
  }

  private rowOf(state: number): number {
    return this.view.stateRow[state]!;
  }

  /** First state of the run that ends in `last` and of which all states are so. */
  private runStart(isSo: (state: number) => boolean, last = this.last): number {
    let state = last;
    while (state > this.first && isSo(state - 1)) state--;
    return state;
  }
}

/** In the pipeline an amount that nobody knows counts 0. */
function known(amount: number): number {
  return Number.isNaN(amount) ? 0 : amount;
}

function entryKind(before: Standing): BridgeKind {
  if (before === "unknown") return "created";
  if (before === "later" || before === "undated") return "pulledIn";
  return before === "earlier" ? "pushedIn" : "reopened";
}

function exitKind(after: Standing): BridgeKind {
  if (after === "won" || after === "lost" || after === "deleted" || after === "merged") return after;
  return after === "earlier" ? "pulledOut" : "pushedOut";
}
