import type { Day } from "../base/day.ts";
import { ensure } from "../base/ensure.ts";
import { forecastSide, type ForecastSide, type OpportunityShare } from "./forecast-side.ts";
import type { ForecastQuestion, PreparedForecast } from "./forecast-view.ts";
import { laterRatesOf, type LaterRates } from "./later-rates.ts";
import { oldModelOn, type OldModel } from "./old-model.ts";
import type { StateTable } from "./state-table.ts";

/** What changes the mean of a forecast between two days, in the order in which a bridge shows it. */
export const FORECAST_TERMS = [
  "won",
  "created",
  "reopened",
  "lost",
  "removed",
  "takenBack",
  "restated",
  "pulledIn",
  "slipped",
  "timePassed",
  "stageMoved",
  "ratesChanged",
  "amountChanged",
  "modelRefit",
  "newBusiness",
  "calibration",
  "commonFactor",
  "rounding",
] as const;
export type ForecastTermKind = (typeof FORECAST_TERMS)[number];

/** What one opportunity, or one part of the model, stood for at both ends; whole minor units. */
export interface ForecastMove {
  /** Index in the view of the later day; undefined for what is no opportunity. */
  readonly opportunity: number | undefined;
  readonly before: number;
  readonly after: number;
}

export interface ForecastTerm {
  readonly kind: ForecastTermKind;
  /** After less before, summed over the moves. */
  readonly change: number;
  readonly moves: readonly ForecastMove[];
}

export interface ForecastBridge {
  readonly start: ForecastSide;
  readonly end: ForecastSide;
  /** All kinds in order, also those that did not occur. Their changes add up to end less start. */
  readonly terms: readonly ForecastTerm[];
}

export interface ForecastBridgeInput {
  readonly before: PreparedForecast;
  /** State table of the later day, and its forecast unless the period is over by then. */
  readonly afterTable: StateTable;
  readonly after: PreparedForecast | undefined;
  readonly question: ForecastQuestion;
  /** Whether the expected close of an open opportunity left the period for a later day, or came into it from one. */
  readonly closeMoveOf?: (opportunity: number) => "out" | "in" | undefined;
}

/**
 * What took the mean of a period's total from one forecast to a later one, opportunity by opportunity. What stays open is
 * split step by step: first as if nothing but time had passed, then the move to its present stage (the two together are
 * slipped or pulled in where its expected close moved over the end of the period; the model itself believes no such date), then
 * the rates of exchange, then its amount, all by the old model; the rest is what the new model says otherwise. What closes is
 * valued at the later rates first. New business, the calibration adjustment and the mean of the common factor are terms of their
 * own; in them and in the refit is what rates did to the past that a model learns from. Everything is rounded to minor units opportunity by opportunity, and `rounding` is the rest.
 * @throws {RangeError} when the forecasts are of views in the wrong order
 */
export function forecastBridge(input: ForecastBridgeInput): ForecastBridge {
  const { before, after, afterTable, question } = input;
  ensure(before.table.lastDay <= afterTable.lastDay, "A bridge leads from an earlier day to a later one");
  const start = forecastSide(before.table, question.period, before);
  const end = forecastSide(afterTable, question.period, after);
  const moves = new Map(FORECAST_TERMS.map((kind) => [kind, [] as ForecastMove[]]));
  const add = (kind: ForecastTermKind, opportunity: number | undefined, from: number, to: number): void => {
    const [roundedFrom, roundedTo] = [Math.round(from), Math.round(to)];
    if (roundedFrom === 0 && roundedTo === 0) return;
    if (opportunity !== undefined && isStep(kind) && roundedFrom === roundedTo) return;
    moves.get(kind)!.push({ opportunity, before: roundedFrom, after: roundedTo });
  };
  const splitter = new OpportunitySplitter(input, oldModelOn(before, question, afterTable.lastDay as Day));
  const knownIds = before.table.view.opportunityIds;
  let known = 0;
  afterTable.view.opportunityIds.forEach((id, opportunity) => {
    const earlier = knownIds[known] === id ? known++ : -1;
    const shares = { from: start.shareOf(earlier), to: end.shareOf(opportunity) };
    splitter.split({ opportunity, earlier, ...shares }, add);
  });
  add("newBusiness", undefined, start.fresh, end.fresh);
  add("calibration", undefined, start.calibration, end.calibration);
  add("commonFactor", undefined, start.commonFactor, end.commonFactor);
  const explained = [...moves.values()].flat().reduce((sum, move) => sum + move.after - move.before, 0);
  add("rounding", undefined, 0, end.total - start.total - explained);
  return {
    start,
    end,
    terms: [...moves].map(([kind, list]) => ({
      kind,
      change: list.reduce((sum, move) => sum + move.after - move.before, 0),
      moves: list,
    })),
  };
}

