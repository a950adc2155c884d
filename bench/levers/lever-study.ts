import { addDays, addMonths, type Day } from "../../src/core/base/day.ts";
import { actualBookings } from "../../src/core/company/actual-bookings.ts";
import type { CompanyLever } from "../../src/core/company/company-settings.ts";
import { generateCompany } from "../../src/core/company/generate-company.ts";
import { QUARTER_MONTHS, type CaseModel } from "../../src/core/scenario/case-model.ts";
import type { CaseMoney } from "../../src/core/scenario/case-money.ts";
import { realisedReturn } from "../../src/core/scenario/realised-return.ts";
import { simulateScenario, startRun, type CaseRun } from "../../src/core/scenario/simulate-scenario.ts";
import { caseOfCompany, scenarioOf } from "./company-case.ts";
import { rangeOf, shareBeyond, type DrawRange } from "./draw-range.ts";
import {
  DRAW_COUNT,
  FUTURE_COUNT,
  HORIZON_MONTHS,
  INVESTMENT,
  REALISED_MONTHS,
  settingsOfCompany,
  startOf,
  STRONG_SDS,
  STUDIED_LEVERS,
  trueSizeOf,
} from "./lever-design.ts";
import { futureEffects, type FutureEffects } from "./lever-futures.ts";
import { redrawnLevers, trueLeversOf, type StudiedKind, type StudiedLever } from "./true-levers.ts";

/** What the engine says of a lever before it begins, beside what it then does; minor units over the horizon. */
export interface LeverCase {
  readonly company: number;
  readonly kind: StudiedKind;
  readonly trueSize: number;
  /** Bookings of the company with the lever less those without: who wins is a matter of luck in both. */
  readonly realised: number;
  /** The same where each decision that comes on another day is drawn anew; undefined for levers that leave the days alone. */
  readonly redrawn: number | undefined;
  /** The same of expected bookings: chance to be won times amount, over all open opportunities and days. */
  readonly expected: number;
  readonly effect: DrawRange;
  /** Of the same effect; shape [draw]. */
  readonly draws: Float64Array;
  /** Share of the draws that are strong by their own standard deviation. */
  readonly strongChance: number;
  /** The same as `realised` over other futures of the company; undefined where it was not followed through them. */
  readonly futures: FutureEffects | undefined;
}

/** What is said of an investment after some months, from what was booked with it; minor units. */
export interface RealisedCase {
  readonly company: number;
  readonly monthCount: number;
  readonly truth: number;
  readonly actualWithout: number;
  readonly counterfactual: DrawRange;
  readonly effect: DrawRange;
}

export interface LeverStudy {
  readonly levers: readonly LeverCase[];
  readonly realised: readonly RealisedCase[];
}

/**
 * Generates companies, makes their cases, and simulates every lever and the investment on each.
 * @param followed   how many of the first companies are then followed through other futures too
 * @param onCompany  told of each company as it is done
 * @param onFollowed told of each that was followed, with what each lever did
 */
export function runLeverStudy({
  companies,
  followed = 0,
  onCompany,
  onFollowed,
}: {
  readonly companies: readonly number[];
  readonly followed?: number;
  readonly onCompany?: ((study: LeverStudy) => void) | undefined;
  readonly onFollowed?: ((company: number, futures: readonly FutureEffects[]) => void) | undefined;
}): LeverStudy {
  const studies = companies.map((company) => {
    const study = studyCompany(company);
    onCompany?.(study);
    return study;
  });
  const futures = companies.slice(0, followed).map((company) => {
    const effects = futuresOfCompany(company);
    onFollowed?.(company, effects);
    return effects;
  });
  return {
    levers: studies.flatMap(({ levers }, index) =>
      levers.map((own, lever) => ({ ...own, futures: futures[index]?.[lever] })),
    ),
    realised: studies.flatMap(({ realised }) => realised),
  };
}

