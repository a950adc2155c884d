import { actualBookings } from "../../src/core/company/actual-bookings.ts";
import { generateCompany } from "../../src/core/company/generate-company.ts";
import type { CompanySettings } from "../../src/core/company/company-settings.ts";
import type { CaseMoney } from "../../src/core/scenario/case-money.ts";
import { simulateScenario, startRun } from "../../src/core/scenario/simulate-scenario.ts";
import { caseOfCompany, scenarioOf } from "./company-case.ts";
import {
  DRAW_COUNT,
  HORIZON_MONTHS,
  settingsOfCompany,
  startOf,
  STUDIED_LEVERS,
  trueSizeOf,
} from "./lever-design.ts";
import { trueLeversOf, type StudiedKind } from "./true-levers.ts";

/** What the engine said of a lever in one company and what the lever really did; minor units over the horizon. */
export interface LeverCase {
  readonly company: number;
  readonly kind: StudiedKind;
  readonly trueSize: number;
  readonly truth: number;
  readonly actualWithout: number;
  readonly baseMean: number;
  readonly effect: Range;
  /** Bookings with the lever less the forecast without it. */
  readonly realised: Range;
}

export interface Range {
  readonly mean: number;
  readonly sd: number;
  /** 5th and 95th percentile of the draws. */
  readonly low: number;
  readonly high: number;
}

export interface LeverStudyQuestion {
  readonly companies: readonly number[];
  readonly onCompany?: (company: number) => void;
}

/** Generates, forecasts and simulates every lever on every company. */
export function runLeverStudy({ companies, onCompany }: LeverStudyQuestion): LeverCase[] {
  return companies.flatMap((company) => {
    const cases = casesOfCompany(company);
    onCompany?.(company);
    return cases;
  });
}

function casesOfCompany(company: number): LeverCase[] {
  const settings = settingsOfCompany(company);
  const model = caseOfCompany(generateCompany(settings), HORIZON_MONTHS);
  const run = startRun(model, { drawCount: DRAW_COUNT, seed: 1 + company, minorDigits: model.minorDigits });
  const window = { from: startOf(settings), to: model.months.at(-1)!.to };
  const bookingsOf = (own: CompanySettings): number =>
    actualBookings(
      generateCompany({ ...own, futureDayCount: window.to - window.from + 1 }),
      window.from,
      window.to,
    ).netAmount;
  const without = bookingsOf(settings);
  return STUDIED_LEVERS.map((lever) => {
    const trueSize = trueSizeOf(lever, company);
    const levers = trueLeversOf(lever, trueSize, window.from, HORIZON_MONTHS);
    const withLever = bookingsOf({ ...settings, levers });
    const { base, changed } = simulateScenario(run, scenarioOf(lever, HORIZON_MONTHS));
    const baseSums = bookingSums(base.money!);
    const changedSums = bookingSums(changed.money!);
    return {
      company,
      kind: lever.kind,
      trueSize,
      truth: withLever - without,
      actualWithout: without,
      baseMean: rangeOf(baseSums).mean,
      effect: rangeOf(changedSums.map((sum, draw) => sum - baseSums[draw]!)),
      realised: rangeOf(baseSums.map((sum) => withLever - sum)),
    };
  });
}

/** Bookings of all months of each draw. */
function bookingSums({ bookings, monthCount, drawCount }: CaseMoney): Float64Array {
  const sums = new Float64Array(drawCount);
  for (let month = 0; month < monthCount; month++)
    for (let draw = 0; draw < drawCount; draw++) sums[draw]! += bookings[month * drawCount + draw]!;
  return sums;
}

function rangeOf(draws: Float64Array): Range {
  const sorted = draws.slice().sort();
  const mean = sorted.reduce((sum, draw) => sum + draw, 0) / sorted.length;
  const square = sorted.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / sorted.length;
  const quantile = (level: number): number => sorted[Math.round(level * (sorted.length - 1))]!;
  return { mean, sd: Math.sqrt(square), low: quantile(0.05), high: quantile(0.95) };
}