type Add = (kind: ForecastTermKind, opportunity: number, from: number, to: number) => void;

const STEPS: ReadonlySet<ForecastTermKind> = new Set([
  "restated",
  "pulledIn",
  "slipped",
  "timePassed",
  "stageMoved",
  "ratesChanged",
  "amountChanged",
  "modelRefit",
]);

/** Steps between two values of one opportunity: they are listed only where they change something. */
function isStep(kind: ForecastTermKind): boolean {
  return STEPS.has(kind);
}

/** One opportunity at both ends. */
interface Pair {
  /** Index in the views of the later and of the earlier day; -1 where the earlier one does not know it. */
  readonly opportunity: number;
  readonly earlier: number;
  readonly from: OpportunityShare;
  readonly to: OpportunityShare;
}

class OpportunitySplitter {
  private readonly input: ForecastBridgeInput;
  private readonly oldModel: OldModel;
  private readonly rates: LaterRates;

  constructor(input: ForecastBridgeInput, oldModel: OldModel) {
    this.input = input;
    this.oldModel = oldModel;
    this.rates = laterRatesOf(input.before.table, input.afterTable, input.question);
  }

  split(pair: Pair, add: Add): void {
    const { opportunity, earlier, from, to } = pair;
    const booked = this.rates.bookedOf(earlier, from);
    if (from.status === "open" && to.status === "open") {
      add("restated", opportunity, booked, to.booked);
      this.splitOpen(pair, booked, add);
      return;
    }
    const atRates = booked + this.expectedAtRates(pair);
    add("ratesChanged", opportunity, from.booked + from.expected, atRates);
    add(endKind(from, to), opportunity, atRates, to.booked + to.expected);
  }

  /** What was expected of one that is open no longer, with its amount at the rates of its close. */
  private expectedAtRates({ opportunity, from, to }: Pair): number {
    const { open } = from;
    if (open === undefined) return from.expected;
    const known = this.rates.knownAmountOf(open, opportunity, to);
    const isSame = Object.is(known, open.item.knownAmount);
    return isSame ? from.expected : open.winProbability * this.oldModel.amountIfWon(open.item.stage, known);
  }

  /** What stays open: time, stage, rates, amount, model, each step from where the one before ended. */
  private splitOpen({ opportunity, from, to }: Pair, bookedAtRates: number, add: Add): void {
    const [before, after] = [from.open!, to.open!];
    const { view } = this.input.afterTable;
    const known = this.rates.knownAmountOf(before, opportunity, to);
    const chance = this.oldModel.chanceHadItStayed(before);
    const stayed = chance * before.amountIfWon;
    const opinion = this.oldModel.now(before, after, view.openStages[after.item.stage]!, known);
    const moved = opinion === undefined ? stayed : opinion.winProbability * opinion.amountBefore;
    const atRates =
      opinion === undefined
        ? chance * this.oldModel.amountIfWon(before.item.stage, known)
        : opinion.winProbability * opinion.amountAtRates;
    const resized = opinion === undefined ? atRates : opinion.winProbability * opinion.amountNow;
    const closeMove = this.input.closeMoveOf?.(opportunity);
    if (closeMove === undefined) {
      add("timePassed", opportunity, from.expected, stayed);
      add("stageMoved", opportunity, stayed, moved);
    } else add(closeMove === "out" ? "slipped" : "pulledIn", opportunity, from.expected, moved);
    // What is still booked of a win taken back follows the rates as well.
    add("ratesChanged", opportunity, from.booked + moved, bookedAtRates + atRates);
    add("amountChanged", opportunity, atRates, resized);
    add("modelRefit", opportunity, resized, to.expected);
  }
}

function endKind(from: OpportunityShare, to: OpportunityShare): ForecastTermKind {
  if (from.status === "unknown") return "created";
  if (from.status === "won") return to.status === "won" ? "restated" : "takenBack";
  if (from.status === to.status) return "restated";
  if (to.status === "lost" || to.status === "removed") return to.status;
  if (from.status !== "open") return "reopened";
  return to.status === "won" ? "won" : "restated";
}
