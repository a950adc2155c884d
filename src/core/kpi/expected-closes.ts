import { found } from "../base/outcome.ts";
import { isKept, outcomeBy } from "./closed-in.ts";
import type { KpiDefinition, KpiWindow, Measurement } from "./kpi-record.ts";
import { stateOn } from "../pipeline/pipeline-view.ts";
import { openOn } from "./open-on.ts";
import { OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";
import { PartCollector } from "./part-collector.ts";
import { ratioOf, rival, shareInterval } from "./ratio.ts";
import { unavailable } from "./unavailable.ts";

const NO_COLUMN = "no column holds expected close dates as ISO days";

/** What became of the expected closes of the period, and how often they were put off. */
export function expectedCloseKpis(lives: OpportunityLives): KpiDefinition[] {
  const shared = { stage: null, direction: "lower", department: "sales" } as const;
  return [
    {
      ...shared,
      id: "slippage_rate",
      name: "Slippage rate",
      unit: "share",
      kind: "ratio",
      convention:
        "Of what was open and expected to close in the period on the day before it began, the share that is neither won nor lost nor removed and has moved out of the period or outlived it",
      measure: (window) => slippage(lives, window),
    },
    {
      ...shared,
      id: "push_count",
      name: "Close date pushes",
      unit: "ratio",
      kind: "ratio",
      convention:
        "Moves of the expected close to any later day in the period, per opportunity that was open with an expected close in it",
      measure: (window) => pushes(lives, window),
    },
    {
      ...shared,
      id: "pull_in_share",
      name: "Pulled in",
      direction: "neutral",
      unit: "share",
      kind: "ratio",
      convention:
        "Of what was open on the day before the period and expected after it, the share whose expected close was moved into it while open, or that was won in it",
      measure: (window) => pullIns(lives, window),
    },
  ];
}

function slippage(lives: OpportunityLives, window: KpiWindow): Measurement {
  const { view, expectedCloseOf } = lives;
  if (expectedCloseOf === undefined) return unavailable(NO_COLUMN);
  const expected = new PartCollector(view, window);
  const slipped = new PartCollector(view, window);
  const isOver = window.to >= window.periodEnd;
  const amounts = { expected: 0, slipped: 0, movedOut: 0 };
  const counts = { notWon: 0, movedOut: 0 };
  for (const { opportunity, state, amount } of openOn(lives, window, window.from - 1)) {
    const due = expectedCloseOf(state);
    if (!(due >= window.from && due <= window.periodEnd)) continue;
    expected.add(opportunity, state);
    amounts.expected += amount || 0;
    const outcome = outcomeBy(lives, opportunity, window.to);
    if (outcome !== OUTCOME.won) counts.notWon++;
    if (outcome !== OUTCOME.open) continue;
    const later = stateOn(view, opportunity, window.to);
    const hasMovedOut = expectedCloseOf(later) > window.periodEnd;
    if (hasMovedOut) counts.movedOut++;
    if (hasMovedOut) amounts.movedOut += amount || 0;
    if (!hasMovedOut && !isOver) continue;
    slipped.add(opportunity, later);
    amounts.slipped += amount || 0;
  }
  const reason = "nothing was expected to close in the period on the day before it";
  const byCount = (part: number) => ratioOf(part, expected.count, reason);
  const byValue = (part: number) => ratioOf(part, amounts.expected, reason);
  return {
    value: byCount(slipped.count),
    numerator: slipped.part("slipped"),
    denominator: expected.part("expected in the period the day before it"),
    sampleSize: expected.count,
    unknownCount: 0,
    interval: shareInterval(slipped.count, expected.count),
    rivals: [
      rival(
        "by value",
        "The same, weighted with the amounts of the day before the period",
        "share",
        byValue(amounts.slipped),
      ),
      rival(
        "not won",
        "Everything that was not won in the period, lost ones and late wins included",
        "share",
        byCount(counts.notWon),
        shareInterval(counts.notWon, expected.count),
      ),
      rival(
        "date moved out",
        "Only those whose expected close lies after the period now",
        "share",
        byCount(counts.movedOut),
        shareInterval(counts.movedOut, expected.count),
      ),
      rival(
        "value moved out",
        "Amount whose expected close lies after the period now",
        "share",
        byValue(amounts.movedOut),
      ),
    ],
  };
}

function pushes(lives: OpportunityLives, window: KpiWindow): Measurement {
  const { view, expectedCloseOf } = lives;
  if (expectedCloseOf === undefined) return unavailable(NO_COLUMN);
  const moved = new PartCollector(view, window);
  const open = new PartCollector(view, window);
  let overPeriodEnd = 0;
  let edits = 0;
  for (let opportunity = 0; opportunity < lives.count; opportunity++) {
    if (!isKept(window, opportunity)) continue;
    if (lives.createdOn[opportunity]! > window.to || lives.closedOn[opportunity]! < window.from) continue;
    const own = pushesOf(lives, opportunity, window, expectedCloseOf);
    if (!own.isOpen) continue;
    open.add(opportunity, lives.lastState[opportunity]!);
    if (own.later > 0) moved.add(opportunity, lives.lastState[opportunity]!, own.later);
    overPeriodEnd += own.overPeriodEnd;
    edits += own.edits;
  }
  const reason = "nothing was open with an expected close in the period";
  return {
    value: ratioOf(moved.value, open.count, reason),
    numerator: moved.part("moves to a later day"),
    denominator: open.part("open with an expected close"),
    sampleSize: open.count,
    unknownCount: 0,
    interval: null,
    rivals: [
      rival(
        "out of the period",
        "Only moves from a day in the period to one after it",
        "ratio",
        ratioOf(overPeriodEnd, open.count, reason),
      ),
      rival(
        "any change",
        "Every change of the expected close, earlier ones too",
        "ratio",
        ratioOf(edits, open.count, reason),
      ),
      rival(
        "pushed at all",
        "Share of the opportunities that were pushed at least once",
        "share",
        ratioOf(moved.count, open.count, reason),
        shareInterval(moved.count, open.count),
      ),
    ],
  };
}

function pushesOf(
  lives: OpportunityLives,
  opportunity: number,
  window: KpiWindow,
  expectedCloseOf: (state: number) => number,
): { isOpen: boolean; later: number; overPeriodEnd: number; edits: number } {
  const { view } = lives;
  const figures = { isOpen: false, later: 0, overPeriodEnd: 0, edits: 0 };
  const end = view.stateStart[opportunity + 1]!;
  for (
    let state = view.stateStart[opportunity]!;
    state < end && view.stateDay[state]! <= window.to;
    state++
  ) {
    if (view.stateStage[state]! >= view.wonCode) continue;
    const lastsUntil = state + 1 < end ? view.stateDay[state + 1]! : Infinity;
    const due = expectedCloseOf(state);
    if (lastsUntil > window.from && !Number.isNaN(due)) figures.isOpen = true;
    if (state === view.stateStart[opportunity] || view.stateDay[state]! < window.from) continue;
    const before = expectedCloseOf(state - 1);
    if (Number.isNaN(before) || Number.isNaN(due) || before === due) continue;
    figures.edits++;
    if (due > before) figures.later++;
    if (before <= window.periodEnd && before >= window.from && due > window.periodEnd)
      figures.overPeriodEnd++;
  }
  return figures;
}

function pullIns(lives: OpportunityLives, window: KpiWindow): Measurement {
  const { view, expectedCloseOf } = lives;
  if (expectedCloseOf === undefined) return unavailable(NO_COLUMN);
  const after = new PartCollector(view, window);
  const pulled = new PartCollector(view, window);
  let wonEarly = 0;
  for (const { opportunity, state } of openOn(lives, window, window.from - 1)) {
    if (!(expectedCloseOf(state) > window.periodEnd)) continue;
    after.add(opportunity, state);
    const outcome = outcomeBy(lives, opportunity, window.to);
    const later = stateOn(view, opportunity, window.to);
    if (outcome === OUTCOME.won) wonEarly++;
    const isMovedIn = outcome === OUTCOME.open && expectedCloseOf(later) <= window.periodEnd;
    if (outcome === OUTCOME.won || isMovedIn) pulled.add(opportunity, later);
  }
  const reason = "nothing was expected after the period on the day before it";
  return {
    value: ratioOf(pulled.count, after.count, reason),
    numerator: pulled.part("pulled into the period, or won in it"),
    denominator: after.part("expected after the period"),
    sampleSize: after.count,
    unknownCount: 0,
    interval: shareInterval(pulled.count, after.count),
    rivals: [rival("won early", "Of these, those that were won in the period", "count", found(wonEarly))],
  };
}
