import type { Preset } from "./preset.ts";
import { PresetTable } from "./preset-table.ts";
import { FieldHistory } from "./salesforce-fields.ts";
import { SalesforceHistory } from "./salesforce-history.ts";
import { OpportunityTable } from "./salesforce-opportunities.ts";

/**
 * Salesforce: Opportunity, OpportunityHistory and OpportunityFieldHistory, as the API names them or with the labels of
 * reports. The history tells the states; the opportunity lends its columns, field history its owners.
 * @see https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/ (the three objects)
 */
export const salesforce: Preset = {
  name: "salesforce",
  title: "Salesforce",
  tableOf(names) {
    const has = (...some: readonly string[]): boolean => some.some((name) => names.has(name));
    const hasId = has("opportunityid");
    if (hasId && has("field", "fieldevent") && has("oldvalue", "newvalue")) return "field history";
    const isHistory = hasId && has("id", "opportunityhistoryid", "prevamount", "prevclosedate", "fromstage");
    if (isHistory && has("stagename", "stage", "tostage") && has("createddate", "editdate", "lastmodified")) {
      return "history";
    }
    if (has("id", "opportunityid") && has("stagename") && has("closedate")) return "opportunity";
    const hasLabel = has("opportunityname", "opportunityowner");
    return hasId && hasLabel && has("stage") && has("closedate") ? "opportunity" : undefined;
  },
  async read(recognised, context) {
    const opportunities = new OpportunityTable(context);
    const histories: PresetTable[] = [];
    const fields = new FieldHistory();
    const fieldTables: PresetTable[] = [];
    for (const { kind, source } of recognised) {
      const table = await PresetTable.read(source, context);
      if (kind === "opportunity") opportunities.add(table);
      else if (kind === "history") histories.push(table);
      else {
        fieldTables.push(table);
        fields.add(table);
      }
    }
    const history = new SalesforceHistory(opportunities, fields, context);
    for (const table of histories) history.add(table);
    const sources = [
      ...history.sources(),
      ...opportunities.sourcesWithoutHistory((id) => history.knows(id)),
      ...fields.sources(history),
    ];
    const used = new Set(sources.map(({ bytes }) => bytes));
    const tables = [...opportunities.tables, ...histories, ...fieldTables];
    return {
      sources,
      lookedUp: tables
        .filter(({ source }) => !used.has(source.bytes))
        .map((table) => table.asLookedUp("salesforce, looked up")),
      funnel: opportunities.closedStages(history.closedStages()),
    };
  },
};
