import * as fc from "fast-check";
import { DWELL_BIN_COUNT, DWELL_CAP } from "../../../src/core/forecast/dwell-bins.ts";
import type { HazardModel } from "../../../src/core/forecast/hazard-model.ts";
import { DWELL_COUNT } from "../../../src/core/forecast/win-tables.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";

export interface HazardShape {
  readonly seed: number;
  readonly openStages: number;
  readonly reopens: boolean;
  readonly isRemoved: boolean;
  /** Largest daily hazard of one target. */
  readonly largest: number;
}

/** Hazards of any kind, a fifth of them 0, none of a stage to itself. */
export function randomHazards({ seed, openStages, reopens, isRemoved, largest }: HazardShape): HazardModel {
  const random = smallFastRandom(seed, 23);
  const stageCount = openStages + Number(reopens);
  const targetCount = openStages + 3;
  const rates = new Float64Array(stageCount * DWELL_BIN_COUNT * targetCount).map(() =>
    random() < 0.2 ? 0 : largest * random() ** 2,
  );
  for (let cell = 0; cell < stageCount * DWELL_BIN_COUNT; cell++) {
    const stage = Math.floor(cell / DWELL_BIN_COUNT);
    rates[cell * targetCount + (stage < openStages ? stage : openStages + 1)] = 0;
    if (!isRemoved) rates[cell * targetCount + openStages + 2] = 0;
  }
  return {
    stageCount,
    targetCount,
    wonCode: openStages,
    rates,
    weekdayFactors: new Float64Array(21).map(() => 0.3 + 1.4 * random()),
    monthFactors: new Float64Array(9).map((_, index) => (index < 6 ? 0.6 + random() : 1)),
  };
}

export const anyHazards = (changes: Partial<HazardShape> = {}): fc.Arbitrary<HazardModel> =>
  fc
    .record({
      seed: fc.integer({ min: 0, max: 10_000 }),
      openStages: fc.integer({ min: 1, max: 3 }),
      reopens: fc.boolean(),
      isRemoved: fc.boolean(),
      largest: fc.constantFrom(0.005, 0.05, 0.4, 1.5),
    })
    .map((shape) => randomHazards({ ...shape, ...changes }));

/** One opportunity in a row of the hazards, for so many days. */
export function standingAt({ stageCount }: HazardModel, row: number, dwell: number): Float64Array {
  const standing = new Float64Array(stageCount * DWELL_COUNT);
  standing[row * DWELL_COUNT + Math.min(dwell, DWELL_CAP)] = 1;
  return standing;
}
