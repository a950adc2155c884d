import type { Period } from "../base/period.ts";
import type { PipelineView } from "../pipeline/pipeline-view.ts";
import { levelMoments } from "../simulation/exact-moments.ts";
import type { PreparedForecast } from "./forecast-view.ts";
import type { OpenOpportunity } from "./landmark-sweep.ts";
import type { StateTable } from "./state-table.ts";

type Window = Pick<Period, "from" | "to">;

/** Where an opportunity stands for a forecast; `unknown` also before any stage of it was seen. */
export type ForecastStatus = "unknown" | "open" | "won" | "lost" | "removed";

/** What one opportunity brings to the mean of a forecast; minor units, not rounded. */
export interface OpportunityShare {
  readonly status: ForecastStatus;
  /** Last state in the view; -1 when the view does not know it. */
  readonly state: number;
  readonly booked: number;
  /** Win probability times the amount if won, before the calibration adjustment and the common factor. */
  readonly expected: number;
  /** As the model sees it; only when open. */
  readonly open?: OpenShare | undefined;
}

export interface OpenShare {
  readonly item: OpenOpportunity;
  readonly winProbability: number;
  readonly amountIfWon: number;
}

/** The mean of a period's total, taken apart; minor units, not rounded unless said. */
export interface ForecastSide {
  readonly booked: number;
  /** Sum of `expected` over what is open. */
  readonly open: number;
  /** What is still to be created, bookings that will be taken back deducted. */
  readonly fresh: number;
  /** What the calibration adjustment of the open part and the mean of the common factor add. */
  readonly calibration: number;
  readonly commonFactor: number;
  /** Mean of the total as the exact method reports it; whole minor units. */
  readonly total: number;
  readonly shareOf: (opportunity: number) => OpportunityShare;
}

/**
 * Takes the mean of a forecast apart in closed form.
 * @param forecast undefined where the period is over: then all of it is booked
 */
export function forecastSide(
  table: StateTable,
  period: Window,
  forecast: PreparedForecast | undefined,
): ForecastSide {
  const bookings = bookingsByOpportunity(table, period);
  const shares = openSharesByOpportunity(table, forecast);
  const booked = bookings.reduce((a, b) => a + b, 0);
  const parts = partsOf(forecast);
  return {
    booked,
    open: parts.open,
    fresh: parts.fresh,
    calibration: (parts.openScale - 1) * parts.open,
    commonFactor: (parts.level - 1) * (parts.openScale * parts.open + parts.fresh),
    total:
      booked + Math.round(parts.level * parts.openScale * parts.open) + Math.round(parts.level * parts.fresh),
    shareOf: (opportunity) => {
      if (opportunity < 0) return { status: "unknown", state: -1, booked: 0, expected: 0 };
      const open = shares.get(opportunity);
      const state = table.view.stateStart[opportunity + 1]! - 1;
      return {
        status: open === undefined ? statusOf(table.view, state) : "open",
        state,
        booked: bookings[opportunity]!,
        expected: open === undefined ? 0 : open.winProbability * open.amountIfWon,
        open,
      };
    },
  };
}

function partsOf(forecast: PreparedForecast | undefined) {
  if (forecast === undefined) return { open: 0, fresh: 0, openScale: 1, level: 1 };
  const { plan } = forecast.built;
  let open = 0;
  for (let row = 0; row < plan.amounts.length; row++) {
    open += plan.amounts[row]! * winProbabilityOfRow(forecast, row);
  }
  const fresh = plan.newBusiness.reduce((sum, { expectedWins, amounts }) => {
    const wins = expectedWins.reduce((a, b) => a + b, 0);
    return sum + (wins * amounts.reduce((a, b) => a + b, 0)) / amounts.length;
  }, 0);
  return { open, fresh, openScale: plan.openScale, level: levelMoments(plan).mean };
}

function openSharesByOpportunity(
  table: StateTable,
  forecast: PreparedForecast | undefined,
): Map<number, OpenShare> {
  const shares = new Map<number, OpenShare>();
  forecast?.built.open.forEach((item, row) => {
    const winProbability = winProbabilityOfRow(forecast, row);
    shares.set(item.opportunity, {
      item,
      winProbability,
      amountIfWon: forecast.built.plan.amounts[row]!,
    });
  });
  if (forecast !== undefined) return shares;
  // After the period nothing can be won in it any more, but what is open is open.
  const { view, visits } = table;
  for (let visit = 0; visit < visits.count; visit++) {
    const opportunity = visits.opportunity[visit]!;
    const state = view.stateStart[opportunity + 1]! - 1;
    if (view.stateStage[state]! >= view.wonCode) continue;
    const amount = view.stateAmount[state]!;
    const item = { visit, opportunity, stage: view.stateStage[state]!, dwell: 0, state };
    const amounts = { knownAmount: amount, expectedAmount: 0 };
    shares.set(opportunity, { item: { ...item, ...amounts }, winProbability: 0, amountIfWon: 0 });
  }
  return shares;
}

function winProbabilityOfRow({ built: { plan } }: PreparedForecast, row: number): number {
  const count = plan.periods.length;
  let sum = 0;
  for (let k = 0; k < count; k++) sum += plan.winProbabilities[row * count + k]!;
  return sum;
}

/** Booked in the period, bookings taken back in it deducted; whole minor units, shape [opportunity]. */
export function bookingsByOpportunity({ view, wins, takenBack }: StateTable, period: Window): Float64Array {
  const bookings = new Float64Array(view.opportunityIds.length);
  const isIn = (day: number): boolean => day >= period.from && day <= period.to;
  wins.day.forEach((day, win) => {
    if (isIn(day)) bookings[wins.opportunity[win]!]! += wins.amount[win]! || 0;
  });
  takenBack.day.forEach((day, event) => {
    if (isIn(day)) bookings[opportunityOf(view, takenBack.state[event]!)]! -= takenBack.amount[event]!;
  });
  return bookings;
}

function opportunityOf({ stateStart }: PipelineView, state: number): number {
  let low = 0;
  let high = stateStart.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (stateStart[middle]! <= state) low = middle;
    else high = middle;
  }
  return low;
}

function statusOf(view: PipelineView, state: number): ForecastStatus {
  const stage = view.stateStage[state]!;
  if (stage === view.wonCode) return "won";
  if (stage === view.lostCode) return "lost";
  return stage === view.removedCode ? "removed" : "unknown";
}
