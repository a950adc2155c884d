import { found, missing } from "../base/outcome.ts";
import { closedIn, createdIn } from "./closed-in.ts";
import { meanInterval } from "./duration-measures.ts";
import type { KpiDefinition, KpiPart, KpiRival, KpiWindow, Measurement } from "./kpi-record.ts";
import { openOn } from "./open-on.ts";
import { OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";
import { PartCollector } from "./part-collector.ts";
import { selectQuantiles } from "../maths/select-quantiles.ts";
import { rival } from "./ratio.ts";

/** What came into the pipeline, what was won from it, and what is in it. */
export function pipelineFlowKpis(lives: OpportunityLives): KpiDefinition[] {
  const sales = { stage: null, direction: "higher", department: "sales", kind: "sum" } as const;
  const marketing = { ...sales, department: "marketing" } as const;
  return [
    {
      ...sales,
      id: "won_amount",
      name: "Won amount",
      unit: "money",
      convention: "Amounts of what was won in the period and still is, by the day of the win",
      measure: (window) => won(lives, window, "money"),
    },
    {
      ...sales,
      id: "won_count",
      name: "Won opportunities",
      unit: "count",
      convention: "What was won in the period and still is, by the day of the win",
      measure: (window) => won(lives, window, "count"),
    },
    {
      ...sales,
      id: "average_won_amount",
      name: "Average won amount",
      unit: "money",
      kind: "ratio",
      convention: "Won amount over the won opportunities whose amount is known",
      measure: (window) => averageWon(lives, window),
    },
    {
      ...marketing,
      id: "created_count",
      name: "Created opportunities",
      unit: "count",
      convention: "Opportunities whose first recorded day lies in the period, those created closed included",
      measure: (window) => created(lives, window, "count"),
    },
    {
      ...marketing,
      id: "created_amount",
      name: "Created amount",
      unit: "money",
      convention: "First known amounts of the opportunities created in the period",
      measure: (window) => created(lives, window, "money"),
    },
    {
      ...sales,
      id: "open_pipeline",
      name: "Open pipeline",
      unit: "money",
      convention:
        "Amounts of all opportunities open at the end of the period, whenever they are expected to close",
      measure: (window) => openPipeline(lives, window),
    },
  ];
}

/** The measurement of a sum, with its own count as a rival where it is money. */
function sumOf(part: KpiPart, unknownCount: number, rivals: readonly KpiRival[] = []): Measurement {
  return {
    value: found(part.value),
    numerator: part,
    denominator: null,
    sampleSize: part.rows.count,
    unknownCount,
    interval: null,
    rivals,
  };
}

function won(lives: OpportunityLives, window: KpiWindow, unit: "money" | "count"): Measurement {
  const part = new PartCollector(lives.view, window);
  let unknown = 0;
  for (const opportunity of closedIn(lives, window, [OUTCOME.won])) {
    const amount = lives.amount[opportunity]!;
    if (Number.isNaN(amount)) unknown++;
    part.add(opportunity, lives.lastState[opportunity]!, unit === "count" ? 1 : amount || 0);
  }
  return sumOf(part.part(unit === "money" ? "won amount" : "won", unit), unit === "money" ? unknown : 0);
}

function averageWon(lives: OpportunityLives, window: KpiWindow): Measurement {
  const wins = closedIn(lives, window, [OUTCOME.won]);
  const known = wins.filter((opportunity) => !Number.isNaN(lives.amount[opportunity]!));
  const part = new PartCollector(lives.view, window);
  for (const opportunity of known)
    part.add(opportunity, lives.lastState[opportunity]!, lives.amount[opportunity]);
  const amounts = Float64Array.from(known, (opportunity) => lives.amount[opportunity]!);
  const nothing = missing("nothing of known amount was won in the period");
  return {
    value: known.length === 0 ? nothing : found(part.value / known.length),
    numerator: part.part("won amount", "money"),
    denominator: part.countPart("won of known amount"),
    sampleSize: known.length,
    unknownCount: wins.length - known.length,
    interval: known.length === 0 ? null : meanInterval(amounts, part.value / known.length),
    rivals: [
      rival(
        "median",
        "Median of the won amounts",
        "money",
        known.length === 0 ? nothing : found(selectQuantiles(amounts, [0.5])[0]!),
      ),
      rival(
        "unknown as 0",
        "Won amount over all won opportunities",
        "money",
        wins.length === 0 ? nothing : found(part.value / wins.length),
      ),
    ],
  };
}

function created(lives: OpportunityLives, window: KpiWindow, unit: "money" | "count"): Measurement {
  const { view } = lives;
  const part = new PartCollector(view, window);
  let unknown = 0;
  let bornOpen = 0;
  for (const opportunity of createdIn(lives, window)) {
    const state = view.stateStart[opportunity]!;
    if (view.stateStage[state]! < view.wonCode) bornOpen++;
    let first = state;
    const end = view.stateStart[opportunity + 1]! - 1;
    while (first < end && Number.isNaN(view.stateAmount[first]!)) first++;
    if (Number.isNaN(view.stateAmount[first]!)) unknown++;
    part.add(opportunity, state, unit === "count" ? 1 : view.stateAmount[first]! || 0);
  }
  if (unit === "money") return sumOf(part.part("created amount", "money"), unknown);
  const open = rival(
    "open at creation",
    "Only what was open at the end of its first day",
    "count",
    found(bornOpen),
  );
  return sumOf(part.part("created"), 0, [open]);
}

function openPipeline(lives: OpportunityLives, window: KpiWindow): Measurement {
  const { view, expectedCloseOf } = lives;
  const part = new PartCollector(view, window);
  let unknown = 0;
  let inPeriod = 0;
  for (const { opportunity, state, amount } of openOn(lives, window, window.to)) {
    if (Number.isNaN(amount)) unknown++;
    part.add(opportunity, state, amount || 0);
    if (expectedCloseOf !== undefined && expectedCloseOf(state) <= window.periodEnd) inPeriod += amount || 0;
  }
  return sumOf(part.part("open amount", "money"), unknown, [
    rival("by count", "Opportunities open at the end of the period", "count", found(part.count)),
    rival(
      "expected in period",
      "Only those expected to close by the end of the period",
      "money",
      expectedCloseOf === undefined ? missing("no column holds expected close dates") : found(inPeriod),
    ),
  ]);
}
