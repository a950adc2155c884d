import type { ScenarioReport } from "../../contracts/investment.ts";
import type { Chart } from "./chart-svg.ts";
import { monthAxis } from "./month-axis.ts";
import { LIGHT } from "./palette.ts";
import { shareAxis } from "./percent-axis.ts";

/**
 * The chance to be paid back for good by the end of each month, plain and discounted.
 * @returns undefined for a case without months
 */
export function paybackChart({ figures }: ScenarioReport, isNarrow: boolean): Chart | undefined {
  const { chanceByMonth } = figures.payback;
  const discounted = figures.discountedPayback.chanceByMonth;
  if (chanceByMonth.length < 2) return undefined;
  const last = chanceByMonth.length - 1;
  return {
    x: monthAxis(last, String, isNarrow ? 6 : 12),
    y: shareAxis(true, 4),
    margin: { top: 10, right: 26, bottom: 26, left: 60 },
    shapes: (pointOf) => [
      {
        kind: "area",
        points: [
          pointOf(0, 0),
          ...chanceByMonth.map((chance, month) => pointOf(month, chance)),
          pointOf(last, 0),
        ],
        fill: LIGHT.range80,
      },
      { kind: "line", points: discounted.map((chance, month) => pointOf(month, chance)), stroke: LIGHT.muted, width: 2, dashed: true }, // prettier-ignore
    ],
  };
}
