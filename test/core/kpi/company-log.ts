import { ChangeLogBuilder } from "../../../src/core/pipeline/change-log-builder.ts";
import type { ChangeLog } from "../../../src/core/pipeline/change-log.ts";
import type { WrittenRow } from "../company/written-company.ts";

/** Whole cents of a written amount; one that is not known counts 0. */
export const cents = (row: WrittenRow): number => Math.round(Number(row.amount || 0) * 100);

/** The change log of the written rows of a company; its attributes are the owner and the expected close. */
export function companyLog(history: ReadonlyMap<string, readonly WrittenRow[]>): ChangeLog {
  const builder = new ChangeLogBuilder({
    currency: "EUR",
    minorDigits: 2,
    attributeNames: ["owner", "close_date"],
    files: ["history.csv"],
  });
  for (const row of [...history.values()].flat()) {
    builder.addState({
      opportunityId: row.id,
      recordedOn: row.day,
      recordedSecond: -1,
      effectiveOn: row.day,
      stage: row.stage,
      amount: row.amount === "" ? Number.NaN : cents(row),
      attributes: [row.owner, row.closeDate],
      file: 0,
      line: 2,
    });
  }
  return builder.build();
}
