import type { ChangesReply } from "../../contracts/changes.ts";
import { exactMoneyText } from "./exact-money-text.ts";

type BarKind =
  | NonNullable<ChangesReply["pipeline"]>["bars"][number]["kind"]
  | NonNullable<ChangesReply["forecast"]>["terms"][number]["kind"];

const LABELS: Readonly<Record<BarKind, string>> = {
  stageMapIn: "Stages remapped in",
  stageMapOut: "Stages remapped out",
  created: "Created",
  reopened: "Reopened",
  pulledIn: "Pulled in",
  pushedIn: "Pushed in",
  groupIn: "From other groups",
  currencyUp: "Currency gains",
  currencyDown: "Currency losses",
  increased: "Increased",
  decreased: "Decreased",
  groupOut: "To other groups",
  pulledOut: "Pulled out",
  pushedOut: "Pushed out",
  lost: "Lost",
  deleted: "Deleted",
  merged: "Merged",
  won: "Won",
  removed: "Deleted, merged",
  takenBack: "Wins taken back",
  restated: "Restated",
  slipped: "Slipped",
  timePassed: "Time passed",
  stageMoved: "Stage moves",
  ratesChanged: "Exchange rates",
  amountChanged: "Amounts",
  modelRefit: "Model refit",
  newBusiness: "Business to come",
  calibration: "Calibration",
  commonFactor: "Common factor",
  rounding: "Rounding",
};

/** Bars that only the pipeline of a period can have. */
const DATE_MOVES: ReadonlySet<BarKind> = new Set(["pulledIn", "pushedIn", "pulledOut", "pushedOut"]);
/** Bars that only a bridge between two definitions of the stages, or of several currencies, can have. */
const RARE: ReadonlySet<BarKind> = new Set([
  "stageMapIn",
  "stageMapOut",
  "currencyUp",
  "currencyDown",
  "ratesChanged",
]);

/** What a bar is called. */
export function barLabel(kind: BarKind): string {
  return LABELS[kind];
}

/** One row of the waterfall: an end, or what led from one to the other. */
export interface WaterfallRow {
  readonly label: string;
  readonly isEnd: boolean;
  /** "" where nothing is counted. */
  readonly count: string;
  /** In full; a change has its sign. */
  readonly text: string;
  /** Where the bar begins and ends on the scale of amounts; at an end both are the same. */
  readonly from: number;
  readonly to: number;
}

export interface Waterfall {
  readonly rows: readonly WaterfallRow[];
  /** Bars that are left out because nothing is behind them. */
  readonly empty: readonly string[];
}

/** Start, what changed and end, as a terminal and a page show them. */
export function waterfallOf(reply: ChangesReply): Waterfall {
  const { pipeline, forecast } = reply;
  const [start, end] =
    pipeline === null
      ? ([forecast!.start.total, forecast!.end.total] as const)
      : ([pipeline.start.amount, pipeline.end.amount] as const);
  const bars = pipeline?.bars ?? forecast!.terms;
  const shown = bars.filter(({ count, change }) => count > 0 || Number(change) !== 0);
  const textOf = exactMoneyText([start, end, ...shown.map(({ change }) => change)]);
  const signed = (change: string): string => `${Number(change) > 0 ? "+" : ""}${textOf(change)}`;
  const endRow = (label: string, amount: string, count: string): WaterfallRow => {
    return {
      label,
      isEnd: true,
      count,
      text: textOf(amount),
      from: Number(amount),
      to: Number(amount),
    };
  };
  let running = Number(start);
  return {
    rows: [
      endRow(`Start ${reply.from}`, start, pipeline === null ? "" : String(pipeline.start.count)),
      ...shown.map(({ kind, count, change }): WaterfallRow => {
        const from = running;
        running += Number(change);
        const counted = count > 0 ? String(count) : "";
        return { label: LABELS[kind], isEnd: false, count: counted, text: signed(change), from, to: running };
      }),
      endRow(`End ${reply.to}`, end, pipeline === null ? "" : String(pipeline.end.count)),
    ],
    empty: bars
      .filter((bar) => !shown.includes(bar) && !RARE.has(bar.kind))
      .filter(({ kind }) => reply.period !== null || !DATE_MOVES.has(kind))
      .map(({ kind }) => LABELS[kind]),
  };
}
