import type { Outcome } from "../base/outcome.ts";
import { closedIn } from "./closed-in.ts";
import { durationFigures, type DurationFigures } from "./duration-measures.ts";
import type { KpiDefinition, KpiInterval, KpiRival, KpiWindow, Measurement } from "./kpi-record.ts";
import { OUTCOME, type OpportunityLives } from "./opportunity-lives.ts";
import { PartCollector } from "./part-collector.ts";
import { rival } from "./ratio.ts";

const NONE_WON = "nothing was won in the period";

/** Days from the creation to the win: median, mean, and how far the middle half is apart. */
export function salesCycleKpis(lives: OpportunityLives): KpiDefinition[] {
  const shared = { stage: null, unit: "days", direction: "lower", department: "sales" } as const;
  return [
    {
      ...shared,
      id: "sales_cycle_median",
      name: "Sales cycle, median",
      kind: "other",
      convention: "Median days from the creation to the win, of what was won in the period",
      measure: (window) => cycle(lives, window, "median"),
    },
    {
      ...shared,
      id: "sales_cycle_mean",
      name: "Sales cycle, mean",
      kind: "ratio",
      convention: "Mean days from the creation to the win, of what was won in the period",
      measure: (window) => cycle(lives, window, "mean"),
    },
    {
      ...shared,
      id: "sales_cycle_iqr",
      name: "Sales cycle, IQR",
      kind: "other",
      convention: "Days between the quartiles of the sales cycle, of what was won in the period",
      measure: (window) => cycle(lives, window, "spread"),
    },
  ];
}

function cycle(
  lives: OpportunityLives,
  window: KpiWindow,
  figure: "median" | "mean" | "spread",
): Measurement {
  const won = closedIn(lives, window, [OUTCOME.won]);
  const cycleOf = (opportunity: number): number =>
    lives.closedOn[opportunity]! - lives.createdOn[opportunity]!;
  const figures = durationFigures(won.map(cycleOf), NONE_WON);
  const days = new PartCollector(lives.view, window);
  for (const opportunity of won) days.add(opportunity, lives.lastState[opportunity]!, cycleOf(opportunity));
  return {
    value: valueOf(figures, figure),
    numerator: figure === "mean" ? days.part("days of all won", "days") : null,
    denominator: days.countPart("won"),
    sampleSize: won.length,
    unknownCount: 0,
    interval: intervalOf(figures, figure),
    rivals:
      figure === "spread" ? quartileRivals(figures) : otherCycles(lives, window, figure, cycleOf, figures),
  };
}

function valueOf(figures: DurationFigures, figure: "median" | "mean" | "spread"): Outcome<number> {
  if (figure !== "spread") return figures[figure];
  const { quartile1, quartile3 } = figures;
  return quartile1.ok && quartile3.ok ? { ok: true, value: quartile3.value - quartile1.value } : quartile1;
}

function intervalOf(figures: DurationFigures, figure: "median" | "mean" | "spread"): KpiInterval | null {
  if (figure === "spread") return null;
  return figure === "median" ? figures.medianInterval : figures.meanInterval;
}

function quartileRivals({ quartile1, quartile3 }: DurationFigures): KpiRival[] {
  return [
    rival("first quartile", "A quarter of the wins was quicker", "days", quartile1),
    rival("third quartile", "A quarter of the wins took longer", "days", quartile3),
  ];
}

function otherCycles(
  lives: OpportunityLives,
  window: KpiWindow,
  figure: "median" | "mean",
  cycleOf: (opportunity: number) => number,
  won: DurationFigures,
): KpiRival[] {
  const closed = durationFigures(
    closedIn(lives, window, [OUTCOME.won, OUTCOME.lost]).map(cycleOf),
    "nothing was won or lost in the period",
  );
  const other = figure === "median" ? "mean" : "median";
  const interval = (figures: DurationFigures) => intervalOf(figures, figure);
  return [
    rival("all closed", `The ${figure} over what was won or lost`, "days", closed[figure], interval(closed)),
    rival(other, `The ${other} over what was won`, "days", won[other], intervalOf(won, other)),
  ];
}
