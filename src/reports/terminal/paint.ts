/** How a terminal text sets words off. Without colour every function gives back what it got. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly accent: (text: string) => string;
  readonly caution: (text: string) => string;
}

const ESCAPE = "\u{1b}";
const sgr = (code: number) => (text: string) => (text === "" ? "" : `${ESCAPE}[${code}m${text}${ESCAPE}[0m`);
const asIs = (text: string) => text;

/** ANSI attributes that read on dark and light backgrounds: bold, faint, cyan, yellow. */
export function paintFor(colour: boolean): Paint {
  if (!colour) return { strong: asIs, faint: asIs, accent: asIs, caution: asIs };
  return { strong: sgr(1), faint: sgr(2), accent: sgr(36), caution: sgr(33) };
}
