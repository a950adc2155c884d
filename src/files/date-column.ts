import { parseDateText, type Clock, type DateText, type DigitMeaning } from "./date-text.ts";
import { IN_UTC, isPlainIsoDay, plainIsoSecond } from "./iso-moment.ts";
import { detached } from "./text-pool.ts";

export type DateOrder = "mdy" | "dmy";

/** How the cells of one date column are read. */
export interface DateFormat {
  readonly order: DateOrder | undefined;
  readonly digits: DigitMeaning | undefined;
  /** false: the times of the column are midnights or missing in places, so it holds days. */
  readonly hasClock: boolean;
  /** true: every time is a midnight as written, so the day as written is meant, whatever the zone. */
  readonly isMidnightOnly: boolean;
}

export interface Example {
  readonly text: string;
  readonly line: number;
}

const MOST_REMEMBERED = 20_000;

/** Gathers over a whole column what its dates show; the decision is the column's, never a cell's. */
export class DateColumnEvidence {
  readonly mdy: Example[] = [];
  readonly dmy: Example[] = [];
  readonly undecided: Example[] = [];
  private readonly digitCounts = new Map<DigitMeaning, number>();
  private dayCount = 0;
  private midnightCount = 0;
  private clockCount = 0;
  private readonly seen = new Map<string, DateText | undefined>();

  add(cell: string, line: number): void {
    if (isPlainIsoDay(cell)) {
      this.dayCount++;
      return;
    }
    const second = plainIsoSecond(cell);
    if (second >= 0) {
      if (second % IN_UTC === 0) this.midnightCount++;
      else this.clockCount++;
      return;
    }
    let shown = this.seen.get(cell);
    if (shown === undefined && !this.seen.has(cell)) {
      shown = parseDateText(cell);
      if (this.seen.size >= MOST_REMEMBERED) this.seen.clear();
      this.seen.set(detached(cell), shown);
    }
    if (shown === undefined) return;
    if (shown.kind === "digits") {
      this.digitCounts.set(shown.meaning, (this.digitCounts.get(shown.meaning) ?? 0) + 1);
      if (shown.meaning === "yyyymmdd" || shown.meaning === "serial") this.dayCount++;
      else this.clockCount++;
      return;
    }
    this.countClock(shown.clock);
    if (shown.kind === "pair") this.addPair(shown.first, shown.second, { text: cell, line });
  }

  /** The order that the column's own cells prove, if they agree. */
  provenOrder(): DateOrder | undefined {
    if (this.mdy.length > 0 && this.dmy.length > 0) return undefined;
    return this.mdy.length > 0 ? "mdy" : this.dmy.length > 0 ? "dmy" : undefined;
  }

  /** Cells that show the need for a decision which the column cannot take by itself; empty when it can. */
  contradiction(): readonly Example[] {
    if (this.mdy.length > 0 && this.dmy.length > 0) return [this.mdy[0]!, this.dmy[0]!];
    return this.provenOrder() === undefined ? this.undecided : [];
  }

  format(order: DateOrder | undefined): DateFormat {
    const votes = [...this.digitCounts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return {
      order,
      digits: votes[0]?.[0],
      hasClock: this.clockCount > 0 && this.dayCount === 0,
      isMidnightOnly: this.clockCount === 0 && this.midnightCount > 0,
    };
  }

  private countClock(clock: Clock | undefined): void {
    if (clock === undefined) this.dayCount++;
    else if (clock.secondOfDay === 0) this.midnightCount++;
    else this.clockCount++;
  }

  private addPair(first: number, second: number, example: Example): void {
    const couldBeMdy = first >= 1 && first <= 12 && second >= 1 && second <= 31;
    const couldBeDmy = second >= 1 && second <= 12 && first >= 1 && first <= 31;
    const target =
      couldBeMdy && couldBeDmy ? this.undecided : couldBeMdy ? this.mdy : couldBeDmy ? this.dmy : [];
    if (couldBeMdy && couldBeDmy && first === second) return; // the same day either way
    if (target.length < 2) target.push(example);
  }
}
