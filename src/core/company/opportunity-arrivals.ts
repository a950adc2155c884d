import { portableLog } from "../maths/portable-log.ts";
import type { CompanyWorld } from "./company-world.ts";
import { PURPOSE, STREAM } from "./purposes.ts";
import { streamOf, uniformAt } from "./random-stream.ts";
import { PRODUCTS } from "./true-parameters.ts";

/** What names an opportunity and its random numbers. */
export interface OpportunityKey {
  readonly createdIndex: number;
  readonly product: number;
  readonly ordinal: number;
}

/**
 * The opportunities that are created on a day, in the order of their ids. Poisson numbers by product: as many as exponential gaps
 * fit into the expected number, so more expected ones add opportunities and leave the others as they are.
 */
export function* arrivalsOn(
  { settings, effects }: CompanyWorld,
  createdIndex: number,
): Generator<OpportunityKey> {
  const { seed, dayCount, future } = settings;
  const luck = future !== undefined && createdIndex >= dayCount ? [future] : [];
  for (let product = 0; product < PRODUCTS.length; product++) {
    const stream = streamOf(seed, STREAM.arrivals, createdIndex, product, ...luck);
    const expectedCount =
      effects.arrivals[createdIndex]! *
      PRODUCTS[product]!.share *
      effects.levers.arrivals[product]![0]![createdIndex]!;
    let reached = 0;
    for (let ordinal = 0; ; ordinal++) {
      reached -= portableLog(uniformAt(stream, PURPOSE.arrivalGap, ordinal));
      if (reached > expectedCount) break;
      yield { createdIndex, product, ordinal };
    }
  }
}
