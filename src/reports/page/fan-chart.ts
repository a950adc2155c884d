import type { ForecastReply } from "../../contracts/forecast.ts";
import { civilFromDay, dayFromIso, type Day } from "../../core/base/day.ts";
import type { Axis, Chart, Shape } from "./chart-svg.ts";
import { moneyAxis } from "./nice-axis.ts";
import { LIGHT } from "./palette.ts";
import { targetLine } from "./target-line.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
/** A target higher than this many times the highest amount drawn would squeeze the rest. */
const REACH = 3;

const BANDS = [
  ["0.025", "0.975", LIGHT.range95],
  ["0.1", "0.9", LIGHT.range80],
  ["0.25", "0.75", LIGHT.range50],
] as const;

/** `14 Jul`, or `Jul 2018` over a long time. */
function dayText(day: number, isLong: boolean): string {
  const { year, month, dayOfMonth } = civilFromDay(Math.round(day) as Day);
  return isLong ? `${MONTHS[month - 1]} ${year}` : `${dayOfMonth} ${MONTHS[month - 1]}`;
}

/** An axis of days with at most `markCount` of the given days marked, the last one always. */
export function dayAxis(days: readonly number[], min: number, max: number, markCount: number): Axis {
  const stride = Math.max(1, Math.ceil(days.length / markCount));
  const ticks = days.filter((_, index) => (days.length - 1 - index) % stride === 0);
  return { min, max, ticks, textOf: (day) => dayText(day, max - min > 300), grid: false };
}

/**
 * The sum of bookings from the first day of the period on, as ranges that open up, with the target.
 * @returns undefined without sub-periods, or when nothing is booked, expected or asked for in any of them
 */
export function fanChart(reply: ForecastReply, isNarrow: boolean): Chart | undefined {
  const first = dayFromIso(reply.period.from);
  if (reply.subPeriods.length === 0 || first === undefined) return undefined;
  const parts = reply.subPeriods.map(({ to, cumulative }) => ({
    day: Number(dayFromIso(to)),
    at: (level: keyof typeof cumulative.quantiles) => Number(cumulative.quantiles[level]),
  }));
  const start = { day: first - 1, at: () => 0 };
  const all = [start, ...parts];
  const highest = Math.max(...all.map(({ at }) => at("0.975")));
  const lowest = Math.min(0, ...all.map(({ at }) => at("0.025")));
  const wanted = reply.target === undefined ? undefined : Number(reply.target);
  const scale = Math.max(Math.abs(highest), Math.abs(lowest));
  const target = wanted !== undefined && Math.abs(wanted) <= REACH * scale ? wanted : undefined;
  if (highest === 0 && lowest === 0 && !target) return undefined;
  const y = moneyAxis(Math.min(lowest, target ?? 0), Math.max(highest, target ?? 0), isNarrow ? 4 : 5, true);
  const end = parts.at(-1)!.day;
  const asOf = dayFromIso(reply.asOf);
  const isInside = asOf !== undefined && asOf >= first && asOf < end;
  return {
    x: dayAxis(
      parts.map(({ day }) => day),
      start.day,
      end,
      isNarrow ? 4 : 7,
    ),
    y,
    margin: { top: 24, right: 26, bottom: 26, left: 52 },
    shapes: (pointOf) => [
      ...BANDS.map(([low, high, fill]): Shape => ({
        kind: "area",
        points: [
          ...all.map(({ day, at }) => pointOf(day, at(low))),
          ...all.toReversed().map(({ day, at }) => pointOf(day, at(high))),
        ],
        fill,
      })),
      {
        kind: "line",
        points: all.map(({ day, at }) => pointOf(day, at("0.5"))),
        stroke: LIGHT.ink,
        width: 2,
      },
      { kind: "line", points: [pointOf(start.day, 0), pointOf(end, 0)], stroke: LIGHT.muted, width: 1 },
      ...(isInside ? asOfMark(asOf, pointOf(asOf, y.min), pointOf(asOf, y.max)) : []),
      ...(target === undefined
        ? []
        : targetLine(target, {
            left: pointOf(start.day, target),
            right: pointOf(end, target),
            textBelow: -10,
          })),
    ],
  };
}

function asOfMark(day: Day, bottom: readonly [number, number], top: readonly [number, number]): Shape[] {
  const text = `as of ${dayText(day, false)}`;
  return [
    { kind: "line", points: [bottom, [top[0], top[1] - 4]], stroke: LIGHT.muted, width: 1, dashed: true },
    {
      kind: "text",
      at: [top[0], top[1] - 12],
      text,
      fill: LIGHT.muted,
      align: top[0] < 120 ? "left" : "center",
    },
  ];
}
