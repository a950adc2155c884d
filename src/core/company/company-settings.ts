import { addDays, dayFromCivil, type Day } from "../base/day.ts";

/** How the number of new opportunities a day develops: level, up 30 % a year, or one step up. */
export const ARRIVAL_SHAPES = ["stable", "growing", "stepped"] as const;
export type ArrivalShape = (typeof ARRIVAL_SHAPES)[number];

/** What a lever multiplies from its day on. */
export const LEVER_MEANINGS = {
  arrivals: "Expected creations a day",
  win_hazard: "Chance a day to be won; chances to be lost or to move stay, so cycles end a little earlier",
  win_rate: "Share of decisions that are wins, at most 98 %; losses fall by what wins rise, so timing stays",
  conversion: "Chance a day to move forward; losses fall by what moves rise, as far as there are any",
  cycle: "Time in stage: every chance a day to leave a stage, removal aside, is divided by it",
  pace: "Time in stage as by cycle, and every opportunity goes the way it would have gone, but for what its chances change: the same ways out with the same luck, at other times",
  amount: "Amount of what is won, at the moment of winning",
} as const;
export type LeverKind = keyof typeof LEVER_MEANINGS;
export const LEVER_KINDS = Object.keys(LEVER_MEANINGS) as LeverKind[];

/** A true change of the company; a factor of 1 changes no byte of what is written about opportunities. */
export interface CompanyLever {
  readonly kind: LeverKind;
  readonly factor: number;
  readonly from: Day;
  /** Only opportunities of this product; all when absent. */
  readonly product?: string;
  /** Only opportunities that stand in this open stage on the day; all when absent. Creations know no stage. */
  readonly stage?: string;
}

/** All that a generated company depends on. */
export interface CompanySettings {
  /** Expected number of opportunities created from the first to the last recorded day, before levers. */
  readonly opportunityCount: number;
  readonly seed: number;
  readonly firstDay: Day;
  /** Recorded days; the last one is the company's as-of day. */
  readonly dayCount: number;
  /** Days beyond the last recorded one that are simulated too and never written. */
  readonly futureDayCount: number;
  /**
   * Names another future of the same recorded days: what happens to opportunities after them, which are created then and the factors
   * of their quarters have other luck. Who sells stays, and on which day what is closed may be reopened is settled when it closes.
   */
  readonly future?: number;
  /** Standard deviation of the log of the common factor of a quarter; 0 = none. */
  readonly factorSd: number;
  readonly arrivals: ArrivalShape;
  /** Multiplies all times in stage: 1 = half of the wins take under 80 days. */
  readonly cycleScale: number;
  /** Multiplies the daily chances of amount edits and divides the length of close date slips. */
  readonly editScale: number;
  /** Chance at each entry of a stage that nobody works on the opportunity any more: a zombie. */
  readonly abandonedShare: number;
  /** Share of opportunities whose amount is not recorded until they leave their first stage. */
  readonly unknownAmountShare: number;
  /** Share of opportunities recorded with ten times their amount until the next edit. */
  readonly mistypedAmountShare: number;
  /** Write the time of day of each change, or only the day. */
  readonly clockTimes: boolean;
  readonly levers: readonly CompanyLever[];
}

/** The demo: some 5,000 opportunities from Monday 2023-01-02 to Monday 2025-11-03, eleven whole quarters and a part. */
export const DEFAULT_COMPANY_SETTINGS: CompanySettings = {
  opportunityCount: 5_000,
  seed: 1,
  firstDay: dayFromCivil(2023, 1, 2),
  dayCount: 1_037,
  futureDayCount: 0,
  factorSd: 0.1,
  arrivals: "stable",
  cycleScale: 1,
  editScale: 1,
  abandonedShare: 0.012,
  unknownAmountShare: 0.04,
  mistypedAmountShare: 0.005,
  clockTimes: true,
  levers: [],
};

/** The last recorded day. */
export function lastDayOf(settings: Pick<CompanySettings, "firstDay" | "dayCount">): Day {
  return addDays(settings.firstDay, settings.dayCount - 1);
}
