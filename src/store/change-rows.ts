import { createHash } from "node:crypto";
import { sql } from "kysely";
import { isoFromDay, type Day } from "../core/base/day.ts";
import type { ChangeLog } from "../core/pipeline/change-log.ts";
import type { StoreTransaction } from "./store.ts";

/** One row of the change log as it is kept. */
export interface ChangeRow {
  readonly opportunityId: string;
  readonly recordedOn: number;
  readonly recordedSecond: number;
  readonly effectiveOn: number;
  readonly stage: string;
  /** Whole minor units; null when unknown. */
  readonly amount: number | null;
  /** Without those that are not known. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly file: string;
  readonly line: number;
}

/**
 * Among the attributes of a row the stage as it was recorded, where it has been renamed since. Names of attributes have no
 * outer spaces, so that none is hidden by it.
 */
export const RECORDED_STAGE = " recorded stage";

const ROWS_AT_ONCE = 5_000;

/** The rows of a log, in its order. */
export function* changeRowsOf(log: ChangeLog): Generator<ChangeRow> {
  const { recordedOn, recordedSecond, effectiveOn, stage, amount, file, line, ...others } = log.rows;
  // A column that is added to the log has to be kept too: this does not compile otherwise.
  others satisfies Record<string, never>;
  for (let opportunity = 0; opportunity < log.opportunityIds.length; opportunity++) {
    for (let row = log.rowStart[opportunity]!; row < log.rowStart[opportunity + 1]!; row++) {
      const known: Record<string, string> = {};
      for (const { name, values, codes } of log.attributes) {
        const value = values[codes[row]!]!;
        if (value !== "") known[name] = value;
      }
      const recorded = recordedStageOf(log, row);
      if (recorded !== undefined && recorded !== log.stages[stage[row]!]) known[RECORDED_STAGE] = recorded;
      // Amounts of several currencies are kept as the source has them: rates convert them again.
      const minor = (log.exchange?.amount ?? amount)[row]!;
      yield {
        opportunityId: log.opportunityIds[opportunity]!,
        recordedOn: recordedOn[row]!,
        recordedSecond: recordedSecond[row]!,
        effectiveOn: effectiveOn[row]!,
        stage: log.stages[stage[row]!]!,
        amount: Number.isNaN(minor) ? null : minor,
        attributes: known,
        file: log.files[file[row]!]!,
        line: line[row]!,
      };
    }
  }
}

function recordedStageOf({ stageMap }: ChangeLog, row: number): string | undefined {
  return stageMap?.recorded[stageMap.recordedStage[row]!];
}

/** Digest of all that a row says; names of attributes in the order of the log, which is that of their names. */
function contentDigest(row: ChangeRow): string {
  const names = Object.keys(row.attributes).sort();
  const content = JSON.stringify([
    row.opportunityId,
    row.recordedOn,
    row.recordedSecond,
    row.effectiveOn,
    row.stage,
    row.amount,
    names.flatMap((name) => [name, row.attributes[name]]),
    row.file,
    row.line,
  ]);
  return createHash("sha256").update(content).digest("hex");
}

/** How many rows a revision has more and less than the one before it. */
export interface ChangeCounts {
  readonly addedCount: number;
  readonly endedCount: number;
}

/**
 * Makes the rows of a log the change log of a revision: what the one before has too stays as it is, the rest of it ends, and what is
 * new is added.
 */
export async function keepChanges(
  tx: StoreTransaction,
  tenantId: string,
  revision: number,
  log: ChangeLog,
): Promise<ChangeCounts> {
  const kept = await currentDigests(tx, tenantId);
  let addedCount = 0;
  let batch: { row: ChangeRow; digest: string }[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await insertRows(tx, tenantId, revision, batch);
    addedCount += batch.length;
    batch = [];
  };
  for (const row of changeRowsOf(log)) {
    const digest = contentDigest(row);
    if (kept.delete(digest)) continue;
    batch.push({ row, digest });
    if (batch.length === ROWS_AT_ONCE) await flush();
  }
  await flush();
  const ended = [...kept];
  for (let first = 0; first < ended.length; first += ROWS_AT_ONCE) {
    const digests = ended.slice(first, first + ROWS_AT_ONCE).map((digest) => Buffer.from(digest, "hex"));
    await sql`
      update change set until_revision = ${revision}
      where tenant_id = ${tenantId} and until_revision is null and content_sha256 = any(${digests}::bytea[])`.execute(
      tx,
    );
  }
  return { addedCount, endedCount: ended.length };
}

async function currentDigests(tx: StoreTransaction, tenantId: string): Promise<Set<string>> {
  const digests = new Set<string>();
  let last = Buffer.alloc(0);
  while (true) {
    const rows = await tx
      .selectFrom("change")
      .select("content_sha256")
      .where("tenant_id", "=", tenantId)
      .where("until_revision", "is", null)
      .where("content_sha256", ">", last)
      .orderBy("content_sha256")
      .limit(20_000)
      .execute();
    for (const { content_sha256 } of rows) digests.add(content_sha256.toString("hex"));
    if (rows.length < 20_000) return digests;
    last = rows.at(-1)!.content_sha256 as Buffer<ArrayBuffer>;
  }
}

async function insertRows(
  tx: StoreTransaction,
  tenantId: string,
  revision: number,
  batch: readonly { readonly row: ChangeRow; readonly digest: string }[],
): Promise<void> {
  const column = <T>(of: (row: ChangeRow) => T): T[] => batch.map(({ row }) => of(row));
  await sql`
    insert into change (tenant_id, since_revision, content_sha256, opportunity_id, recorded_on, recorded_second,
      effective_on, stage, amount_minor, attributes, file, line)
    select ${tenantId}, ${revision}, * from unnest(
      ${batch.map(({ digest }) => Buffer.from(digest, "hex"))}::bytea[],
      ${column((row) => row.opportunityId)}::text[],
      ${column((row) => isoFromDay(row.recordedOn as Day))}::date[],
      ${column((row) => row.recordedSecond)}::int[],
      ${column((row) => isoFromDay(row.effectiveOn as Day))}::date[],
      ${column((row) => row.stage)}::text[],
      ${column((row) => row.amount)}::bigint[],
      ${column((row) => JSON.stringify(row.attributes))}::jsonb[],
      ${column((row) => row.file)}::text[],
      ${column((row) => row.line)}::int[])`.execute(tx);
}

/** The rows of the change log of a revision, in no order that means anything. */
export async function* readChanges(
  tx: StoreTransaction,
  tenantId: string,
  revision: number,
): AsyncGenerator<ChangeRow> {
  let last: Buffer = Buffer.alloc(0);
  while (true) {
    const { rows } = await sql<StoredRow>`
      select content_sha256, opportunity_id, recorded_on - date '1970-01-01' as recorded_on, recorded_second,
        effective_on - date '1970-01-01' as effective_on, stage, amount_minor, attributes, file, line
      from change
      where tenant_id = ${tenantId} and content_sha256 > ${last}
        and since_revision <= ${revision} and (until_revision is null or until_revision > ${revision})
      order by content_sha256 limit ${ROWS_AT_ONCE}`.execute(tx);
    for (const row of rows) {
      yield {
        opportunityId: row.opportunity_id,
        recordedOn: row.recorded_on,
        recordedSecond: row.recorded_second,
        effectiveOn: row.effective_on,
        stage: row.stage,
        amount: row.amount_minor,
        attributes: row.attributes,
        file: row.file,
        line: row.line,
      };
    }
    if (rows.length < ROWS_AT_ONCE) return;
    last = rows.at(-1)!.content_sha256;
  }
}

interface StoredRow {
  readonly content_sha256: Buffer;
  readonly opportunity_id: string;
  readonly recorded_on: number;
  readonly recorded_second: number;
  readonly effective_on: number;
  readonly stage: string;
  readonly amount_minor: number | null;
  readonly attributes: Record<string, string>;
  readonly file: string;
  readonly line: number;
}
