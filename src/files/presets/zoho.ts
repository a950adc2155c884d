import { presentStatePreset } from "./present-state-preset.ts";

/**
 * Zoho's deals, by labels or by names of fields. The closing date is the expected one; the actual close is the last change
 * of the stage, where the file tells it.
 */
export const zoho = presentStatePreset({
  name: "zoho",
  title: "Zoho",
  tableOf(names) {
    return names.has("dealname") && names.has("closingdate") && names.has("stage") ? "deals" : undefined;
  },
  columns: {
    opportunityId: ["recordid", "dealid", "id"],
    stage: ["stage"],
    amount: ["amount"],
    currency: ["currency"],
    createdDate: ["createdtime"],
    closeDate: ["closingdate"],
    probability: ["probability"],
    owner: ["dealowner", "owner", "dealownername"],
  },
  pipeline: ["pipeline"],
  closedOn: { won: ["stagemodifiedtime"], lost: ["stagemodifiedtime"] },
  lostStage: /^closed[ -]?lost\b/i,
  idAdvice: 'export it with its "Record Id"',
  unknown:
    "stages before the present one, and earlier amounts and owners, are not in it; where it has no Stage Modified Time " +
    "the Closing Date of closed ones is taken for their close",
});
