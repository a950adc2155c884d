import * as fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  competingRisks,
  incidenceInterval,
  durationsWithTail,
} from "../../../src/core/kpi/competing-risks.ts";
import { wilsonInterval } from "../../../src/core/scoring/wilson-interval.ts";

interface Case {
  readonly durations: readonly number[];
  readonly causes: readonly number[];
  readonly staying: number;
  readonly incidence: readonly number[];
}
const { cases } = JSON.parse(
  readFileSync(new URL("fixtures/competing-risks.json", import.meta.url), "utf8"),
) as { cases: readonly Case[] };

const estimate = ({ durations, causes }: Pick<Case, "durations" | "causes">) =>
  competingRisks(Int32Array.from(durations), Uint8Array.from(causes), 3);

const visits = fc.array(fc.tuple(fc.nat({ max: 50 }), fc.nat({ max: 3 })), { minLength: 1, maxLength: 60 });

describe("competingRisks()", () => {
  it("equals the product of transition matrices in exact fractions", () => {
    expect(cases.length).toBeGreaterThan(8);
    for (const one of cases) {
      const { incidence, staying } = estimate(one);
      expect(staying).toBeCloseTo(one.staying, 12);
      one.incidence.forEach((share, cause) => expect(incidence[cause]).toBeCloseTo(share, 12));
    }
  });

  it("leaves nothing out: ways out and staying add up to 1", () => {
    fc.assert(
      fc.property(visits, (rows) => {
        const { incidence, staying } = estimate({
          durations: rows.map(([days]) => days),
          causes: rows.map(([, cause]) => cause),
        });
        expect(staying + incidence.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      }),
    );
  });

  it("is the plain share with its usual standard error when everything has ended", () => {
    fc.assert(
      fc.property(visits, (rows) => {
        const causes = rows.map(([, cause]) => Math.max(1, cause));
        const risks = estimate({ durations: rows.map(([days]) => days), causes });
        const share = causes.filter((cause) => cause === 1).length / causes.length;
        expect(risks.incidence[0]).toBeCloseTo(share, 12);
        expect(risks.standardError[0]).toBeCloseTo(Math.sqrt((share * (1 - share)) / causes.length), 6);
      }),
    );
  });

  it("refuses to estimate from nothing", () => {
    expect(() => estimate({ durations: [], causes: [] })).toThrow(RangeError);
  });
});

describe("durationsWithTail()", () => {
  it("watches the last ten for good, and what has ended as it was", () => {
    const durations = Int32Array.from({ length: 14 }, (_, index) => index);
    const causes = Uint8Array.from(durations, (days) => days % 2);
    expect([...durationsWithTail(durations, causes)]).toEqual([
      0, 1, 2, 3, 13, 5, 13, 7, 13, 9, 13, 11, 13, 13,
    ]);
  });

  it("keeps an estimate between the plain ratio and that ratio with everything open", () => {
    fc.assert(
      fc.property(visits, (rows) => {
        const causes = Uint8Array.from(rows, ([, cause]) => cause);
        const durations = durationsWithTail(
          Int32Array.from(rows, ([days]) => days),
          causes,
        );
        const share = (cause: number): number => rows.filter((row) => row[1] === cause).length / rows.length;
        const { incidence } = competingRisks(durations, causes, 3);
        expect(incidence[0]).toBeGreaterThanOrEqual(share(1) - 1e-12);
        expect(incidence[0]).toBeLessThanOrEqual(share(1) + share(0) + 1e-12);
      }),
    );
  });
});

describe("incidenceInterval()", () => {
  it("is Wilson's interval when nothing is still watched", () => {
    const share = 30 / 120;
    const { low, high } = incidenceInterval(share, Math.sqrt((share * (1 - share)) / 120), 120);
    const wilson = wilsonInterval(30, 120);
    expect(low).toBeCloseTo(wilson.low, 12);
    expect(high).toBeCloseTo(wilson.high, 12);
  });

  it("does not claim certainty at the edge", () => {
    expect(incidenceInterval(1, 0, 20).low).toBeLessThan(0.9);
    expect(incidenceInterval(0, 0, 0)).toMatchObject({ low: 0, high: 1 });
  });
});
