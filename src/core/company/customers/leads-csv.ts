import { isoFromDay, type Day } from "../../base/day.ts";
import type { GeneratedCompany } from "../generated-company.ts";
import { csvRows } from "./csv-rows.ts";
import type { CustomerBook } from "./customer-book.ts";
import { recordedLeads } from "./recorded-leads.ts";
import { CHANNELS } from "./true-customer-parameters.ts";

const LEADS_HEADER = "lead_id,created_on,channel,mql_on,sql_on,converted_on,opportunity_id,customer_id";
const TOUCHES_HEADER = "lead_id,touched_on,channel";

/** leads.csv: one row per lead by day of creation, with what had become of it by the last recorded day. */
export function leadsCsv(company: GeneratedCompany, book: CustomerBook): Iterable<string> {
  const customerOf = new Map(book.subscriptions.map((one) => [one.opportunityId, one.customer.id]));
  const dayText = recordedDays(company);
  function* rows(): Generator<readonly string[]> {
    for (const { lead, opportunityId } of recordedLeads(company)) {
      yield [
        lead.id,
        dayText(lead.createdIndex),
        CHANNELS[lead.channel]!.name,
        dayText(lead.qualifiedIndex),
        dayText(lead.acceptedIndex),
        dayText(lead.convertedIndex),
        opportunityId ?? "",
        (opportunityId === undefined ? undefined : customerOf.get(opportunityId)) ?? "",
      ];
    }
  }
  return csvRows(LEADS_HEADER, rows());
}

/** touches.csv: the contacts of each lead with channels up to the last recorded day, by lead in the order of leads.csv. */
export function touchesCsv(company: GeneratedCompany): Iterable<string> {
  const dayText = recordedDays(company);
  function* rows(): Generator<readonly string[]> {
    for (const { lead } of recordedLeads(company)) {
      const known = new Set<string>();
      for (const { dayIndex, channel } of lead.touches) {
        const row = [lead.id, dayText(dayIndex), CHANNELS[channel]!.name];
        if (row[1] === "" || known.has(row.join())) continue;
        known.add(row.join());
        yield row;
      }
    }
  }
  return csvRows(TOUCHES_HEADER, rows());
}

/** ISO day of an index; "" for a day that is not recorded yet. */
function recordedDays({ world }: GeneratedCompany): (dayIndex: number | undefined) => string {
  const { firstDay, dayCount } = world.settings;
  return (dayIndex) =>
    dayIndex === undefined || dayIndex >= dayCount ? "" : isoFromDay((firstDay + dayIndex) as Day);
}
