import type { ChangesRequest, ForecastChanges, PipelineChanges } from "../contracts/changes.ts";
import { isoFromDay } from "../core/base/day.ts";
import { decimalFromMinorUnits } from "../core/base/money.ts";
import type { ForecastBridge, ForecastMove } from "../core/forecast/forecast-bridge.ts";
import { forecastGroupBridges } from "../core/forecast/forecast-group-bridges.ts";
import type { ForecastSide } from "../core/forecast/forecast-side.ts";
import { signOf } from "../core/kpi/bridge-kind.ts";
import { closeDateMoves, slippageOf } from "../core/kpi/close-date-moves.ts";
import { groupBridges } from "../core/kpi/group-bridges.ts";
import type { BridgeMove, OpportunityChange } from "../core/kpi/opportunity-change.ts";
import type { BridgeBar, BridgeEnd, PipelineBridge } from "../core/kpi/pipeline-bridge.ts";
import type { AttributeColumn } from "../core/pipeline/change-log.ts";
import { attributeOf, type PipelineView } from "../core/pipeline/pipeline-view.ts";

type Money = (minorUnits: number) => string;

/** A bridge of the pipeline as the contract has it: the largest opportunities of each bar first. */
export function presentPipeline(bridge: PipelineBridge, request: ChangesRequest): PipelineChanges {
  const { views, reader, changes } = bridge;
  const view = views.after;
  const money: Money = (amount) => decimalFromMinorUnits(amount, view.minorDigits);
  const cuts = cutsOf(view, request);
  const closeDayOf = (of: PipelineView, state: number): string | null => {
    const day = reader.closeDayOf(of, state);
    return day === undefined ? null : isoFromDay(day);
  };
  const entryOf = (change: OpportunityChange, move: BridgeMove) => {
    const { stateBefore, stateAfter } = change;
    return {
      id: change.opportunityId,
      change: money(signOf(move.kind) * move.amount),
      before: change.before,
      after: change.after,
      stageBefore: stateBefore < 0 ? null : reader.stageNameOf(views.before!, stateBefore),
      stageAfter: reader.stageNameOf(view, stateAfter),
      closeDateBefore: stateBefore < 0 ? null : closeDayOf(views.before!, stateBefore),
      closeDateAfter: closeDayOf(view, stateAfter),
      ...cuts(stateAfter),
      cameAndWent: change.cameAndWent,
      source: sourceOf(view, move.row),
    };
  };
  const moves = changes.flatMap((change) => change.moves.map((move) => ({ change, move })));
  moves.sort((a, b) => b.move.amount - a.move.amount);
  const end = ({ count, amount, unknownAmountCount }: BridgeEnd) => ({
    count,
    amount: money(amount),
    unknownAmountCount,
  });
  return {
    start: end(bridge.start),
    end: end(bridge.end),
    bars: bridge.bars.map((bar) => ({
      ...barOf(bar, money),
      opportunities: moves
        .filter(({ move }) => move.kind === bar.kind)
        .map(({ change, move }) => entryOf(change, move)),
    })),
    residual: money(bridge.residual),
    roundTrips: changes.flatMap((change) => {
      const { roundTrip, stateAfter, opportunityId: id } = change;
      if (roundTrip === undefined) return [];
      const { segment, owner } = cuts(stateAfter);
      return {
        id,
        amount: money(change.amountAfter),
        isMember: change.before === "in",
        via: roundTrip.via,
        segment,
        owner,
        source: sourceOf(view, roundTrip.row),
      };
    }),
    slippage: request.period === null ? null : presentSlippage(bridge, money),
    closeDateMoves: request.closeDateColumn === null ? null : presentCloseDateMoves(bridge),
    groups: cutColumns(view, request).flatMap((attribute) =>
      groupBridges(bridge, attribute).map((group) => ({
        dimension: attribute.name,
        name: group.name,
        start: end(group.start),
        end: end(group.end),
        bars: group.bars.map((bar) => barOf(bar, money)),
        residual: money(group.residual),
      })),
    ),
  };
}

/** The columns that the bridge is cut by: segment, then owner. */
function cutColumns(view: PipelineView, request: ChangesRequest): AttributeColumn[] {
  const names = new Set([request.segmentColumn, request.ownerColumn]);
  return [...names].flatMap((name) => view.attributes.find((column) => column.name === name) ?? []);
}

function barOf({ kind, count, amount }: BridgeBar, money: Money) {
  return { kind, count, change: money(signOf(kind) * amount) };
}

