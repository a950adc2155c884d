import type { ForecastReply } from "../../contracts/forecast.ts";
import { headlineOf, targetFiguresOf, type Headline } from "../figures/headline.ts";
import { widenedRangeSentence } from "../figures/model-sentences.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";

/** What is booked and expected, the range, and the chance to reach the target. */
export function headlineSection(reply: ForecastReply): Markup {
  const headline = headlineOf(reply);
  const widened = widenedRangeSentence(reply);
  const hasTarget = reply.target !== undefined;
  const ranges = markup`<dl class="sum">${headline.ranges.map(
    ({ level, from, to }) => markup`<div><dt>${level} % range</dt><dd>${from} to ${to}</dd></div>`,
  )}</dl>`;
  const warningCount = reply.warnings.length;
  return markup`<section aria-labelledby="headline">
<h2 id="headline">What the period will bring</h2>
<div class="headline">
<div class="card"><dl class="sum">
<div><dt>Booked</dt><dd>${headline.booked}</dd></div>
<div><dt>Expected from open opportunities</dt><dd>${headline.open}</dd></div>
<div><dt>Expected from business to come</dt><dd>${headline.new}</dd></div>
<div class="total"><dt>Total (mean)</dt><dd>${headline.total}</dd></div>
<div><dt>Median</dt><dd>${headline.median}</dd></div>
</dl>${hasTarget ? ranges : EMPTY}</div>
${hasTarget ? targetCard(reply, headline) : markup`<div class="card">${ranges}</div>`}
</div>
${widened === undefined ? EMPTY : markup`<p class="note">${widened}</p>\n`}${
    warningCount === 0
      ? EMPTY
      : markup`<p><a href="#warnings">${warningCount === 1 ? "1 warning" : `${warningCount} warnings`} about the data</a></p>\n`
  }</section>
`;
}

function targetCard(reply: ForecastReply, headline: Headline): Markup {
  const target = targetFiguresOf(reply, headline.decimals);
  if (target === undefined) return EMPTY;
  const chance =
    target.chance === undefined
      ? markup`<p class="strong">Target ${target.target}</p>\n`
      : markup`<p class="big accent">${target.chance}</p>\n<p class="strong">chance to reach ${target.target}</p>\n`;
  return markup`<div class="card">
${chance}<p class="muted">${target.sentence}</p>
</div>`;
}
