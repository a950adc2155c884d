import { ChangesTeamView } from "../../contracts/api/changes-view.ts";
import type { ChangesReply, GroupChange, PlainBar } from "../../contracts/changes.ts";
import { AppFailure } from "../../contracts/failure.ts";
import { MoneyDecimal } from "../../core/base/money.ts";
import { seesOwner, type Sight } from "../access/sight.ts";
import { hidesColumn, type ColumnFacts } from "./cut-columns.ts";
import { ownerCutOf } from "./owner-cut.ts";

type Pipeline = NonNullable<ChangesReply["pipeline"]>;

/**
 * What changed for the owners of a sight: each owner's bridge adds up, and so does their sum.
 * @throws {AppFailure} denied where the comparison is of forecasts, or not cut by owner
 */
export function showTeamChanges(reply: ChangesReply, sight: Sight, facts: ColumnFacts): ChangesTeamView {
  const { request, pipeline } = reply;
  if (pipeline === null) {
    throw new AppFailure(
      "denied",
      "Cannot show this to this key: what changed in a forecast is known for the company alone; ask for changes without forecast, or for two forecasts",
    );
  }
  const ownerColumn = ownerCutOf(request.ownerColumn, facts);
  const hidesSegment = hidesColumn(sight, facts, request.segmentColumn);
  const isSeen = ({ owner }: { readonly owner: string | null }): boolean => seesOwner(sight, owner);
  const cut = <Row extends { segment: string | null; owner: string | null }>(rows: readonly Row[]): Row[] =>
    rows.filter(isSeen).map((row) => ({ ...row, segment: hidesSegment ? null : row.segment }));
  const groups = pipeline.groups.filter(
    ({ dimension, name }) => dimension === ownerColumn && seesOwner(sight, name),
  );
  return ChangesTeamView.parse({
    ...reply,
    view: "team",
    pipeline: {
      start: endOf(groups.map(({ start }) => start)),
      end: endOf(groups.map(({ end }) => end)),
      bars: barsOf(groups, pipeline).map((bar) => ({
        ...bar,
        opportunities: cut(pipeline.bars.find(({ kind }) => kind === bar.kind)?.opportunities ?? []),
      })),
      residual: sumOf(groups.map(({ residual }) => residual)),
      roundTrips: cut(pipeline.roundTrips),
      slippage: null,
      closeDateMoves: null,
      groups,
    },
    conventions: [
      ...reply.conventions,
      "Only of the owners that this key sees: what passed from one owner to another is From and To other groups; what two of these owners passed between them is in both, and cancels out",
    ],
    sources: [],
    warnings: [],
  } satisfies ChangesTeamView);
}

/** Bars of all groups together, in the order of the company's. */
function barsOf(groups: readonly GroupChange[], { bars }: Pipeline): PlainBar[] {
  const sums = new Map<PlainBar["kind"], PlainBar>(
    bars.map(({ kind }) => [kind, { kind, count: 0, change: "0" }]),
  );
  for (const { kind, count, change } of groups.flatMap((group) => group.bars)) {
    const before = sums.get(kind) ?? { kind, count: 0, change: "0" };
    sums.set(kind, { kind, count: before.count + count, change: sumOf([before.change, change]) });
  }
  return [...sums.values()];
}

function endOf(ends: readonly Pipeline["start"][]): Pipeline["start"] {
  return {
    count: ends.reduce((sum, { count }) => sum + count, 0),
    amount: sumOf(ends.map(({ amount }) => amount)),
    unknownAmountCount: ends.reduce((sum, { unknownAmountCount }) => sum + unknownAmountCount, 0),
  };
}

/** An exact sum, with as many decimals as the part that has most. */
function sumOf(amounts: readonly string[]): string {
  const decimals = Math.max(0, ...amounts.map((amount) => amount.split(".")[1]?.length ?? 0));
  const sum = amounts.reduce((total, amount) => total.plus(amount), new MoneyDecimal(0));
  return sum.toFixed(decimals);
}
