import { addDays, dayFromCivil, type Day } from "../../src/core/base/day.ts";
import { DEFAULT_COMPANY_SETTINGS, type CompanySettings } from "../../src/core/company/company-settings.ts";
import { streamOf, uniformAt } from "../../src/core/company/random-stream.ts";
import { sizeDistribution } from "../../src/core/scenario/size-distribution.ts";
import type { TriangularSize } from "../../src/core/scenario/lever-size.ts";
import { STUDIED_KINDS, type StudiedKind, type StudiedLever } from "./true-levers.ts";

export const COMPANY_COUNT = 100;
export const HORIZON_MONTHS = 12;
/**
 * The first so many companies are followed through other futures too, so many each: as many as leave the whole under twenty minutes of
 * processor time on a machine that others use, where it takes twice the time that it takes alone.
 */
export const FUTURE_COMPANY_COUNT = 20;
export const FUTURE_COUNT = 20;
export const DRAW_COUNT = 4_096;
/** Expected opportunities up to the as-of day; all sizes equally often. */
const OPPORTUNITY_COUNTS = [600, 800, 1_000, 1_250, 1_500] as const;
/** An effect is strong when it exceeds so many of its standard deviations, on either side of 0. */
export const STRONG_SDS = 2;
/** Last recorded days: ends of four quarters, so that a horizon is whole quarters and each season begins as many. */
const LAST_DAYS = [
  dayFromCivil(2024, 3, 31),
  dayFromCivil(2024, 6, 30),
  dayFromCivil(2024, 9, 30),
  dayFromCivil(2024, 12, 31),
] as const;
const FIRST_DAY = dayFromCivil(2022, 1, 3);
/** Seeds from 50,000 and from 700,000 on served while the engine was made; what is reported comes from none of them. */
const FIRST_SEED = 90_000;
/** Names the streams that true sizes are drawn from. */
const SIZE_STREAM = 77;

/** What a scenario would say of each kind; the true size of a company is drawn from it. */
const SIZES: Readonly<Record<StudiedKind, TriangularSize>> = {
  opportunity_creation: { distribution: "triangular", low: 0.05, likely: 0.15, high: 0.35 },
  win_rate: { distribution: "triangular", low: 0, likely: 0.1, high: 0.25 },
  stage_conversion: { distribution: "triangular", low: 0.05, likely: 0.15, high: 0.3 },
  cycle_time: { distribution: "triangular", low: -0.35, likely: -0.2, high: -0.05 },
  slippage: { distribution: "triangular", low: -0.5, likely: -0.3, high: -0.1 },
  deal_size: { distribution: "triangular", low: 0, likely: 0.05, high: 0.12 },
  discount: { distribution: "triangular", low: -0.06, likely: -0.03, high: 0 },
};

/** The stage whose conversion is raised. */
const CONVERTED_STAGE = "Discovery";

export const STUDIED_LEVERS: readonly StudiedLever[] = STUDIED_KINDS.map((kind) => ({
  kind,
  name: kind,
  size: SIZES[kind],
  startMonth: 1,
  adoptionMonths: 0,
  scope: kind === "stage_conversion" ? { stages: [CONVERTED_STAGE] } : {},
  reasoning: "A range that the true size is drawn from",
}));

/** What is bought, for the realised return: more opportunities, and more of them won. */
export const INVESTMENT: readonly StudiedLever[] = STUDIED_LEVERS.filter(
  ({ kind }) => kind === "opportunity_creation" || kind === "win_rate",
);
/** Months after which the investment is looked back on. */
export const REALISED_MONTHS = [3, 6, 12] as const;

/** @param company 0 .. COMPANY_COUNT - 1 */
export function settingsOfCompany(company: number): CompanySettings {
  return {
    ...DEFAULT_COMPANY_SETTINGS,
    opportunityCount: OPPORTUNITY_COUNTS[company % OPPORTUNITY_COUNTS.length]!,
    seed: FIRST_SEED + company,
    firstDay: FIRST_DAY,
    dayCount: LAST_DAYS[company % LAST_DAYS.length]! - FIRST_DAY + 1,
  };
}

/** The size that a lever really has in a company: a draw from what the scenario says of it. */
export function trueSizeOf(lever: StudiedLever, company: number): number {
  const stream = streamOf(FIRST_SEED + company, SIZE_STREAM);
  return sizeDistribution(lever.size).quantile(uniformAt(stream, STUDIED_KINDS.indexOf(lever.kind), 0));
}

/** First day of month 1. */
export function startOf(settings: CompanySettings): Day {
  return addDays(settings.firstDay, settings.dayCount);
}
