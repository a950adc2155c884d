import type { ColumnType, Generated } from "kysely";
import type { ImportTable } from "./imports.ts";

/** Tables of the store as kysely sees them; the migrations say what each column means. */
export interface Schema {
  readonly tenant: TenantTable;
  readonly api_key: ApiKeyTable;
  readonly raw_file: RawFileTable;
  readonly raw_piece: RawPieceTable;
  readonly revision: RevisionTable;
  readonly import: ImportTable;
  readonly source_file: SourceFileTable;
  readonly change: ChangeTable;
  readonly document: DocumentTable;
  readonly override: OverrideTable;
  readonly quota: QuotaTable;
  readonly run: RunTable;
  readonly cell: CellTable;
  readonly cell_result: CellResultTable;
  readonly run_result: RunResultTable;
  readonly alarm: AlarmTable;
  readonly idempotency: IdempotencyTable;
  readonly schedule: ScheduleTable;
  readonly slot: SlotTable;
  readonly slot_outcome: SlotOutcomeTable;
  readonly delivery: DeliveryTable;
  readonly audit: AuditTable;
}

/** A moment that the database sets when nobody gives it. */
type MadeAt = ColumnType<Date, Date | undefined, never>;
type Moment = ColumnType<Date, Date, Date>;
type MaybeMoment = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** JSON goes in as text and comes out parsed. */
type Json = ColumnType<unknown, string, string>;
type MaybeJson = ColumnType<unknown, string | null | undefined, string | null>;
/** ISO day. */
type DayText = ColumnType<string, string, string>;

interface TenantTable {
  tenant_id: string;
  name: string;
  created_at: MadeAt;
}

interface ApiKeyTable {
  tenant_id: string;
  key_id: Generated<string>;
  name: string;
  prefix: string;
  secret_sha256: Buffer;
  role: string;
  scopes: string[];
  subtree_owner: string | null;
  created_by: string;
  created_at: MadeAt;
  expires_at: MaybeMoment;
  revoked_at: MaybeMoment;
  last_used_at: MaybeMoment;
}

interface RawFileTable {
  tenant_id: string;
  sha256: string;
  byte_count: number;
  stored_at: MadeAt;
}

interface RawPieceTable {
  tenant_id: string;
  sha256: string;
  ordinal: number;
  bytes: Buffer;
}

interface RevisionTable {
  tenant_id: string;
  revision: number;
  import_id: string;
  header: Json;
  log_sha256: string;
  change_count: number;
  made_by: string;
  made_at: MadeAt;
}

interface SourceFileTable {
  tenant_id: string;
  name: string;
  sha256: string;
  since_revision: number;
  until_revision: number | null;
}

interface ChangeTable {
  tenant_id: string;
  content_sha256: Buffer;
  since_revision: number;
  until_revision: number | null;
  opportunity_id: string;
  recorded_on: DayText;
  recorded_second: number;
  effective_on: DayText;
  stage: string;
  amount_minor: number | null;
  attributes: Json;
  file: string;
  line: number;
}

interface DocumentTable {
  tenant_id: string;
  kind: string;
  name: string;
  version: number;
  body: string;
  sha256: string;
  is_deleted: Generated<boolean>;
  made_by: string;
  made_at: MadeAt;
}

interface OverrideTable {
  tenant_id: string;
  override_id: Generated<string>;
  scope: "company" | "owner" | "segment";
  scope_value: string | null;
  period_from: DayText;
  period_to: DayText;
  amount: string;
  currency: string;
  note: string;
  made_by: string;
  made_at: MadeAt;
  reverted_by: string | null;
  reverted_at: MaybeMoment;
}

interface QuotaTable {
  tenant_id: string;
  quota_id: Generated<string>;
  scope: "company" | "owner" | "segment";
  scope_value: string | null;
  period_from: DayText;
  period_to: DayText;
  amount: string;
  currency: string;
  made_by: string;
  made_at: MadeAt;
  ended_by: string | null;
  ended_at: MaybeMoment;
}

interface RunTable {
  tenant_id: string;
  run_id: Generated<string>;
  kind: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  request: Json;
  request_sha256: string;
  revision: number | null;
  engine_version: string;
  seed: number | null;
  plan_digest: string | null;
  result_digest: string | null;
  cell_count: number;
  changes: Generated<number>;
  failure: MaybeJson;
  schedule_id: string | null;
  slot_at: MaybeMoment;
  made_by: string;
  made_at: MadeAt;
  started_at: MaybeMoment;
  finished_at: MaybeMoment;
}

interface CellTable {
  tenant_id: string;
  run_id: string;
  ordinal: number;
  kind: string;
  state: "waiting" | "done" | "dead" | "cancelled";
  epoch: Generated<number>;
  input: Json;
  input_sha256: string;
  executions: Generated<number>;
  crashes: Generated<number>;
  failure: MaybeJson;
  worker: string | null;
  changed_at: ColumnType<Date, Date | undefined, Date>;
  turn: ColumnType<number | null, number | null | undefined, number | null>;
  held_until: MaybeMoment;
}

interface CellResultTable {
  tenant_id: string;
  run_id: string;
  ordinal: number;
  epoch: number;
  bytes: Buffer;
  sha256: string;
  worker: string;
  made_at: MadeAt;
}

interface RunResultTable {
  tenant_id: string;
  run_id: string;
  bytes: Buffer;
  sha256: string;
  made_at: MadeAt;
}

interface AlarmTable {
  tenant_id: string;
  alarm_id: Generated<string>;
  kind: string;
  detail: Json;
  made_at: MadeAt;
}

interface IdempotencyTable {
  tenant_id: string;
  key: string;
  request_sha256: string;
  status: number | null;
  response: Buffer | null;
  made_at: ColumnType<Date, Date | undefined, Date>;
  claim: string | null;
  committed_status: number | null;
}

interface ScheduleTable {
  tenant_id: string;
  schedule_id: Generated<string>;
  name: string;
  kind: string;
  request: Json;
  cron: string;
  zone: string;
  missed: "run-latest" | "run-all" | "skip";
  webhook: MaybeJson;
  run_as: string;
  is_paused: Generated<boolean>;
  decided_to: Moment;
  made_by: string;
  made_at: MadeAt;
  deleted_at: MaybeMoment;
}

interface SlotTable {
  tenant_id: string;
  schedule_id: string;
  slot_at: Moment;
  state: "fired" | "skipped" | "refused";
  reason: string | null;
  run_id: string | null;
  decided_at: MadeAt;
}

interface SlotOutcomeTable {
  tenant_id: string;
  schedule_id: string;
  slot_at: Moment;
  run_id: string;
  state: string;
  previous_run_id: string | null;
  figures: Json;
  is_reported: boolean;
  made_at: MadeAt;
}

interface DeliveryTable {
  tenant_id: string;
  delivery_id: Generated<string>;
  schedule_id: string | null;
  run_id: string;
  url: string;
  body: Json;
  state: "waiting" | "delivered" | "dead";
  attempts: Generated<number>;
  next_at: ColumnType<Date, Date | undefined, Date>;
  failure: string | null;
  made_at: MadeAt;
}

interface AuditTable {
  tenant_id: string;
  entry: number;
  at: Moment;
  actor: string;
  action: string;
  subject: string;
  detail: Json;
  previous_sha256: string;
  sha256: string;
}
