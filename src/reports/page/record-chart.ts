import type { ForecastReply } from "../../contracts/forecast.ts";
import { dayFromIso } from "../../core/base/day.ts";
import type { Chart, Shape } from "./chart-svg.ts";
import { dayAxis } from "./fan-chart.ts";
import { moneyAxis } from "./nice-axis.ts";
import { LIGHT } from "./palette.ts";

/** As many of the latest windows as can be told apart. */
export const RECORD_WINDOWS_SHOWN = 60;

/**
 * Past windows, by the day they were forecast on: the 80 and 95 % ranges of then against what was really booked.
 * @returns undefined without a record
 */
export function recordChart(reply: ForecastReply, isNarrow: boolean): Chart | undefined {
  const windows = reply.record.windows.slice(-RECORD_WINDOWS_SHOWN).map(({ asOf, actual, quantiles }) => ({
    day: Number(dayFromIso(asOf)),
    actual: Number(actual),
    low95: Number(quantiles["0.025"]),
    low80: Number(quantiles["0.1"]),
    high80: Number(quantiles["0.9"]),
    high95: Number(quantiles["0.975"]),
  }));
  if (windows.length === 0) return undefined;
  const days = windows.map(({ day }) => day).sort((left, right) => left - right);
  const [first, last] = [days[0]!, days.at(-1)!];
  const gap = Math.max(1, (last - first) / Math.max(1, windows.length - 1));
  const y = moneyAxis(
    Math.min(0, ...windows.flatMap(({ low95, actual }) => [low95, actual])),
    Math.max(0, ...windows.flatMap(({ high95, actual }) => [high95, actual])),
    isNarrow ? 4 : 5,
    true,
  );
  return {
    x: dayAxis(days, first - gap, last + gap, isNarrow ? 4 : 8),
    y,
    margin: { top: 12, right: 26, bottom: 26, left: 52 },
    shapes: (pointOf) => {
      const half = Math.max(1.5, Math.min(7, (pointOf(first + gap, 0)[0] - pointOf(first, 0)[0]) * 0.3));
      return [
        ...windows.flatMap((window): Shape[] => {
          const [x] = pointOf(window.day, 0);
          const at = (amount: number) => pointOf(window.day, amount)[1];
          const bar = (low: number, high: number, width: number, fill: string): Shape => ({
            kind: "area",
            points: [
              [x - width, at(low)],
              [x + width, at(low)],
              [x + width, at(high)],
              [x - width, at(high)],
            ],
            fill,
          });
          return [
            bar(window.low95, window.high95, half, LIGHT.range95),
            bar(window.low80, window.high80, half, LIGHT.range80),
            ...actualMark(
              x,
              at(window.actual),
              window.actual >= window.low80 && window.actual <= window.high80,
            ),
          ];
        }),
        {
          kind: "line",
          points: [pointOf(first - gap, 0), pointOf(last + gap, 0)],
          stroke: LIGHT.muted,
          width: 1,
        },
      ];
    },
  };
}

function actualMark(x: number, y: number, isHeld: boolean): Shape[] {
  if (isHeld) return [{ kind: "dot", at: [x, y], radius: 3, fill: LIGHT.ink }];
  const diamond = (size: number) =>
    [
      [x, y - size],
      [x + size, y],
      [x, y + size],
      [x - size, y],
    ] as const;
  return [
    { kind: "area", points: diamond(6), fill: LIGHT.accent },
    { kind: "area", points: diamond(3), fill: LIGHT.ground },
  ];
}
