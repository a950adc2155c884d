import type { ForecastReply } from "../contracts/forecast.ts";
import { cleanText } from "./figures/clean-text.ts";
import {
  opportunitySection,
  overrideSection,
  ownerSection,
  segmentSections,
} from "./page/breakdown-sections.ts";
import { chartRenderer } from "./page/chart-svg.ts";
import { densitySection, subPeriodSection } from "./page/distribution-section.ts";
import { headlineSection } from "./page/headline-section.ts";
import { markup } from "./page/markup.ts";
import { reproduceFooter } from "./page/reproduce-footer.ts";
import { modelSection, recordSection, warningSection } from "./page/trust-sections.ts";
import { wholePage } from "./page/whole-page.ts";

/**
 * A forecast as one page to mail and to print: no script, nothing loaded from anywhere. The page is well-formed XML
 * as well, every text from the data is escaped, and the same reply gives the same bytes.
 */
export async function forecastAsHtml(reply: ForecastReply): Promise<string> {
  const draw = await chartRenderer();
  const days = `${reply.period.from} to ${reply.period.to}`;
  const label = cleanText(reply.period.label) || days;
  const currency = reply.currency === "XXX" ? "no currency given" : `amounts in ${cleanText(reply.currency)}`;
  return wholePage({
    title: `Forecast ${label} as of ${reply.asOf}`,
    heading: `Forecast ${label}`,
    facts: `${label === days ? "" : `${days}. `}As of ${reply.asOf}, known through ${reply.knownThrough}, ${currency}.`,
    main: markup`${headlineSection(reply)}${densitySection(reply, draw)}${subPeriodSection(reply, draw)}${segmentSections(reply, draw)}${ownerSection(reply)}${overrideSection(reply)}${opportunitySection(reply)}${recordSection(reply, draw)}${modelSection(reply)}${warningSection(reply)}`,
    footer: reproduceFooter(reply),
  });
}
