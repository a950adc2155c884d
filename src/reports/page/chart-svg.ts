import type { CustomSeriesOption } from "echarts/charts";
import { trusted, type Markup } from "./markup.ts";
import { LIGHT } from "./palette.ts";

/** Where a data point lies on the picture, in pixels. */
export type PointOf = (x: number, y: number) => readonly [number, number];

/** A shape of a chart, in pixels. Texts are escaped when they are drawn. */
export type Shape =
  | {
      readonly kind: "area";
      readonly points: readonly (readonly [number, number])[];
      readonly fill: string;
    }
  | {
      readonly kind: "line";
      readonly points: readonly (readonly [number, number])[];
      readonly stroke: string;
      readonly width: number;
      readonly dashed?: boolean;
    }
  | {
      readonly kind: "dot";
      readonly at: readonly [number, number];
      readonly radius: number;
      readonly fill: string;
    }
  | {
      readonly kind: "text";
      readonly at: readonly [number, number];
      readonly text: string;
      readonly fill: string;
      readonly align: "left" | "center" | "right";
    };

export interface Axis {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  readonly textOf: (value: number) => string;
  readonly grid: boolean;
  readonly hidden?: boolean;
}

/** What a chart shows, apart from its size. */
export interface Chart {
  readonly x: Axis;
  readonly y: Axis;
  /** Room around the plot, in pixels. */
  readonly margin: {
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    readonly left: number;
  };
  readonly shapes: (pointOf: PointOf) => readonly Shape[];
}

/**
 * Draws charts as SVG, without a browser. The library is loaded when the first chart is drawn.
 * @returns the renderer; `name` makes the ids of a picture its own within a page
 */
export async function chartRenderer(): Promise<
  (chart: Chart, size: { readonly name: string; readonly width: number; readonly height: number }) => Markup
> {
  const [{ init, use }, { CustomChart }, { GridComponent }, { SVGRenderer }] = await Promise.all([
    import("echarts/core"),
    import("echarts/charts"),
    import("echarts/components"),
    import("echarts/renderers"),
  ]);
  use([CustomChart, GridComponent, SVGRenderer]);
  return (chart, { name, width, height }) => {
    const instance = init(null, null, { renderer: "svg", ssr: true, width, height });
    try {
      instance.setOption({
        animation: false,
        grid: { ...chart.margin, outerBoundsMode: "none" },
        xAxis: axisOption(chart.x),
        yAxis: axisOption(chart.y),
        series: [seriesOption(chart)],
      });
      return trusted(stableSvg(instance.renderToSVGString(), name));
    } finally {
      instance.dispose();
    }
  };
}

function seriesOption(chart: Chart): CustomSeriesOption {
  return {
    type: "custom",
    silent: true,
    data: [[chart.x.min, chart.y.min]],
    renderItem: (_, api) => {
      const pointOf: PointOf = (x, y) => {
        const [left, top] = api.coord([x, y]);
        return [left!, top!];
      };
      return { type: "group", children: chart.shapes(pointOf).map(elementOf) };
    },
  };
}

function axisOption(axis: Axis) {
  return {
    type: "value" as const,
    min: axis.min,
    max: axis.max,
    show: axis.hidden !== true,
    axisLine: { show: false },
    axisTick: { show: false, customValues: [...axis.ticks] },
    splitLine: { show: axis.grid, lineStyle: { color: LIGHT.line, width: 1 } },
    axisLabel: {
      color: LIGHT.muted,
      fontSize: 12,
      hideOverlap: true,
      customValues: [...axis.ticks],
      formatter: (value: number) => axis.textOf(value),
    },
  };
}

function elementOf(shape: Shape) {
  if (shape.kind === "area") {
    return {
      type: "polygon" as const,
      shape: { points: mutable(shape.points) },
      style: { fill: shape.fill },
    };
  }
  if (shape.kind === "line") {
    const dash = shape.dashed === true ? { lineDash: [6, 4] } : {};
    return {
      type: "polyline" as const,
      shape: { points: mutable(shape.points) },
      style: { fill: "none", stroke: shape.stroke, lineWidth: shape.width, ...dash },
    };
  }
  const [x, y] = shape.at;
  if (shape.kind === "dot") {
    return { type: "circle" as const, shape: { cx: x, cy: y, r: shape.radius }, style: { fill: shape.fill } };
  }
  return {
    type: "text" as const,
    style: {
      text: shape.text,
      x,
      y,
      fill: shape.fill,
      font: "12px sans-serif",
      align: shape.align,
      verticalAlign: "middle" as const,
    },
  };
}

function mutable(points: readonly (readonly [number, number])[]): number[][] {
  return points.map(([x, y]) => [x, y]);
}

/**
 * The same picture whatever was drawn before it: the library numbers its instances and style classes over the life of
 * the process. Only tags are touched; a quotation mark in a text is an entity and never matches.
 */
function stableSvg(svg: string, name: string): string {
  return svg
    .replace(/<style\s*><!\[CDATA\[[\s\S]*?\]\]>\s*<\/style>/g, "")
    .replace(/<[^<>]*>/g, (tag) =>
      tag
        .replace(/ (?:class|pointer-events|xmlns:xlink|ecmeta_\w+)="[^"]*"/g, "")
        .replace(/"zr\d+-(\w+)"/g, `"${name}-$1"`)
        .replace(/"url\(#zr\d+-(\w+)\)"/g, `"url(#${name}-$1)"`)
        .replace(/^<svg /, '<svg aria-hidden="true" focusable="false" '),
    )
    .replace(/\n\s*/g, "\n")
    .trim();
}
