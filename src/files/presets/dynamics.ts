import { presentStatePreset } from "./present-state-preset.ts";

/**
 * Opportunities of Dynamics 365, by names of fields or by the labels of an export. `statecode` (0 open, 1 won, 2 lost) or
 * `Status` tells the end; what was really won is `actualvalue` on `actualclosedate`.
 * @see https://learn.microsoft.com/en-us/dynamics365/developer/reference/entities/opportunity
 */
export const dynamics = presentStatePreset({
  name: "dynamics",
  title: "Dynamics 365",
  tableOf(names) {
    const has = (...some: readonly string[]): boolean => some.some((name) => names.has(name));
    const isOfFields = has("opportunityid") && has("statecode", "stepname") && has("estimatedvalue");
    const isOfLabels = has("donotmodifyopportunity") || (has("topic") && has("estclosedate"));
    return isOfFields || isOfLabels ? "opportunities" : undefined;
  },
  columns: {
    opportunityId: ["opportunityid", "donotmodifyopportunity", "opportunity"],
    stage: ["stepname", "salesstage", "salesstagecode", "pipelinephase", "statusreason", "statuscode"],
    amount: ["estimatedvalue", "estrevenue"],
    currency: ["isocurrencycode", "transactioncurrencyidname", "transactioncurrencyid", "currency"],
    companyAmount: ["estimatedvaluebase", "estrevenuebase"],
    exchangeRate: ["exchangerate"],
    createdDate: ["createdon"],
    closeDate: ["estimatedclosedate", "estclosedate"],
    probability: ["closeprobability", "probability"],
    owner: ["owneridname", "owner", "ownerid"],
  },
  pipeline: [],
  status: {
    names: ["statecode", "status", "statecodename"],
    won: /^(1|won)$/i,
    lost: /^(2|lost|canceled|cancelled)$/i,
  },
  closedOn: { won: ["actualclosedate"], lost: ["actualclosedate"] },
  wonAmount: ["actualvalue", "actualrevenue"],
  idAdvice: 'export "opportunityid", or the hidden column "(Do Not Modify) Opportunity"',
  unknown:
    "stages before the present one, and earlier amounts and owners, are not in it; it is a snapshot of one day",
});
