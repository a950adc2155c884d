import { markup, trusted, type Markup } from "./markup.ts";
import { pageStyle } from "./page-style.ts";

/** Forbids everything but the style that stands in the page. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

export interface PageParts {
  readonly title: string;
  readonly heading: string;
  /** One line under the heading. */
  readonly facts: string;
  readonly main: Markup;
  readonly footer: Markup;
}

/** A page that stands by itself: its style and its policy in it, no script, nothing loaded from anywhere. */
export function wholePage({ title, heading, facts, main, footer }: PageParts): string {
  return `<!DOCTYPE html>\n${
    markup`<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${POLICY}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title>${title}</title>
<style>
${trusted(pageStyle())}
</style>
</head>
<body>
<div class="sheet">
<header>
<h1>${heading}</h1>
<p class="muted">${facts}</p>
</header>
<main>
${main}</main>
${footer}</div>
</body>
</html>
`.source
  }`;
}
