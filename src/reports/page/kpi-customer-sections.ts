import type { KpiReply } from "../../contracts/kpi.ts";
import {
  CHANNEL_NOTE,
  channelColumns,
  channelKpis,
  churnReasonColumns,
  cohortColumns,
  mrrBridgeColumns,
  PAGE_AGES,
} from "../figures/kpi-customer-columns.ts";
import { dataTable } from "./data-table.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";

/** What the channels cost, how the MRR moved, who left and why, and what is left of each month's customers. */
export function customerSections(reply: KpiReply): Markup {
  return markup`${channelSection(reply)}${bridgeSection(reply)}${cohortSection(reply)}`;
}

function channelSection(reply: KpiReply): Markup {
  const { length } = channelKpis(reply);
  if (length === 0) return EMPTY;
  return markup`<section aria-labelledby="channels">
<h2 id="channels">Cost of a new customer by channel</h2>
${dataTable("Spend, new customers and what one cost, under four attributions", channelColumns(reply), length)}<p class="muted aside">${CHANNEL_NOTE}.</p>
</section>
`;
}

function bridgeSection({ customers }: KpiReply): Markup {
  if (customers === null) return EMPTY;
  const { churnReasons } = customers;
  const reasons =
    churnReasons === null
      ? markup`<p class="muted">- no file gives reasons (column churn_reason)</p>\n`
      : churnReasons.length === 0
        ? markup`<p class="muted">Nobody left in the period that paid before it.</p>\n`
        : dataTable(
            "Customers that paid before the period and do not at its end",
            churnReasonColumns(churnReasons),
          );
  return markup`<section aria-labelledby="mrr-bridge">
<h2 id="mrr-bridge">How the MRR moved</h2>
${dataTable("MRR and its movements in the period", mrrBridgeColumns(customers), [0, 7])}</section>
<section aria-labelledby="churn">
<h2 id="churn">Why customers left</h2>
${reasons}</section>
`;
}

function cohortSection({ customers }: KpiReply): Markup {
  if (customers === null || customers.retentionCohorts.length === 0) return EMPTY;
  const { retentionCohorts } = customers;
  return markup`<section aria-labelledby="cohorts">
<h2 id="cohorts">Retention by month of start</h2>
${dataTable("Customers still paying, by months since the start", cohortColumns(retentionCohorts, PAGE_AGES, "customers"))}${dataTable("Their MRR, of what they paid first", cohortColumns(retentionCohorts, PAGE_AGES, "mrr"))}</section>
`;
}
