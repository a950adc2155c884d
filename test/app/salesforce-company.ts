import { generateCompany } from "../../src/core/company/generate-company.ts";
import { historyCsv } from "../../src/core/company/history-csv.ts";
import { DEFAULT_COMPANY_SETTINGS } from "../../src/core/company/company-settings.ts";

/** A generated company as its own history.csv, and as the three tables that Salesforce would export of it. */
export function salesforceCompany(opportunityCount: number): {
  readonly history: string;
  readonly tables: Readonly<Record<string, string>>;
} {
  const company = generateCompany({ ...DEFAULT_COMPANY_SETTINGS, opportunityCount, dayCount: 700, seed: 11 });
  const history = [...historyCsv(company)].join("");
  const rows = history.trimEnd().split("\n").slice(1);
  const opportunities = new Map<string, string>();
  const known = new Map<string, { readonly owner: string; readonly rest: string; readonly amount: string }>();
  const changes: string[] = [];
  const fields: string[] = [];
  for (const [i, row] of rows.entries()) {
    const [id, at, stage, amount, product, region, owner, close] = row.split(",");
    const time = `${at}.000+0000`;
    const rest = [stage, amount, close].join();
    const before = known.get(id!);
    // The row id ascends with time; a change of the owner alone is no row of OpportunityHistory.
    if (before?.rest !== rest) {
      changes.push(
        `008${String(i).padStart(9, "0")},${id},${stage},${amount},${close},${before?.amount ?? ""},${time}`,
      );
    }
    if (before !== undefined && before.owner !== owner) {
      fields.push(`${id},Owner,${before.owner},${owner},${time}`);
    }
    opportunities.set(id!, [id, stage, amount, close, product, region, owner].join());
    known.set(id!, { owner: owner!, rest, amount: amount! });
  }
  const table = (header: string, lines: Iterable<string>): string => `${[header, ...lines].join("\n")}\n`;
  return {
    history,
    tables: {
      "Opportunity.csv": table("Id,StageName,Amount,CloseDate,product,region,owner", opportunities.values()),
      "OpportunityHistory.csv": table(
        "Id,OpportunityId,StageName,Amount,CloseDate,PrevAmount,CreatedDate",
        changes.toReversed(),
      ),
      "OpportunityFieldHistory.csv": table(
        "OpportunityId,Field,OldValue,NewValue,CreatedDate",
        fields.toReversed(),
      ),
    },
  };
}
