import type { StoreTransaction } from "../../store/store.ts";
import { plainAmount } from "../overrides/overrides.ts";
import { csvLine } from "../requests/csv-line.ts";

/** Overrides or targets as CSV, those that hold no more too. */
export async function numbersCsv(
  tx: StoreTransaction,
  tenantId: string,
  table: "override" | "quota",
): Promise<string[]> {
  const rows =
    table === "override"
      ? (await tx.selectFrom("override").selectAll().where("tenant_id", "=", tenantId).execute()).map(
          (row) => ({
            ...row,
            id: row.override_id,
            ended_by: row.reverted_by,
            ended_at: row.reverted_at,
          }),
        )
      : (await tx.selectFrom("quota").selectAll().where("tenant_id", "=", tenantId).execute()).map((row) => ({
          ...row,
          id: row.quota_id,
          note: "",
        }));
  rows.sort((a, b) => a.made_at.getTime() - b.made_at.getTime() || (a.id < b.id ? -1 : 1));
  const head = ["id", "scope", "scope_value", "period_from", "period_to", "amount", "currency", "note"];
  return [
    csvLine([...head, "made_by", "made_at", "ended_by", "ended_at"]),
    ...rows.map((row) =>
      csvLine([
        row.id,
        row.scope,
        row.scope_value ?? "",
        row.period_from,
        row.period_to,
        plainAmount(row.amount),
        row.currency,
        row.note,
        row.made_by,
        row.made_at.toISOString(),
        row.ended_by ?? "",
        row.ended_at?.toISOString() ?? "",
      ]),
    ),
  ];
}
