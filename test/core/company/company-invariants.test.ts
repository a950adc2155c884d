import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ARRIVAL_SHAPES,
  DEFAULT_COMPANY_SETTINGS,
  LEVER_KINDS,
} from "../../../src/core/company/company-settings.ts";
import { companyWorldOf } from "../../../src/core/company/company-world.ts";
import { fillDailyChances, noChances } from "../../../src/core/company/daily-chances.ts";
import { generateCompany } from "../../../src/core/company/generate-company.ts";
import type { GeneratedCompany } from "../../../src/core/company/generated-company.ts";
import { LOST, OPEN_STAGE_COUNT, WON } from "../../../src/core/company/true-parameters.ts";

const anySettings = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  opportunityCount: fc.integer({ min: 1, max: 150 }),
  dayCount: fc.integer({ min: 1, max: 400 }),
  futureDayCount: fc.integer({ min: 0, max: 60 }),
  factorSd: fc.constantFrom(0, 0.1, 0.25, 1),
  arrivals: fc.constantFrom(...ARRIVAL_SHAPES),
  cycleScale: fc.constantFrom(0.05, 0.3, 1, 10),
  editScale: fc.constantFrom(0, 1, 10),
  abandonedShare: fc.constantFrom(0, 0.02, 1),
  unknownAmountShare: fc.constantFrom(0, 0.5, 1),
  mistypedAmountShare: fc.constantFrom(0, 0.5),
  clockTimes: fc.boolean(),
  levers: fc.array(
    fc.record({
      kind: fc.constantFrom(...LEVER_KINDS),
      factor: fc.constantFrom(0.2, 0.9, 1, 1.3, 20),
      from: fc.constant(DEFAULT_COMPANY_SETTINGS.firstDay),
    }),
    { maxLength: 3 },
  ),
});
const someSettings = anySettings.map((changes) => Object.assign({}, DEFAULT_COMPANY_SETTINGS, changes));

/** Rows of the history that cannot be, as texts. */
function wrongRows({ history, opportunities, world }: GeneratedCompany): string[] {
  const wrong: string[] = [];
  opportunities.ids.forEach((id, opportunity) => {
    const first = history.rowStart[opportunity]!;
    const end = history.rowStart[opportunity + 1]!;
    const created = opportunities.createdIndex[opportunity]!;
    const isRecorded = created < world.settings.dayCount;
    if (isRecorded ? history.dayIndex[first] !== created : first !== end) wrong.push(`${id}: creation`);
    for (let row = first; row < end; row++) {
      if (history.opportunity[row] !== opportunity) wrong.push(`${id}: another opportunity's row`);
      if (history.dayIndex[row]! >= world.settings.dayCount) wrong.push(`${id}: a row of the future`);
      if (row > first && history.dayIndex[row]! <= history.dayIndex[row - 1]!) wrong.push(`${id}: order`);
      if (row > first && !mayFollow(history.stage[row - 1]!, history.stage[row]!)) wrong.push(`${id}: stage`);
    }
  });
  return wrong;
}

function mayFollow(before: number, stage: number): boolean {
  if (before === WON) return stage === LOST || stage === OPEN_STAGE_COUNT - 1;
  return before < OPEN_STAGE_COUNT || (before === LOST && stage < OPEN_STAGE_COUNT);
}

describe("a generated company of any settings", () => {
  it("has a row on the day of creation, days that ascend, and after a close only what may follow it", () => {
    fc.assert(
      fc.property(someSettings, (settings) => {
        expect(wrongRows(generateCompany(settings))).toEqual([]);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("has positive amounts wherever one is recorded, always for wins", () => {
    fc.assert(
      fc.property(someSettings, (settings) => {
        const { amount, stage } = generateCompany(settings).history;
        const mustBeKnown = [...amount].filter((value, row) => stage[row] === WON || !Number.isNaN(value));
        expect(mustBeKnown.every((value) => value > 0 && Number.isSafeInteger(value))).toBe(true);
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it("has chances of a day between 0 and 1 that sum to at most 0.98, whatever the levers and the factor", () => {
    fc.assert(
      fc.property(
        someSettings,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        (settings, any) => {
          const world = companyWorldOf(settings);
          const chances = noChances();
          const below = (limit: number): number => Math.floor(any.next().value * limit * 0.999_999);
          for (let round = 0; round < 50; round++) {
            const dayIndex = below(world.dayCount);
            const state = {
              product: below(4),
              region: below(3),
              sizeOdds: 3 * any.next().value,
              stage: below(OPEN_STAGE_COUNT),
              enteredIndex: below(dayIndex),
              seller: below(world.salesForce.sellers.length),
            };
            if (dayIndex === 0) continue;
            fillDailyChances(world, state, dayIndex, chances);
            const { won, lost, forward, back, removed, wonWithoutFactor } = chances;
            expect(Math.min(won, lost, forward, back, removed, wonWithoutFactor)).toBeGreaterThanOrEqual(0);
            expect(won + lost + forward + back + removed).toBeLessThanOrEqual(0.98 + 1e-12);
          }
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });
});
