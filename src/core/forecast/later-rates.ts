import { convertedUnits } from "../pipeline/exchange-book.ts";
import { revalue } from "../pipeline/revalue-states.ts";
import type { PipelineView } from "../pipeline/pipeline-view.ts";
import { bookingsByOpportunity, type OpenShare, type OpportunityShare } from "./forecast-side.ts";
import type { ForecastQuestion } from "./forecast-view.ts";
import { buildStateTable, type StateTable } from "./state-table.ts";

/** What the facts of the earlier day are worth at the rates of the later one; whole minor units of the company. */
export interface LaterRates {
  /** What was booked by the earlier day. Differs only where everything follows the rates of the as-of day. */
  bookedOf(earlier: number, share: OpportunityShare): number;
  /** The amount that was known of an open opportunity; NaN stays NaN. */
  knownAmountOf(before: OpenShare, opportunity: number, after: OpportunityShare): number;
}

const SAME_RATES: LaterRates = {
  bookedOf: (_, { booked }) => booked,
  knownAmountOf: ({ item }) => item.knownAmount,
};

/**
 * Puts the facts of an earlier day at the rates of a later one. An amount in another currency than the company's is taken at the
 * rate that the later view takes for the amount that stands there now, so that what is left over is no rate.
 */
export function laterRatesOf(
  before: StateTable,
  after: StateTable,
  { period }: Pick<ForecastQuestion, "period">,
): LaterRates {
  const { exchange } = before.view.log;
  if (exchange === undefined) return SAME_RATES;
  const bookings =
    exchange.book.view === "spot"
      ? bookingsByOpportunity(atSpotRates(before.view, after.view.asOf), period)
      : undefined;
  return {
    bookedOf: (earlier, { booked }) => bookings?.[earlier] ?? booked,
    knownAmountOf: ({ item }, opportunity, { open }) => {
      const firstBefore = before.visits.firstState[item.visit]!;
      const row = before.view.stateRow[knownState(before.view, item.state, firstBefore)]!;
      const last = after.view.stateStart[opportunity + 1]! - 1;
      const state =
        open === undefined
          ? last
          : knownState(after.view, open.item.state, after.visits.firstState[open.item.visit]!);
      const { book, amount, currency } = exchange;
      const units = convertedUnits(book, currency[row]!, amount[row]!, after.view.stateRateDay![state]!);
      return units ?? item.knownAmount;
    },
  };
}

/** The state, not before `first`, that tells the amount of another one. */
function knownState({ stateAmount }: PipelineView, state: number, first: number): number {
  let known = state;
  while (known > first && Number.isNaN(stateAmount[known]!)) known--;
  return known;
}

function atSpotRates(view: PipelineView, day: number): StateTable {
  const stateAmount = view.stateAmount.slice();
  revalue(stateAmount, view, view.log.exchange!, new Int32Array(stateAmount.length).fill(day));
  return buildStateTable({ ...view, stateAmount });
}
