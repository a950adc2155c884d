import type { BacktestReply } from "../../contracts/backtest.ts";
import { reliabilityColumns } from "../figures/opportunity-scores.ts";
import { columnWidth } from "./column-width.ts";
import type { Paint } from "./paint.ts";
import { tableLines } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

type Curve = NonNullable<BacktestReply["opportunityScores"]>["curve"];

const NARROWEST_TRACK = 16;
const WIDEST_TRACK = 51;
const GAP = 2;

/** The reliability curve: each group of probabilities with the share that was won, in figures and on a track. */
export function reliabilityLines(curve: Curve, columnCount: number, paint: Paint): string[] {
  const columns = reliabilityColumns(curve);
  const taken = columns.reduce((sum, column) => sum + columnWidth(column) + GAP, 0);
  const trackWidth = Math.min(WIDEST_TRACK, columnCount - taken);
  if (trackWidth < NARROWEST_TRACK) return tableLines(columns, columnCount, paint);
  const track = {
    header: `0 %${"100 %".padStart(trackWidth - 3)}`,
    cells: curve.map((group) => trackOf(group, trackWidth)),
    align: "left" as const,
  };
  return [
    ...tableLines([...columns, track], columnCount, paint),
    ...wrapText("● won, ├┤ its 95 % interval, ○ as forecast", columnCount).map(paint.faint),
  ];
}

function trackOf({ meanProbability, share, low, high }: Curve[number], width: number): string {
  const at = (probability: number) => Math.round(probability * (width - 1));
  const cells: string[] = Array.from({ length: width }, (_, column) =>
    column > at(low) && column < at(high) ? "─" : "·",
  );
  cells[at(low)] = "├";
  cells[at(high)] = "┤";
  cells[at(meanProbability)] = "○";
  cells[at(share)] = "●";
  return cells.join("");
}
