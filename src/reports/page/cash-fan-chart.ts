import type { ScenarioReport } from "../../contracts/investment.ts";
import type { Chart, PointOf, Shape } from "./chart-svg.ts";
import { monthAxis } from "./month-axis.ts";
import { moneyAxis } from "./nice-axis.ts";
import { LIGHT } from "./palette.ts";

const BANDS = [
  ["0.05", "0.95", LIGHT.range95],
  ["0.25", "0.75", LIGHT.range50],
] as const;

/** The cumulative line of the ledger case, in months; undefined where the case has none. */
export function ledgerCumulative({ lines, cumulativeFan }: ScenarioReport): readonly string[] | undefined {
  const monthly = lines.find(({ kind }) => kind === "cumulative")?.monthly;
  return monthly?.length === cumulativeFan.length ? monthly : undefined;
}

/**
 * The cumulative net cash flow month by month: its ranges over the draws, the ledger case and when it is paid back.
 * @returns undefined for a case in which no money moves
 */
export function cashFanChart(scenario: ScenarioReport, isNarrow: boolean): Chart | undefined {
  const { cumulativeFan: fan } = scenario;
  const ledger = ledgerCumulative(scenario)?.map(Number) ?? fan.map((month) => Number(month["0.5"]));
  const amounts = [0, ...ledger, ...fan.flatMap((month) => [Number(month["0.05"]), Number(month["0.95"])])];
  const [lowest, highest] = [Math.min(...amounts), Math.max(...amounts)];
  if (fan.length < 2 || lowest === highest) return undefined;
  const y = moneyAxis(lowest, highest, isNarrow ? 4 : 5, true);
  const x = monthAxis(fan.length - 1, String, isNarrow ? 6 : 12);
  const paidBack = scenario.figures.payback.months;
  return {
    x,
    y,
    margin: { top: 24, right: 26, bottom: 26, left: 60 },
    shapes: (pointOf) => [
      ...BANDS.map(([low, high, fill]): Shape => ({
        kind: "area",
        points: [
          ...fan.map((month, index) => pointOf(index, Number(month[low]))),
          ...fan.map((month, index) => pointOf(index, Number(month[high]))).toReversed(),
        ],
        fill,
      })),
      { kind: "line", points: [pointOf(x.min, 0), pointOf(x.max, 0)], stroke: LIGHT.muted, width: 1 },
      { kind: "line", points: ledger.map((amount, index) => pointOf(index, amount)), stroke: LIGHT.ink, width: 2 }, // prettier-ignore
      ...(paidBack === null || paidBack >= fan.length ? [] : paybackMark(paidBack, [y.min, y.max], pointOf)),
    ],
  };
}

function paybackMark(months: number, [low, high]: readonly [number, number], pointOf: PointOf): Shape[] {
  const [left, top] = pointOf(months, high);
  const isLeft = left < 200;
  const text = `paid back, month ${Number(months.toFixed(1))}`;
  return [
    { kind: "line", points: [pointOf(months, low), [left, top - 6]], stroke: LIGHT.accent, width: 2, dashed: true }, // prettier-ignore
    {
      kind: "text",
      at: [left + (isLeft ? 6 : -6), top - 12],
      text,
      fill: LIGHT.accent,
      align: isLeft ? "left" : "right",
    },
  ];
}
