/**
 * The colours of a page, by what they mean. One family of blues from light to dark for how likely, one orange for what
 * asks for attention: told apart with any colour vision, and in grey by their lightness. Every value of the light
 * palette is used for one role only: the dark one replaces it by its value.
 */
export interface Palette {
  readonly ground: string;
  readonly raised: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  /** All draws, and the 95, 80 and 50 % ranges. */
  readonly tail: string;
  readonly range95: string;
  readonly range80: string;
  readonly range50: string;
  readonly booked: string;
  readonly expected: string;
  /** The target, and an actual outside its range. */
  readonly accent: string;
}

export const LIGHT: Palette = {
  ground: "#ffffff",
  raised: "#f4f6f9",
  ink: "#17202b",
  muted: "#53606f",
  line: "#d3d9e1",
  tail: "#e4ecf5",
  range95: "#c3d8ed",
  range80: "#8fb8df",
  range50: "#4b8bc6",
  booked: "#0a3f75",
  expected: "#4d8dc8",
  accent: "#b23c00",
};

export const DARK: Palette = {
  ground: "#11161d",
  raised: "#1a222c",
  ink: "#e9edf2",
  muted: "#a6b1be",
  line: "#364352",
  tail: "#1c2937",
  range95: "#223d58",
  range80: "#2f628f",
  range50: "#5a9bd8",
  booked: "#b7d8f7",
  expected: "#4a8bc8",
  accent: "#ff9c63",
};

/** Style declarations that give each role a name. */
export function paletteVariables(palette: Palette): string {
  return Object.entries(palette)
    .map(([role, colour]) => `--${role}:${String(colour)};`)
    .join("");
}

/**
 * Rules that turn the charts dark: they are drawn in the light colours, which every renderer of SVG understands, and
 * a rule on the attribute replaces each.
 */
export function chartColourRules(): string {
  return (Object.keys(LIGHT) as (keyof Palette)[])
    .map((role) => {
      const from = LIGHT[role];
      return `.chart [fill="${from}"]{fill:var(--${role})}.chart [stroke="${from}"]{stroke:var(--${role})}`;
    })
    .join("\n");
}
