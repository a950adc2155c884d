import { lastDayOf, type CompanySettings } from "./company-settings.ts";
import { dayEffectsOf, type DayEffects } from "./day-effects.ts";
import { portableExp } from "../maths/portable-exp.ts";
import { portableLog, portableLog1p } from "../maths/portable-log.ts";
import { addDays } from "../base/day.ts";
import { salesForceOf, type SalesForce } from "./sellers.ts";
import { BEHAVIOUR, PRODUCTS, REGIONS, STAGES, type HazardCurve } from "./true-parameters.ts";

/** Everything that is the same for all opportunities of a company: prepared once, read in every step. */
export interface CompanyWorld {
  readonly settings: CompanySettings;
  /** Days that are simulated: the recorded ones and the future ones. */
  readonly dayCount: number;
  readonly effects: DayEffects;
  readonly salesForce: SalesForce;
  /** Growth of the cumulative hazard on each day in stage, by open stage; shape [days in stage], entry 0 unused. */
  readonly decision: readonly Float64Array[];
  readonly forward: readonly Float64Array[];
  readonly back: readonly Float64Array[];
  /** Odds that a decision is a win: one factor for each thing they depend on. */
  readonly stageOdds: Float64Array;
  readonly productOdds: Float64Array;
  readonly regionOdds: Float64Array;
  readonly sellerOdds: Float64Array;
  /** By days in stage. */
  readonly dwellOdds: Float64Array;
}

export function companyWorldOf(settings: CompanySettings): CompanyWorld {
  const dayCount = settings.dayCount + settings.futureDayCount;
  const through = addDays(lastDayOf(settings), settings.futureDayCount);
  const salesForce = salesForceOf(settings, dayCount);
  const tableOf = (curve: HazardCurve | undefined): Float64Array =>
    dailyHazards(curve, settings.cycleScale, dayCount);
  return {
    settings,
    dayCount,
    effects: dayEffectsOf(settings, through),
    salesForce,
    decision: STAGES.map((stage) => tableOf(stage.decision)),
    forward: STAGES.map((stage) => tableOf(stage.forward)),
    back: STAGES.map((stage) => tableOf(stage.back)),
    stageOdds: oddsOf(STAGES.map((stage) => stage.winLogit)),
    productOdds: oddsOf(PRODUCTS.map((product) => product.winLogit)),
    regionOdds: oddsOf(REGIONS.map((region) => region.winLogit)),
    sellerOdds: oddsOf(salesForce.sellers.map((seller) => seller.skill)),
    dwellOdds: Float64Array.from({ length: dayCount + 1 }, (_, dwellDays) =>
      portableExp(BEHAVIOUR.winLogitPerDayInStage * Math.min(dwellDays, BEHAVIOUR.winLogitDayLimit)),
    ),
  };
}

function oddsOf(logits: readonly number[]): Float64Array {
  return Float64Array.from(logits, (logit) => portableExp(logit));
}

/** Growth of ln(1 + (d / median)^shape) from day d - 1 to day d, for d = 1..dayCount. */
function dailyHazards(curve: HazardCurve | undefined, cycleScale: number, dayCount: number): Float64Array {
  const growth = new Float64Array(dayCount + 1);
  if (curve === undefined) return growth;
  let before = 0;
  for (let day = 1; day <= dayCount; day++) {
    const until = portableLog1p(
      portableExp(curve.shape * portableLog(day / (curve.medianDays * cycleScale))),
    );
    growth[day] = until - before;
    before = until;
  }
  return growth;
}
