import { addDays } from "../base/day.ts";
import { CALENDAR_YEARS, quarterOf } from "../base/period.ts";
import type { CompanyWorld } from "./company-world.ts";
import {
  EVENT_KINDS,
  type EventKind,
  type GeneratedCompany,
  type QuarterTruth,
} from "./generated-company.ts";
import { GrowingColumn } from "./growing-column.ts";
import { quarterLogFactor } from "./quarter-factor.ts";

const int32 = (length: number): Int32Array => new Int32Array(length);
const float64 = (length: number): Float64Array => new Float64Array(length);
const uint8 = (length: number): Uint8Array => new Uint8Array(length);
const uint16 = (length: number): Uint16Array => new Uint16Array(length);

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What is known of an opportunity from its creation on. */
export interface OpportunityBirth {
  readonly id: string;
  readonly createdIndex: number;
  readonly product: number;
  readonly region: number;
  readonly seat: number;
  readonly firstAmount: number;
  readonly ordinal: number;
}

export interface RecordedChange {
  readonly dayIndex: number;
  readonly second: number;
  readonly stage: number;
  readonly amount: number;
  readonly seller: number;
  readonly closeDay: number;
}

/** Collects what happens while a company is simulated; rows and counts after the last recorded day are left out. */
export class CompanyRecorder {
  private readonly world: CompanyWorld;
  private readonly ids: string[] = [];
  private readonly births = {
    createdIndex: new GrowingColumn(int32),
    product: new GrowingColumn(uint8),
    region: new GrowingColumn(uint8),
    seat: new GrowingColumn(uint16),
    firstAmount: new GrowingColumn(float64),
    ordinal: new GrowingColumn(int32),
  };
  private readonly rowStart = new GrowingColumn(int32);
  private readonly rows = {
    opportunity: new GrowingColumn(int32),
    dayIndex: new GrowingColumn(int32),
    second: new GrowingColumn(int32),
    stage: new GrowingColumn(uint8),
    amount: new GrowingColumn(float64),
    seller: new GrowingColumn(uint16),
    closeDay: new GrowingColumn(int32),
  };
  private readonly booked = {
    opportunity: new GrowingColumn(int32),
    dayIndex: new GrowingColumn(int32),
    amount: new GrowingColumn(float64),
  };
  private readonly quarters: Writable<QuarterTruth>[] = [];
  private readonly counts = Object.fromEntries(EVENT_KINDS.map((kind) => [kind, 0])) as Record<
    EventKind,
    number
  >;

  constructor(world: CompanyWorld) {
    this.world = world;
    const { settings, effects, dayCount } = world;
    for (let dayIndex = 0; dayIndex < dayCount; dayIndex++) {
      if (effects.quarter[dayIndex]! < this.quarters.length) continue;
      const day = addDays(settings.firstDay, dayIndex);
      this.quarters.push({
        label: quarterOf(day, CALENDAR_YEARS).label,
        logFactor: quarterLogFactor(settings, day),
        createdCount: 0,
        winCount: 0,
        expectedWinCount: 0,
        expectedWinCountWithFactor: 0,
        expectedBookings: 0,
        expectedBookingsWithFactor: 0,
        bookingsVariance: 0,
        wonAmount: 0,
        takenBackAmount: 0,
      });
    }
  }

  begin(birth: OpportunityBirth): void {
    this.rowStart.push(this.rows.opportunity.length);
    this.ids.push(birth.id);
    this.births.createdIndex.push(birth.createdIndex);
    this.births.product.push(birth.product);
    this.births.region.push(birth.region);
    this.births.seat.push(birth.seat);
    this.births.firstAmount.push(birth.firstAmount);
    this.births.ordinal.push(birth.ordinal);
    this.quarterOf(birth.createdIndex).createdCount++;
  }

  change(change: RecordedChange): void {
    if (change.dayIndex >= this.world.settings.dayCount) return;
    this.rows.opportunity.push(this.ids.length - 1);
    this.rows.dayIndex.push(change.dayIndex);
    this.rows.second.push(change.second);
    this.rows.stage.push(change.stage);
    this.rows.amount.push(change.amount);
    this.rows.seller.push(change.seller);
    this.rows.closeDay.push(change.closeDay);
  }

  count(kind: EventKind, dayIndex: number): void {
    if (dayIndex < this.world.settings.dayCount) this.counts[kind]++;
  }

  /** @param amount whole minor units; negative when a win is taken back */
  book(dayIndex: number, amount: number): void {
    this.booked.opportunity.push(this.ids.length - 1);
    this.booked.dayIndex.push(dayIndex);
    this.booked.amount.push(amount);
    const quarter = this.quarterOf(dayIndex);
    if (amount < 0) quarter.takenBackAmount -= amount;
    else {
      quarter.wonAmount += amount;
      quarter.winCount++;
    }
  }

  /** Adds one day of one open opportunity to what its quarter was to bring. */
  expect(
    dayIndex: number,
    day: {
      readonly won: number;
      readonly wonWithFactor: number;
      readonly amount: number;
      readonly amountWithFactor: number;
      readonly meanSquareAmount: number;
    },
  ): void {
    const quarter = this.quarterOf(dayIndex);
    quarter.expectedWinCount += day.won;
    quarter.expectedWinCountWithFactor += day.wonWithFactor;
    quarter.expectedBookings += day.won * day.amount;
    quarter.expectedBookingsWithFactor += day.wonWithFactor * day.amountWithFactor;
    quarter.bookingsVariance += day.won * day.meanSquareAmount;
  }

  finished(): GeneratedCompany {
    const { settings, dayCount } = this.world;
    const { births, rows, booked } = this;
    this.rowStart.push(this.rows.opportunity.length);
    return {
      world: this.world,
      lastDay: addDays(settings.firstDay, settings.dayCount - 1),
      simulatedThrough: addDays(settings.firstDay, dayCount - 1),
      opportunities: {
        ids: this.ids,
        createdIndex: births.createdIndex.finished(),
        product: births.product.finished(),
        region: births.region.finished(),
        seat: births.seat.finished(),
        firstAmount: births.firstAmount.finished(),
        ordinal: births.ordinal.finished(),
      },
      history: {
        rowStart: this.rowStart.finished(),
        opportunity: rows.opportunity.finished(),
        dayIndex: rows.dayIndex.finished(),
        second: rows.second.finished(),
        stage: rows.stage.finished(),
        amount: rows.amount.finished(),
        seller: rows.seller.finished(),
        closeDay: rows.closeDay.finished(),
      },
      bookings: {
        opportunity: booked.opportunity.finished(),
        dayIndex: booked.dayIndex.finished(),
        amount: booked.amount.finished(),
      },
      quarters: this.quarters,
      counts: this.counts,
    };
  }

  private quarterOf(dayIndex: number): Writable<QuarterTruth> {
    return this.quarters[this.world.effects.quarter[dayIndex]!]!;
  }
}

/** What is told of an opportunity's life as it goes. */
export type LifeRecorder = Pick<CompanyRecorder, "begin" | "change" | "count" | "book" | "expect">;
