import { describe, expect, it } from "vitest";
import { civilFromDay, dayFromCivil, dayFromIso, dayOfWeek, type Day } from "../../../src/core/base/day.ts";
import { lastDayOf, type CompanySettings } from "../../../src/core/company/company-settings.ts";
import {
  companyOf,
  writtenHistory,
  writtenTruth,
  type WrittenRow,
  type WrittenTruth,
} from "./written-company.ts";

/** Observed and expected counts by cell, each cell a Poisson or Bernoulli sum with a variance of at most its expectation. */
class Comparison {
  readonly cells = new Map<string, { observed: number; expected: number }>();
  at(name: string): { observed: number; expected: number } {
    let cell = this.cells.get(name);
    if (cell === undefined) this.cells.set(name, (cell = { observed: 0, expected: 0 }));
    return cell;
  }
  /** Cells large enough for a normal approximation. */
  largeCount(): number {
    return [...this.cells.values()].filter((cell) => cell.expected >= 10).length;
  }
  /** Of these, the ones more than four standard errors off. */
  farOff(): string[] {
    return [...this.cells]
      .filter(
        ([, { observed, expected }]) =>
          expected >= 10 && Math.abs(observed - expected) > 4 * Math.sqrt(expected),
      )
      .map(([name, { observed, expected }]) => `${name}: ${observed} seen, ${expected.toFixed(1)} expected`);
  }
}

const dayCalendar = (truth: WrittenTruth): ((day: Day) => { holiday: boolean; weekday: number }) => {
  const holidays = new Set(truth.parameters.publicHolidays.map((text) => dayFromIso(text)!));
  return (day) => ({ holiday: holidays.has(day), weekday: holidays.has(day) ? 6 : dayOfWeek(day) });
};

describe("arrivals in the written history", () => {
  it.each(["stable", "growing", "stepped"] as const)(
    "of %s level are those of the truth, by weekday, holiday, month, product and quarter (within 4 standard errors)",
    (arrivals) => {
      const company = companyOf({ arrivals, opportunityCount: 6_000, seed: 11 });
      const truth = writtenTruth(company);
      const { calendar, products, stepDay } = truth.parameters;
      const calendarOf = dayCalendar(truth);
      const first = company.world.settings.firstDay;
      const days = Array.from({ length: company.lastDay - first + 1 }, (_, index) => (first + index) as Day);
      const level = (day: Day): number => {
        if (arrivals === "growing") return Math.pow(1.3, (day - first) / 365.25);
        return stepDay !== null && day >= dayFromIso(stepDay)! ? 1.7 : 1;
      };
      const season = (day: Day): number => {
        // Linear between the middles of two months.
        const middles = Array.from({ length: 15 }, (_, index) => {
          const { year } = civilFromDay(day);
          const from = dayFromCivil(year + Math.floor((index - 1) / 12), ((index + 11) % 12) + 1, 1);
          const to = dayFromCivil(year + Math.floor(index / 12), (index % 12) + 1, 1);
          return { at: (from + to - 1) / 2, value: calendar.arrivalsByMonth[(index + 11) % 12]! };
        });
        const next = middles.findIndex((middle) => middle.at > day);
        const [left, right] = [middles[next - 1]!, middles[next]!];
        return left.value + ((right.value - left.value) * (day - left.at)) / (right.at - left.at);
      };
      const shapes = days.map(
        (day) => calendar.arrivalsByWeekday[calendarOf(day).weekday]! * season(day) * level(day),
      );
      const scale = truth.settings.opportunityCount / shapes.reduce((sum, shape) => sum + shape, 0);

      const comparison = new Comparison();
      const namesOf = (day: Day, product: string): string[] => {
        const { year, month } = civilFromDay(day);
        const { holiday, weekday } = calendarOf(day);
        return [
          `weekday ${holiday ? "holiday" : weekday}`,
          `month ${month}`,
          `product ${product}`,
          `quarter ${year}-${Math.floor((month - 1) / 3)}`,
          "all",
        ];
      };
      days.forEach((day, index) => {
        for (const product of products) {
          for (const name of namesOf(day, product.name))
            comparison.at(name).expected += scale * shapes[index]! * product.share;
        }
      });
      for (const rows of writtenHistory(company).values()) {
        for (const name of namesOf(rows[0]!.day, rows[0]!.product)) comparison.at(name).observed++;
      }
      expect(comparison.farOff()).toEqual([]);
      expect(comparison.largeCount()).toBeGreaterThanOrEqual(35);
    },
  );
});

