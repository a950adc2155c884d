import { monthOfQuarter, type Period } from "../base/period.ts";
import type { Day } from "../base/day.ts";
import { EXIT_CLASS } from "../forecast/hazard-counts.ts";
import type { HazardModel } from "../forecast/hazard-model.ts";
import { NEVER, type StateTable } from "../forecast/state-table.ts";
import type { WorkCalendar } from "../forecast/work-calendar.ts";
import type { LeverRates } from "./lever-rates.ts";

/** What the day of a decision has to do with who wins it. */
export interface DecisionDays {
  /** Days that wins have spent in each open stage, on average; shape [stage]. */
  readonly daysInStage: Float64Array;
  /** Part of the decisions that is won, 0..1; shape [month of quarter]. */
  readonly winShares: readonly number[];
}

/**
 * Reads off the record how long wins take, and off the hazards how much better the odds are in one month of the quarter than
 * in another. Stages count by the wins that came from them.
 */
export function decisionDaysOf({ visits, wins, view }: StateTable, hazards: HazardModel): DecisionDays {
  const stageCount = view.openStages.length;
  const days = new Float64Array(stageCount);
  const won = new Float64Array(stageCount);
  const lost = new Float64Array(stageCount);
  for (let visit = 0; visit < visits.count; visit++) {
    const stage = visits.stage[visit]!;
    if (stage >= stageCount || visits.exitDay[visit] === NEVER) continue;
    if (visits.nextWin[visit]! >= 0) days[stage]! += visits.exitDay[visit]! - visits.entryDay[visit]!;
    if (visits.exitTo[visit] === view.wonCode) won[stage]!++;
    if (visits.exitTo[visit] === view.lostCode) lost[stage]!++;
  }
  const winCount = won.reduce((sum, count) => sum + count, 0);
  const share = won.reduce(
    (sum, count, stage) => (count === 0 ? sum : sum + ((count / winCount) * count) / (count + lost[stage]!)),
    0,
  );
  return {
    daysInStage: days.map((sum) => (wins.day.length > 0 ? sum / wins.day.length : 0)),
    winShares: [0, 1, 2].map((month) => {
      const ofWins = share * hazards.monthFactors[EXIT_CLASS.won * 3 + month]!;
      const ofLosses = (1 - share) * hazards.monthFactors[EXIT_CLASS.lost * 3 + month]!;
      return ofWins > 0 ? ofWins / (ofWins + ofLosses) : 0;
    }),
  };
}

/**
 * Wins that levers on times put at stake: their decision falls on another day, with the odds of that day and the luck it
 * would have had. Where these odds are worse some are lost, and where they are better others are won; a net gain
 * says nothing of that, but the range of a difference has to hold it.
 * @returns share of the wins of each month without levers that another day loses, 0..1; 0 where no time changes; shape [month]
 */
export function winsAtStake(
  { daysInStage, winShares }: DecisionDays,
  { speed }: Pick<LeverRates, "speed">,
  months: readonly Period[],
  { fiscal }: Pick<WorkCalendar, "fiscal">,
): Float64Array {
  const shareOn = (day: number): number => winShares[monthOfQuarter(day as Day, fiscal)]!;
  const lostBy = ({ from, to }: Period, daysSooner: number): number => {
    let lost = 0;
    for (let day = from as number; day <= to; day++) {
      const own = shareOn(day);
      if (own > 0) lost += Math.max(0, 1 - shareOn(day - daysSooner) / own);
    }
    return lost / (to - from + 1);
  };
  return Float64Array.from(months, (period, month) => {
    const sooner = daysInStage.reduce(
      (sum, days, stage) => sum + days * (1 - 1 / speed[month * daysInStage.length + stage]!),
      0,
    );
    const whole = Math.floor(sooner);
    const part = sooner - whole;
    const ofWhole = whole === 0 ? 0 : (1 - part) * lostBy(period, whole);
    return part === 0 ? ofWhole : ofWhole + part * lostBy(period, whole + 1);
  });
}