/** Shape [lever]. */
function futuresOfCompany(company: number): FutureEffects[] {
  const settings = settingsOfCompany(company);
  const from = startOf(settings);
  const to = addDays(addMonths(from, HORIZON_MONTHS), -1);
  const levers = STUDIED_LEVERS.map((lever) => trueLevers({ company, start: from }, lever));
  return futureEffects({ ...settings, futureDayCount: to - from + 1 }, levers, { from, to }, FUTURE_COUNT);
}

/** A company, its case and its run without levers, which all levers share: they begin after the as-of day. */
interface StudiedCompany {
  readonly company: number;
  readonly model: CaseModel;
  readonly run: CaseRun;
  readonly start: Day;
  readonly futureWith: (levers: readonly CompanyLever[]) => TrueFuture;
}

interface TrueFuture {
  /** Net of wins taken back, up to the end of each month; shape [month]. */
  readonly booked: readonly number[];
  /** Expected bookings of the horizon. */
  readonly expected: number;
}

function studyCompany(company: number): LeverStudy {
  const settings = settingsOfCompany(company);
  const model = caseOfCompany(generateCompany(settings), HORIZON_MONTHS);
  const start = startOf(settings);
  const futureDayCount = model.months.at(-1)!.to - start + 1;
  const studied: StudiedCompany = {
    company,
    model,
    run: startRun(model, { drawCount: DRAW_COUNT, seed: 1 + company, minorDigits: model.minorDigits }),
    start,
    futureWith: (levers) => {
      const generated = generateCompany({ ...settings, futureDayCount, levers });
      return {
        booked: model.months.map(({ to }) => actualBookings(generated, start, to).netAmount),
        expected: generated.quarters
          .slice(-HORIZON_MONTHS / QUARTER_MONTHS)
          .reduce((sum, quarter) => sum + quarter.expectedBookingsWithFactor, 0),
      };
    },
  };
  const without = studied.futureWith([]);
  return {
    levers: STUDIED_LEVERS.map((lever) => leverCase(studied, lever, without)),
    realised: realisedCases(studied, without),
  };
}

function trueLevers(
  { company, start }: Pick<StudiedCompany, "company" | "start">,
  lever: StudiedLever,
): CompanyLever[] {
  return trueLeversOf(lever, trueSizeOf(lever, company), start, HORIZON_MONTHS);
}

function leverCase(studied: StudiedCompany, lever: StudiedLever, without: TrueFuture): LeverCase {
  const { company, run } = studied;
  const { base, changed } = simulateScenario(run, scenarioOf([lever], HORIZON_MONTHS));
  const baseSums = bookingSums(base.money!);
  const levers = trueLevers(studied, lever);
  const future = studied.futureWith(levers);
  const redrawn = redrawnLevers(levers);
  const draws = bookingSums(changed.money!).map((sum, draw) => sum - baseSums[draw]!);
  const effect = rangeOf(draws);
  return {
    company,
    kind: lever.kind,
    trueSize: trueSizeOf(lever, company),
    realised: future.booked.at(-1)! - without.booked.at(-1)!,
    redrawn:
      redrawn === undefined ? undefined : studied.futureWith(redrawn).booked.at(-1)! - without.booked.at(-1)!,
    expected: future.expected - without.expected,
    effect,
    draws,
    strongChance: shareBeyond(draws, STRONG_SDS * effect.sd),
    futures: undefined,
  };
}

function realisedCases(studied: StudiedCompany, without: TrueFuture): RealisedCase[] {
  const { booked } = studied.futureWith(INVESTMENT.flatMap((lever) => trueLevers(studied, lever)));
  const result = simulateScenario(studied.run, scenarioOf(INVESTMENT, HORIZON_MONTHS));
  return REALISED_MONTHS.map((monthCount) => {
    const [actual, actualWithout] = [booked[monthCount - 1]!, without.booked[monthCount - 1]!];
    const { effect, counterfactual } = realisedReturn(result, { monthCount, actualBookings: actual });
    return {
      company: studied.company,
      monthCount,
      truth: actual - actualWithout,
      actualWithout,
      counterfactual: rangeOf(counterfactual),
      effect: rangeOf(effect),
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
