import { AppFailure } from "../contracts/failure.ts";
import type { ColumnRole, FunnelDefinition } from "../contracts/funnel.ts";
import { TRANSLATIONS } from "./translated-headers.ts";

/**
 * Accepted headers of every role, best first, as `plainName` writes them: letter case, spaces, underscores and other
 * signs do not count. A header may stand under two roles; which one it has is decided by the layout.
 */
export const SYNONYMS: Readonly<Record<ColumnRole, readonly string[]>> = {
  opportunityId: ["opportunityid", "dealid", "recordid", "oppid", "opportunity", "pipedrivesystemid", "id"],
  changedAt: [
    "changedat",
    "changedon",
    "changedate",
    "recordedat",
    "recordedon",
    "effectivefrom",
    "validfrom",
  ].concat(["stagechangedate", "editdate", "historydate", "eventtime", "eventdate", "timestamp"]),
  snapshotDate: [
    "snapshotdate",
    "datesnapshot",
    "snapshotday",
    "snapshoton",
    "snapshotat",
    "snapshot",
  ].concat(["asofdate", "asof", "reportdate"]),
  effectiveDate: ["effectiveon", "effectivedate", "effectiveat", "occurredon", "occurredat"],
  createdDate: ["createddate", "createdate", "createdat", "createdon", "createdtime", "creationdate"].concat([
    "datecreated",
    "dealcreated",
    "opendate",
    "openeddate",
    "openedon",
    "engagedate",
    "addtime",
  ]),
  closeDate: ["closedate", "expectedclosedate", "closingdate", "estimatedclosedate", "targetclosedate"],
  closedDate: ["closeddate", "actualclosedate", "dateclosed", "closedon", "closedat", "closetime"],
  stage: ["stage", "stagename", "dealstage", "opportunitystage", "salesstage", "stepname", "status"],
  amount: ["amount", "dealamount", "opportunityamount", "dealvalue", "estimatedvalue", "netrevenue", "value"],
  closeValue: ["closevalue", "closedvalue", "closedamount", "actualvalue", "wonamount", "bookedamount"],
  listPrice: ["listprice", "salesprice", "unitprice", "price"],
  currency: ["currency", "currencycode", "currencyisocode", "amountcurrency", "dealcurrencycode"].concat([
    "currencyofvalue",
    "transactioncurrency",
  ]),
  companyAmount: ["amountincompanycurrency", "amountinhomecurrency", "amountconverted"],
  exchangeRate: [], // its direction is known of a CRM alone
  isDeleted: ["isdeleted", "deleted", "isremoved"],
  probability: ["probability", "dealprobability", "closeprobability", "winprobability", "stageprobability"],
  owner: ["owner", "ownername", "opportunityowner", "dealowner", "salesagent", "salesrep", "rep"].concat([
    "accountexecutive",
    "ownerid",
  ]),
};

/** A header as it is compared: lower case letters and digits alone. */
export function plainName(header: string): string {
  return header
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
}

/** Column index of each role that a header has. */
export type RoleColumns = Partial<Readonly<Record<ColumnRole, number>>>;

/**
 * Finds the columns by the definition's mapping first, then by the table of synonyms.
 * @throws {AppFailure} `ambiguous_input` when two columns bear the very header that has a role
 */
export function roleColumnsOf(
  header: readonly string[],
  mapping: FunnelDefinition["columns"],
  fileName: string,
): RoleColumns {
  const plain = header.map(plainName);
  const columns: Partial<Record<ColumnRole, number>> = {};
  const mapped = new Set<number>();
  for (const [role, name] of Object.entries(mapping) as [ColumnRole, string][]) {
    const index = plain.indexOf(plainName(name));
    if (index < 0) continue;
    columns[role] = index;
    mapped.add(index);
  }
  for (const [role, english] of Object.entries(SYNONYMS) as [ColumnRole, readonly string[]][]) {
    const synonyms = [...english, ...(TRANSLATIONS[role] ?? [])];
    if (columns[role] !== undefined || mapping[role] !== undefined) continue;
    const name = synonyms.find((synonym) => plain.some((other, i) => other === synonym && !mapped.has(i)));
    if (name === undefined) continue;
    const index = plain.findIndex((other, i) => other === name && !mapped.has(i));
    const second = plain.indexOf(name, index + 1);
    if (second >= 0 && !mapped.has(second)) {
      throw new AppFailure(
        "ambiguous_input",
        `Cannot tell the ${role} in ${fileName}: columns ${index + 1} and ${second + 1} are both called ` +
          `"${header[index]!.trim()}"; rename one, or remove it`,
      );
    }
    columns[role] = index;
  }
  return columns;
}

/** By what a column came to its role. */
export type RoleReason = "definition" | "name" | "synonym" | "translation" | "content";

/** Why a column has a role, and how sure that is, 0..1. */
export function roleReasonOf(
  role: ColumnRole,
  header: string,
  said: {
    readonly mapping: FunnelDefinition["columns"];
    readonly contentRoles: Partial<Readonly<Record<ColumnRole, number>>> | undefined;
  },
): { readonly reason: RoleReason; readonly confidence: number } {
  const share = said.contentRoles?.[role];
  if (share !== undefined) return { reason: "content", confidence: Math.round(share * 80) / 100 };
  if (said.mapping[role] !== undefined) return { reason: "definition", confidence: 1 };
  const place = SYNONYMS[role].indexOf(plainName(header));
  if (place === 0) return { reason: "name", confidence: 1 };
  return place > 0 ? { reason: "synonym", confidence: 0.95 } : { reason: "translation", confidence: 0.9 };
}
