import type { KpiPacing } from "../../contracts/kpi-sections.ts";
import { dayFromIso, dayOfWeek, type Day } from "../../core/base/day.ts";
import type { Axis, Chart, Shape } from "./chart-svg.ts";
import { haloedDot } from "./marks.ts";
import { moneyAxis } from "./nice-axis.ts";
import { LIGHT } from "./palette.ts";
import { targetLine } from "./target-line.ts";

const SATURDAY = 5;
/** A target higher than this many times the highest amount drawn would squeeze the rest. */
const REACH = 3;

interface Curve {
  readonly from: string;
  readonly to: string;
  readonly cumulative: readonly string[];
}

/**
 * Booked amounts of the period beside past ones, each along the part of its own period that is over: of its days or working days
 * (0 to 1), or its weeks.
 * @param holidays ISO days on which nobody works
 * @returns undefined where nothing was booked in any of them
 */
export function pacingChart(
  pacing: KpiPacing,
  holidays: readonly string[],
  isNarrow: boolean,
): Chart | undefined {
  const off = new Set<number>(holidays.map((day) => dayFromIso(day)!));
  const current = pointsOf({ ...pacing.period, cumulative: pacing.cumulative }, pacing.by, off);
  const past = pacing.past.map((curve) => pointsOf(curve, pacing.by, off));
  const amounts = [current, ...past].flat().map(([, amount]) => amount);
  const [low, high] = [Math.min(0, ...amounts), Math.max(...amounts)];
  if (low === 0 && high === 0) return undefined;
  const wanted = Number(pacing.target ?? 0);
  const target = wanted > 0 && wanted <= REACH * high ? wanted : undefined;
  const last = Math.max(...[current, ...past].flat().map(([x]) => x), 1);
  const y = moneyAxis(low, Math.max(high, target ?? 0), isNarrow ? 4 : 5, true);
  return {
    x: pacing.by === "weeks" ? weekAxis(last, isNarrow) : shareAxis(isNarrow),
    y,
    margin: { top: 12, right: 26, bottom: 26, left: 52 },
    shapes: (pointOf) => {
      const line = (points: Points, stroke: string, width: number): Shape => ({
        kind: "line",
        points: [[0, 0] as const, ...points].map(([x, amount]) => pointOf(x, amount)),
        stroke,
        width,
      });
      const end = current.at(-1)!;
      return [
        ...past.slice(1).map((points) => line(points, LIGHT.range80, 1.5)),
        ...past.slice(0, 1).map((points) => line(points, LIGHT.range50, 2)),
        { kind: "line", points: [pointOf(0, 0), pointOf(last, 0)], stroke: LIGHT.muted, width: 1 },
        ...(target === undefined
          ? []
          : targetLine(target, { left: pointOf(0, target), right: pointOf(last, target), textBelow: 12 })),
        line(current, LIGHT.ink, 3),
        ...haloedDot(pointOf(end[0], end[1]), 4),
      ];
    },
  };
}

type Points = readonly (readonly [number, number])[];

function pointsOf({ from, to, cumulative }: Curve, by: KpiPacing["by"], off: ReadonlySet<number>): Points {
  const [first, last] = [dayFromIso(from)!, dayFromIso(to)!];
  const counts = (day: number): boolean =>
    by !== "workdays" || (dayOfWeek(day as Day) < SATURDAY && !off.has(day));
  let all = 0;
  for (let day: number = first; day <= last; day++) if (counts(day)) all++;
  let done = 0;
  return cumulative.map((amount, index) => {
    if (counts(first + index)) done++;
    return [by === "weeks" ? done / 7 : done / Math.max(1, all), Number(amount)] as const;
  });
}

function shareAxis(isNarrow: boolean): Axis {
  const ticks = isNarrow ? [0, 0.5, 1] : [0, 0.2, 0.4, 0.6, 0.8, 1];
  return { min: 0, max: 1, ticks, textOf: (share) => `${Math.round(share * 100)} %`, grid: false };
}

function weekAxis(last: number, isNarrow: boolean): Axis {
  const step = Math.ceil(last / (isNarrow ? 5 : 14));
  const ticks = Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => index * step);
  return { min: 0, max: Math.ceil(last), ticks, textOf: (week) => `${week}`, grid: false };
}
