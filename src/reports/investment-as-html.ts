import type { InvestmentReply } from "../contracts/investment.ts";
import { cleanText } from "./figures/clean-text.ts";
import { investmentFacts } from "./figures/investment-sentences.ts";
import { numberedNames, scenarioName } from "./figures/scenario-columns.ts";
import { cashSection, paybackSection, valueSection } from "./page/case-charts.ts";
import { caseHeadline } from "./page/case-headline.ts";
import type { CasePage } from "./page/case-page.ts";
import {
  figureSection,
  goalSection,
  leverSection,
  lineSection,
  realisedSection,
  riskAdjustedSection,
} from "./page/case-tables.ts";
import { chartRenderer } from "./page/chart-svg.ts";
import { investmentFooter, relianceSection } from "./page/investment-footer.ts";
import { EMPTY, markup, type Markup } from "./page/markup.ts";
import { scenarioSection } from "./page/scenario-section.ts";
import { warningSection } from "./page/trust-sections.ts";
import { wholePage } from "./page/whole-page.ts";

/**
 * Investment cases as one page for finance, to mail and to print: no script, nothing loaded from anywhere. Amounts are
 * to the cent, every figure opens to its terms with the keyboard too, every text from the data is escaped, and the same
 * reply gives the same bytes.
 */
export async function investmentAsHtml(reply: InvestmentReply): Promise<string> {
  const draw = await chartRenderer();
  const [only, ...others] = reply.scenarios;
  const isOne = only !== undefined && others.length === 0;
  const heading = isOne ? scenarioName(only) : `${reply.scenarios.length} scenarios`;
  return wholePage({
    title: `${isOne ? "Investment case: " : "Investment cases: "}${heading}`,
    heading,
    facts: `${investmentFacts(reply)}.`,
    main: isOne ? oneCase({ reply, scenario: only, draw, prefix: "" }) : severalCases(reply, draw),
    footer: investmentFooter(reply),
  });
}

function oneCase(page: CasePage): Markup {
  const { reply, scenario } = page;
  const warnings = [...reply.warnings, ...scenario.warnings];
  return markup`<section aria-labelledby="headline">
<h2 id="headline">What it is worth</h2>
${caseHeadline(page)}${warningLink(warnings.length)}</section>
${caseParts(page)}${warningSection({ warnings }, "Warnings")}${relianceSection(reply)}`;
}

function severalCases(reply: InvestmentReply, draw: CasePage["draw"]): Markup {
  const names = numberedNames(reply);
  const cases = reply.scenarios.map((scenario, index) => {
    const prefix = `case-${index + 1}-`;
    const page: CasePage = { reply, scenario, draw, prefix };
    return markup`<section aria-labelledby="${prefix}name">
<h2 id="${prefix}name">${names[index]!}</h2>
${caseHeadline(page)}${warningList(scenario.warnings)}<details><summary>Cash flow, figures with their terms, levers and goals of ${names[index]!}</summary>
${caseParts(page)}</details>
</section>
`;
  });
  return markup`${scenarioSection(reply, draw)}${warningLink(reply.warnings.length)}${cases}${warningSection(reply, "Warnings")}${relianceSection(reply)}`;
}

function caseParts(page: CasePage): Markup {
  return markup`<div class="case">${cashSection(page)}${valueSection(page)}${figureSection(page)}${lineSection(page)}${leverSection(page)}${goalSection(page)}${paybackSection(page)}${riskAdjustedSection(page)}${realisedSection(page)}</div>
`;
}

function warningLink(count: number): Markup {
  if (count === 0) return EMPTY;
  return markup`<p><a href="#warnings">${count === 1 ? "1 warning" : `${count} warnings`}</a></p>\n`;
}

function warningList(warnings: InvestmentReply["warnings"]): Markup {
  return markup`${warnings.map(({ message }) => markup`<p class="note">${cleanText(message)}</p>\n`)}`;
}
