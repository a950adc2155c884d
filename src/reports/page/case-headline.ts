import { caseHeadlineOf, caseTermsText } from "../figures/case-headline.ts";
import { cleanText } from "../figures/clean-text.ts";
import type { CasePage } from "./case-page.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";

/** What the case is, what it is worth, how sure that is, and when it is paid back. */
export function caseHeadline({ reply, scenario }: CasePage): Markup {
  const headline = caseHeadlineOf(scenario, reply.currency);
  const description = cleanText(scenario.description ?? "");
  return markup`${description === "" ? EMPTY : markup`<p>${description}</p>\n`}<p class="muted">${caseTermsText(scenario)}.</p>
<div class="headline">
<div class="card"><dl class="sum">
<div class="total"><dt>Net present value (mean)</dt><dd>${headline.value ?? "none"}</dd></div>
<div><dt>90 % range</dt><dd>${headline.range ?? "none"}</dd></div>
<div><dt>Return on investment</dt><dd>${headline.returnOnInvestment}</dd></div>
</dl></div>
<div class="card">
<p class="big accent">${headline.chance}</p>
<p class="strong">chance of a net present value above 0</p>
</div>
</div>
${headline.value === undefined ? markup`<p>${headline.sentences[0]}</p>\n` : EMPTY}<p>${headline.sentences[1]}</p>
`;
}
