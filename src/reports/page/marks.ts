import type { Shape } from "./chart-svg.ts";
import { LIGHT } from "./palette.ts";

type Point = readonly [number, number];

/** A filled rectangle between two corners. */
export function box([left, top]: Point, [right, bottom]: Point, fill: string): Shape {
  return {
    kind: "area",
    points: [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ],
    fill,
  };
}

/** A dot that stays visible on a line or an area of its own colour. */
export function haloedDot(at: Point, radius: number): Shape[] {
  return [
    { kind: "dot", at, radius: radius + 1.5, fill: LIGHT.ground },
    { kind: "dot", at, radius, fill: LIGHT.ink },
  ];
}

/** A ring: what is counted but not proven. */
export function ring(at: Point, radius: number): Shape[] {
  return [
    { kind: "dot", at, radius, fill: LIGHT.ink },
    { kind: "dot", at, radius: radius - 2, fill: LIGHT.ground },
  ];
}

/** A hollow diamond: what lies outside its range. */
export function diamond([x, y]: Point, size: number): Shape[] {
  const corners = (reach: number): Point[] => [
    [x, y - reach],
    [x + reach, y],
    [x, y + reach],
    [x - reach, y],
  ];
  return [
    { kind: "area", points: corners(size), fill: LIGHT.accent },
    { kind: "area", points: corners(size / 2), fill: LIGHT.ground },
  ];
}
