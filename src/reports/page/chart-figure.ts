import type { Chart, chartRenderer } from "./chart-svg.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";

const WIDE_PX = 880;
const NARROW_PX = 330;

export interface LegendEntry {
  /** Class of the key in the style sheet. */
  readonly key: string;
  readonly text: string;
}

export interface FigureParts {
  /** Unique in the page. */
  readonly name: string;
  readonly caption: string;
  /** What the picture shows, in words. */
  readonly alternative: string;
  readonly legend: readonly LegendEntry[];
  readonly chartFor: (isNarrow: boolean) => Chart | undefined;
  readonly heightPx: { readonly wide: number; readonly narrow: number };
  /** The numbers behind the picture. */
  readonly details?: Markup;
}

/** A chart in two sizes, of which the window shows the one that fits, with its legend and its text alternative. */
export function chartFigure(
  draw: Awaited<ReturnType<typeof chartRenderer>>,
  { name, caption, alternative, legend, chartFor, heightPx, details }: FigureParts,
): Markup {
  const [wide, narrow] = [chartFor(false), chartFor(true)];
  if (wide === undefined || narrow === undefined) return EMPTY;
  const pictures = [
    { chart: wide, size: "wide", width: WIDE_PX, height: heightPx.wide },
    { chart: narrow, size: "small", width: NARROW_PX, height: heightPx.narrow },
  ].map(
    ({ chart, size, width, height }) =>
      markup`<div class="chart ${size}" role="img" aria-label="${alternative}">${draw(chart, { name: `${name}-${size}`, width, height })}</div>\n`,
  );
  return markup`<figure aria-labelledby="${name}-caption">
<figcaption id="${name}-caption">${caption}</figcaption>
<ul class="legend">${legend.map(({ key, text }) => markup`<li><span class="key ${key}"></span>${text}</li>`)}</ul>
${pictures}${
    details === undefined
      ? EMPTY
      : markup`<details><summary>The numbers of this chart</summary>
${details}</details>
`
  }</figure>
`;
}
