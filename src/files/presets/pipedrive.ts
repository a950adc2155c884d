import { presentStatePreset } from "./present-state-preset.ts";

/**
 * The file of deals that people export from Pipedrive, headers with or without `Deal - ` before them, or a list of the
 * API's fields. Won and lost are a status beside the stage; the history of stages is not in the file.
 */
export const pipedrive = presentStatePreset({
  name: "pipedrive",
  title: "Pipedrive",
  tableOf(names) {
    const has = (...some: readonly string[]): boolean => some.some((name) => names.has(name));
    const isOfTitle = has("title", "dealtitle") && has("status", "dealstatus");
    const hasEnd = has("wontime", "losttime", "dealwontime", "deallosttime", "closetime", "dealclosedon");
    const isPrefixed = has("dealtitle") && has("dealstage", "dealvalue");
    const isKnown = has("pipedrivesystemid") || (isOfTitle && hasEnd) || isPrefixed;
    return isKnown && has("stage", "dealstage", "stagepipeline", "stageid") ? "deals" : undefined;
  },
  columns: {
    opportunityId: ["dealid", "pipedrivesystemid", "id"],
    stage: ["dealstage", "stage", "stagepipeline", "stageid"],
    amount: ["dealvalue", "value"],
    currency: ["dealcurrencyofvalue", "dealcurrency", "currencyofvalue", "currency"],
    createdDate: [
      "dealdealcreated",
      "dealcreated",
      "dealcreationdate",
      "creationdate",
      "dealaddtime",
      "addtime",
    ],
    closeDate: ["dealexpectedclosedate", "expectedclosedate"],
    probability: ["dealprobability", "probability"],
    owner: ["dealowner", "owner", "userid", "ownerid"],
  },
  pipeline: ["dealpipeline", "pipeline", "pipelineid"],
  status: {
    names: ["dealstatus", "status"],
    won: /^(won|gewonnen|gagnée?|ganad[oa]|ganh[oa])$/i,
    lost: /^(lost|verloren|perdue?|perdid[oa])$/i,
    deleted: /^(deleted|gelöscht|supprimée?|eliminad[oa]|excluíd[oa]|verwijderd)$/i,
    open: /^(open|offen|ouverte?|abiert[oa]|abert[oa]|)$/i,
  },
  closedOn: {
    won: ["dealwontime", "wontime", "dealclosedon", "closedon", "dealclosetime", "closetime"],
    lost: ["deallosttime", "losttime", "dealclosedon", "closedon", "dealclosetime", "closetime"],
  },
  idAdvice: 'add the column "ID" to the list in Pipedrive before you export it',
  unknown:
    "stages before the present one, and earlier amounts and owners, are not in it; it is a snapshot of one day",
});