function presentSlippage(bridge: PipelineBridge, money: Money): PipelineChanges["slippage"] {
  const { expectedAmount, slippedAmount, notWonAmount, ...counts } = slippageOf(bridge);
  const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
  return {
    ...counts,
    expectedAmount: money(expectedAmount),
    slippedAmount: money(slippedAmount),
    notWonAmount: money(notWonAmount),
    rateByCount: share(counts.slippedCount, counts.expectedCount),
    rateByAmount: share(slippedAmount, expectedAmount),
  };
}

function presentCloseDateMoves(bridge: PipelineBridge): PipelineChanges["closeDateMoves"] {
  const { pushedDays, pulledDays, ...counts } = closeDateMoves(bridge);
  return {
    ...counts,
    meanPushDays: counts.pushCount > 0 ? pushedDays / counts.pushCount : null,
    meanPullDays: counts.pullCount > 0 ? pulledDays / counts.pullCount : null,
  };
}

/** A bridge of the forecast as the contract has it. */
export function presentForecastChanges(
  bridge: ForecastBridge,
  views: { readonly before: PipelineView; readonly after: PipelineView },
  request: ChangesRequest,
): ForecastChanges {
  const { start, end, terms } = bridge;
  const view = views.after;
  const money: Money = (amount) => decimalFromMinorUnits(amount, view.minorDigits);
  const cuts = cutsOf(view, request);
  const stateBefore = statesById(views.before);
  const side = (of: ForecastSide) => ({
    total: money(of.total),
    booked: money(of.booked),
    open: money(of.open),
    newBusiness: money(of.fresh),
    calibration: money(of.calibration),
    commonFactor: money(of.commonFactor),
  });
  const opportunityOf = (move: ForecastMove) => {
    if (move.opportunity === undefined) return [];
    const id = view.opportunityIds[move.opportunity]!;
    const state = view.stateStart[move.opportunity + 1]! - 1;
    const earlier = stateBefore.get(id);
    return {
      id,
      before: money(move.before),
      after: money(move.after),
      change: money(move.after - move.before),
      stageBefore: earlier === undefined ? null : stageNameOf(views.before, earlier),
      stageAfter: stageNameOf(view, state),
      ...cuts(state),
      source: sourceOf(view, view.stateRow[state]!),
    };
  };
  const sizeOf = (move: ForecastMove): number => Math.abs(move.after - move.before);
  const explained = terms.reduce((sum, { change }) => sum + change, 0);
  return {
    start: side(start),
    end: side(end),
    terms: terms.map(({ kind, change, moves }) => ({
      kind,
      count: moves.filter(({ opportunity }) => opportunity !== undefined).length,
      before: money(moves.reduce((sum, move) => sum + move.before, 0)),
      after: money(moves.reduce((sum, move) => sum + move.after, 0)),
      change: money(change),
      opportunities: moves.toSorted((a, b) => sizeOf(b) - sizeOf(a)).flatMap(opportunityOf),
    })),
    residual: money(start.total + explained - end.total),
    groups: cutColumns(view, request).flatMap((attribute) =>
      forecastGroupBridges(bridge, views, attribute).map((group) => ({
        dimension: attribute.name,
        name: group.name,
        start: money(group.start),
        end: money(group.end),
        terms: [...group.terms].map(([kind, change]) => ({ kind, change: money(change) })),
        passedOn: money(group.passedOn),
        residual: money(group.residual),
      })),
    ),
  };
}

function statesById(view: PipelineView): ReadonlyMap<string, number> {
  return new Map(view.opportunityIds.map((id, index) => [id, view.stateStart[index + 1]! - 1]));
}

function stageNameOf(view: PipelineView, state: number): string {
  const stage = view.stateStage[state]!;
  return view.openStages[stage] ?? ["Won", "Lost", "Removed"][stage - view.wonCode]!;
}

function sourceOf(view: PipelineView, row: number) {
  return { file: view.log.files[view.log.rows.file[row]!]!, line: view.log.rows.line[row]! };
}

/** Segment and owner of a state; null where they are not known or not asked for. */
function cutsOf(view: PipelineView, request: ChangesRequest) {
  const column = (name: string | undefined) => view.attributes.find((attribute) => attribute.name === name);
  const [segment, owner] = [column(request.segmentColumn), column(request.ownerColumn)];
  return (state: number) => ({
    segment: segment === undefined ? null : attributeOf(view, segment, state) || null,
    owner: owner === undefined ? null : attributeOf(view, owner, state) || null,
  });
}
