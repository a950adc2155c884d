import type { ForecastReply } from "../contracts/forecast.ts";
import { cleanText } from "./figures/clean-text.ts";
import { opportunitySection, ownerSection, segmentSections } from "./page/breakdown-sections.ts";
import { chartRenderer } from "./page/chart-svg.ts";
import { densitySection, subPeriodSection } from "./page/distribution-section.ts";
import { headlineSection } from "./page/headline-section.ts";
import { markup, trusted } from "./page/markup.ts";
import { pageStyle } from "./page/page-style.ts";
import { reproduceFooter } from "./page/reproduce-footer.ts";
import { modelSection, recordSection, warningSection } from "./page/trust-sections.ts";

/** Forbids everything but the style that stands in the page. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * A forecast as one page to mail and to print: no script, nothing loaded from anywhere. The page is well-formed XML
 * as well, every text from the data is escaped, and the same reply gives the same bytes.
 */
export async function forecastAsHtml(reply: ForecastReply): Promise<string> {
  const draw = await chartRenderer();
  const days = `${reply.period.from} to ${reply.period.to}`;
  const label = cleanText(reply.period.label) || days;
  const currency = reply.currency === "XXX" ? "no currency given" : `amounts in ${cleanText(reply.currency)}`;
  return `<!DOCTYPE html>\n${
    markup`<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${POLICY}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<title>Forecast ${label} as of ${reply.asOf}</title>
<style>
${trusted(pageStyle())}
</style>
</head>
<body>
<div class="sheet">
<header>
<h1>Forecast ${label}</h1>
<p class="muted">${label === days ? "" : `${days}. `}As of ${reply.asOf}, known through ${reply.knownThrough}, ${currency}.</p>
</header>
<main>
${headlineSection(reply)}${densitySection(reply, draw)}${subPeriodSection(reply, draw)}${segmentSections(reply, draw)}${ownerSection(reply)}${opportunitySection(reply)}${recordSection(reply, draw)}${modelSection(reply)}${warningSection(reply)}</main>
${reproduceFooter(reply)}</div>
</body>
</html>
`.source
  }`;
}