describe("hazards in the written history", () => {
  it("are those of the truth, by stage, time in stage, weekday, product, region, size and week of the quarter", () => {
    const changes: Partial<CompanySettings> = {
      opportunityCount: 3_500,
      seed: 5,
      factorSd: 0,
      abandonedShare: 0,
      unknownAmountShare: 0,
      mistypedAmountShare: 0,
    };
    const company = companyOf(changes);
    const truth = writtenTruth(company);
    const chancesOf = chancesByTruth(truth);
    const comparison = new Comparison();
    const lastDay = lastDayOf(company.world.settings);
    const stageNames = truth.parameters.stages.map((stage) => stage.name);
    for (const rows of writtenHistory(company).values()) {
      let entered = rows[0]!.day;
      rows.forEach((row, index) => {
        if (index > 0 && rows[index - 1]!.stage !== row.stage) entered = row.day;
        const stage = stageNames.indexOf(row.stage);
        if (stage < 0) return;
        const next = rows[index + 1];
        const until = next?.day ?? lastDay;
        for (let day = (row.day + 1) as Day; day <= until; day = (day + 1) as Day) {
          // Who takes over on a day decides on that day.
          const owner = day === next?.day && !row.stage.startsWith("Closed") ? next.owner : row.owner;
          const chances = chancesOf({ first: rows[0]!, owner, stage, dwell: day - entered, day });
          const seen =
            day === next?.day && next.stage !== row.stage ? eventOf(stageNames, row.stage, next.stage) : "";
          for (const [event, chance] of Object.entries(chances)) {
            for (const name of cellsOf(event, rows[0]!, stage, day - entered, day)) {
              const cell = comparison.at(name);
              cell.expected += chance;
              if (event === seen) cell.observed++;
            }
          }
        }
      });
    }
    expect(comparison.farOff()).toEqual([]);
    expect(comparison.largeCount()).toBeGreaterThanOrEqual(100);
  });
});

function eventOf(stageNames: readonly string[], from: string, to: string): string {
  const target = stageNames.indexOf(to);
  if (target >= 0) return target > stageNames.indexOf(from) ? "forward" : "back";
  return { "Closed Won": "won", "Closed Lost": "lost" }[to] ?? "removed";
}

function cellsOf(event: string, first: WrittenRow, stage: number, dwell: number, day: Day): string[] {
  const { month, dayOfMonth } = civilFromDay(day);
  const week = Math.floor((((month - 1) % 3) * 30.5 + dayOfMonth) / 7);
  return [
    `${event} stage ${stage}`,
    `${event} stage ${stage} dwell ${Math.min(9, Math.floor(Math.log2(dwell)))}`,
    `${event} weekday ${dayOfWeek(day)}`,
    `${event} ${first.product}`,
    `${event} ${first.region}`,
    `${event} week ${week}`,
    `${event} size ${Math.floor(Math.log2(Number(first.amount)))}`,
  ];
}

interface Curve {
  readonly medianDays: number;
  readonly shape: number;
}

/** Growth of a log-logistic cumulative hazard on one day. */
function growth(curve: Curve | undefined, dwell: number): number {
  if (curve === undefined) return 0;
  const until = (days: number): number => Math.log1p((days / curve.medianDays) ** curve.shape);
  return until(dwell) - until(dwell - 1);
}

/** The chances of a day written down again from truth.json, with the runtime's own functions. */
function chancesByTruth(truth: WrittenTruth) {
  const { stages, products, regions, behaviour, calendar } = truth.parameters;
  const skills = new Map(truth.sellers.map((seller) => [seller.name, seller.skill]));
  const calendarOf = dayCalendar(truth);
  return (at: {
    readonly first: WrittenRow;
    readonly owner: string;
    readonly stage: number;
    readonly dwell: number;
    readonly day: Day;
  }): Record<string, number> => {
    const { first, dwell, day } = at;
    const stage = stages[at.stage]!;
    const product = products.find((candidate) => candidate.name === first.product)!;
    const region = regions.find((candidate) => candidate.name === first.region)!;
    const work = calendar.stageWorkByWeekday[calendarOf(day).weekday]!;
    const pace = work * product.speed;
    const size =
      (Math.log((100 * Number(first.amount)) / region.amountFactor) - product.logAmountMean) /
      product.logAmountSd;
    const logit =
      stage.winLogit +
      product.winLogit +
      region.winLogit +
      skills.get(at.owner)! +
      behaviour["winLogitPerAmountSd"]! * size +
      behaviour["winLogitPerDayInStage"]! * Math.min(dwell, behaviour["winLogitDayLimit"]!);
    const winShare = 1 / (1 + Math.exp(-logit));
    const { year, month } = civilFromDay(day);
    const quarterStart = dayFromCivil(year, month - ((month - 1) % 3), 1);
    const quarterEnd = dayFromCivil(
      month > 9 ? year + 1 : year,
      month > 9 ? 1 : month + 3 - ((month - 1) % 3),
      1,
    );
    const { quarterEndPush, quarterStartLull } = calendar;
    const ending = Math.exp(-(quarterEnd - 1 - day) / quarterEndPush.decayDays);
    const starting = Math.exp(-(day - quarterStart) / quarterStartLull.decayDays);
    const decision = growth(stage.decision, dwell) * pace;
    return {
      won:
        decision *
        winShare *
        (1 + quarterEndPush.winSize * ending) *
        (1 - quarterStartLull.winSize * starting),
      lost: decision * (1 - winShare) * (1 + quarterEndPush.lossSize * ending),
      forward: growth(stage.forward, dwell) * pace,
      back: growth(stage.back, dwell) * pace,
      removed: behaviour["removalPerDay"]! * work,
    };
  };
}
