import { amountText } from "../csv-text.ts";
import type { GeneratedCompany } from "../generated-company.ts";
import { csvRows } from "./csv-rows.ts";
import { CUSTOMER_BEHAVIOUR } from "./true-customer-parameters.ts";
import { wholeMonths } from "./whole-months.ts";

const HEADER = "item,category,month,amount,department";

/** costs.csv: what revenue operations cost in each whole month, as cost plans read it. */
export function costsCsv(company: GeneratedCompany): Iterable<string> {
  const scale = company.world.settings.opportunityCount / CUSTOMER_BEHAVIOUR.scaleOpportunities;
  const months = wholeMonths(company);
  const rows = CUSTOMER_BEHAVIOUR.costs.flatMap(({ item, category, amount, everyMonths }) =>
    months
      .filter(({ index }) => index % everyMonths === 0)
      .map(({ text }) => [item, category, text, amountText(Math.round(amount * scale)), "RevOps"]),
  );
  return csvRows(HEADER, rows);
}
