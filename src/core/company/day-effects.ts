import { addDays, civilFromDay, dayOfWeek, daysInMonth, type Day } from "../base/day.ts";
import { CALENDAR_YEARS, quarterOf } from "../base/period.ts";
import { portableExp } from "../maths/portable-exp.ts";
import { portableLog } from "../maths/portable-log.ts";
import { publicHolidays } from "./public-holidays.ts";
import { lastDayOf, type CompanySettings, type LeverKind } from "./company-settings.ts";
import { quarterLogFactor } from "./quarter-factor.ts";
import { quarterNumber } from "./quarter-number.ts";
import { BEHAVIOUR, CALENDAR, PRODUCTS, STAGES } from "./true-parameters.ts";

const SUNDAY = 6;
const GROWTH_LOG_PER_DAY = portableLog(1 + BEHAVIOUR.growthPerYear) / 365.25;

/** What the levers of a kind multiply, by product, open stage and day. */
export type LeverEffects = readonly (readonly Float64Array[])[];

/** What the calendar, the common factor and the levers multiply on each day; all have shape [day since the first]. */
export interface DayEffects {
  readonly holidays: readonly Day[];
  /** Expected creations of all products, before levers. */
  readonly arrivals: Float64Array;
  /** Chances to move, to be edited, to be removed; and to be won or lost before the quarter's rhythm. */
  readonly work: Float64Array;
  readonly winPush: Float64Array;
  readonly lossPush: Float64Array;
  /** e^(f / 2), f the log of the common factor of the day's quarter: half of it acts on wins, half on amounts. */
  readonly halfFactor: Float64Array;
  /** Index of the day's quarter, counted from the quarter of the first day. */
  readonly quarter: Int32Array;
  /** Levers by kind, product and open stage: `levers.cycle[product][stage][day]`; arrivals are read at stage 0. */
  readonly levers: Readonly<Record<LeverKind, LeverEffects>>;
}

/** @param through last day that is simulated */
export function dayEffectsOf(settings: CompanySettings, through: Day): DayEffects {
  const { firstDay } = settings;
  const count = through - firstDay + 1;
  const holidays = publicHolidays(firstDay, through);
  const isHoliday = new Set<number>(holidays);
  const byDay = (valueOf: (day: Day) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, index) => valueOf(addDays(firstDay, index)));
  const ofWeekday = (factors: readonly number[], day: Day): number =>
    factors[isHoliday.has(day) ? SUNDAY : dayOfWeek(day)]!;

  const shape = byDay(
    (day) => ofWeekday(CALENDAR.arrivalsByWeekday, day) * arrivalSeason(day) * arrivalLevel(settings, day),
  );
  let recordedSum = 0;
  for (let index = 0; index < settings.dayCount; index++) recordedSum += shape[index]!;
  const { quarterEndPush, quarterStartLull } = CALENDAR;
  const push = (size: number, day: Day): number =>
    1 + size * portableExp((day - quarterOf(day, CALENDAR_YEARS).to) / quarterEndPush.decayDays);
  const lull = (day: Day): number =>
    1 -
    quarterStartLull.winSize *
      portableExp((quarterOf(day, CALENDAR_YEARS).from - day) / quarterStartLull.decayDays);
  return {
    holidays,
    arrivals: shape.map((value) => (value * settings.opportunityCount) / recordedSum),
    work: byDay((day) => ofWeekday(CALENDAR.stageWorkByWeekday, day)),
    winPush: byDay((day) => push(quarterEndPush.winSize, day) * lull(day)),
    lossPush: byDay((day) => push(quarterEndPush.lossSize, day)),
    halfFactor: byDay((day) => portableExp(quarterLogFactor(settings, day) / 2)),
    quarter: Int32Array.from(
      { length: count },
      (_, index) => quarterNumber(addDays(firstDay, index)) - quarterNumber(firstDay),
    ),
    levers: leverEffects(settings, count),
  };
}

/** Yearly season of arrivals: given for the middle of each month, linear in between. */
export function arrivalSeason(day: Day): number {
  const { year, month, dayOfMonth } = civilFromDay(day);
  const middle = (daysInMonth(year, month) + 1) / 2;
  const other = dayOfMonth < middle ? (month + 10) % 12 : month % 12; // index of the nearer neighbour
  const thisLevel = CALENDAR.arrivalsByMonth[month - 1]!;
  const share = Math.abs(dayOfMonth - middle) / daysInMonth(year, month);
  return thisLevel + (CALENDAR.arrivalsByMonth[other]! - thisLevel) * share;
}

/** Level of arrivals relative to the first day. */
export function arrivalLevel(settings: CompanySettings, day: Day): number {
  const elapsed = day - settings.firstDay;
  if (settings.arrivals === "growing") return portableExp(GROWTH_LOG_PER_DAY * elapsed);
  return settings.arrivals === "stepped" && day >= stepDay(settings) ? BEHAVIOUR.stepFactor : 1;
}

/** First day of the higher level of stepped arrivals. */
export function stepDay(settings: Pick<CompanySettings, "firstDay" | "dayCount">): Day {
  return addDays(
    settings.firstDay,
    Math.round(BEHAVIOUR.stepAtShare * (lastDayOf(settings) - settings.firstDay)),
  );
}

/** Products of all levers of each kind, by product, stage and day. */
function leverEffects(settings: CompanySettings, count: number): DayEffects["levers"] {
  const effects = {
    arrivals: noEffects(count),
    win_hazard: noEffects(count),
    win_rate: noEffects(count),
    conversion: noEffects(count),
    cycle: noEffects(count),
    pace: noEffects(count),
    amount: noEffects(count),
  };
  for (const lever of settings.levers) {
    PRODUCTS.forEach((product, productIndex) => {
      if (lever.product !== undefined && lever.product !== product.name) return;
      STAGES.forEach((stage, stageIndex) => {
        if (lever.stage !== undefined && lever.stage !== stage.name) return;
        const effect = effects[lever.kind][productIndex]![stageIndex]!;
        for (let day = Math.max(0, lever.from - settings.firstDay); day < count; day++)
          effect[day]! *= lever.factor;
      });
    });
  }
  return effects;
}

function noEffects(count: number): LeverEffects {
  return PRODUCTS.map(() => STAGES.map(() => new Float64Array(count).fill(1)));
}
