import { ensure } from "../base/ensure.ts";
import { scheduleWeights, type Schedule } from "./contract-schedules.ts";

/** Draws spread over the months of a case, and what falls after it. */
export interface ScheduledDraws {
  /** Whole minor units; shape [month x draw], row-major. */
  readonly cells: Float64Array;
  /** What falls after the last month; shape [draw]. */
  readonly beyond: Float64Array;
}

/**
 * Spreads bookings over the months in which they are billed, recognised or paid. Each part is rounded to whole minor
 * units, half up, and the last part of each booking takes the rest, so that in every draw the months and what lies beyond
 * them add up to the bookings exactly.
 * @param bookings whole minor units; shape [month x draw], row-major
 * @throws {RangeError} when the bookings are no whole months
 */
export function applySchedule(
  schedule: Schedule,
  bookings: Float64Array,
  monthCount: number,
): ScheduledDraws {
  const drawCount = bookings.length / monthCount;
  ensure(Number.isInteger(drawCount), `Cannot cut ${bookings.length} bookings into ${monthCount} months`);
  const weights = scheduleWeights(schedule);
  const cells = new Float64Array(bookings.length);
  const beyond = new Float64Array(drawCount);
  const rest = new Float64Array(drawCount);
  for (let month = 0; month < monthCount; month++) {
    const booked = bookings.subarray(month * drawCount, (month + 1) * drawCount);
    rest.set(booked);
    for (let since = 0; since < weights.length - 1 && month + since < monthCount; since++) {
      const weight = weights[since]!;
      if (weight === 0) continue;
      const target = cells.subarray((month + since) * drawCount, (month + since + 1) * drawCount);
      addPart(target, booked, rest, weight);
    }
    const last = month + weights.length - 1;
    const target = last < monthCount ? cells.subarray(last * drawCount, (last + 1) * drawCount) : beyond;
    for (let drawIndex = 0; drawIndex < drawCount; drawIndex++) {
      target[drawIndex] = target[drawIndex]! + rest[drawIndex]!;
    }
  }
  return { cells, beyond };
}

function addPart(target: Float64Array, booked: Float64Array, rest: Float64Array, weight: number): void {
  for (let drawIndex = 0; drawIndex < target.length; drawIndex++) {
    const part = Math.floor(booked[drawIndex]! * weight + 0.5);
    target[drawIndex] = target[drawIndex]! + part;
    rest[drawIndex] = rest[drawIndex]! - part;
  }
}
