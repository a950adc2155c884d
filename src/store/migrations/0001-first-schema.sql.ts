/**
 * The first schema. Every table of a tenant has the tenant in its key, and row-level security lets a transaction see the rows of the
 * tenant that it names with `revcast.tenant` (`*` for the service's own work across tenants).
 */
export const FIRST_SCHEMA = `
create table tenant (
  tenant_id  text primary key check (tenant_id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name       text not null,
  created_at timestamptz not null default now()
);

-- Only hashes of secrets are stored. The prefix is what finds a key.
create table api_key (
  tenant_id     text not null references tenant,
  key_id        uuid not null default gen_random_uuid(),
  name          text not null,
  prefix        text not null unique,
  secret_sha256 bytea not null check (octet_length(secret_sha256) = 32),
  role          text not null,
  scopes        text[] not null default '{}',
  subtree_owner text,
  created_by    text not null,
  created_at    timestamptz not null default now(),
  expires_at    timestamptz,
  revoked_at    timestamptz,
  last_used_at  timestamptz,
  primary key (tenant_id, key_id)
);

-- Raw files by digest, in pieces so that no file has to be in memory whole.
create table raw_file (
  tenant_id  text not null references tenant,
  sha256     text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  byte_count bigint not null,
  stored_at  timestamptz not null default now(),
  primary key (tenant_id, sha256)
);
create table raw_piece (
  tenant_id text not null,
  sha256    text not null,
  ordinal   integer not null,
  bytes     bytea not null,
  primary key (tenant_id, sha256, ordinal),
  foreign key (tenant_id, sha256) references raw_file on delete cascade
);

-- A revision of a workspace is a set of files; its change log is what an import makes of them together.
create table revision (
  tenant_id    text not null references tenant,
  revision     integer not null check (revision >= 1),
  import_id    uuid not null,
  -- json, not jsonb: the order of names is part of an answer that is the same to the byte.
  header       json not null,
  log_sha256   text not null,
  change_count bigint not null,
  made_by      text not null,
  made_at      timestamptz not null default now(),
  primary key (tenant_id, revision),
  unique (tenant_id, import_id)
);
-- A file belongs to the revisions from since_revision up to, and without, until_revision.
create table source_file (
  tenant_id      text not null references tenant,
  name           text not null,
  sha256         text not null,
  since_revision integer not null,
  until_revision integer,
  primary key (tenant_id, name, since_revision),
  foreign key (tenant_id, sha256) references raw_file
);
-- The change log. Rows are never changed but for the revision from which they are no longer part of it.
create table change (
  tenant_id       text not null references tenant,
  content_sha256  bytea not null check (octet_length(content_sha256) = 32),
  since_revision  integer not null,
  until_revision  integer,
  opportunity_id  text not null,
  recorded_on     date not null,
  recorded_second integer not null,
  effective_on    date not null,
  stage           text not null,
  amount_minor    bigint,
  attributes      jsonb not null,
  file            text not null,
  line            integer not null,
  primary key (tenant_id, content_sha256, since_revision)
);
create index change_of_opportunity on change (tenant_id, opportunity_id, recorded_on);

-- Scenarios, cost plans, targets, policies: files with a contract, every version kept.
create table document (
  tenant_id  text not null references tenant,
  kind       text not null,
  name       text not null,
  version    integer not null check (version >= 1),
  body       text not null,
  sha256     text not null,
  is_deleted boolean not null default false,
  made_by    text not null,
  made_at    timestamptz not null default now(),
  primary key (tenant_id, kind, name, version)
);

-- A person's number for a period; shown beside the forecast and never inside it.
create table override (
  tenant_id    text not null references tenant,
  override_id  uuid not null default gen_random_uuid(),
  scope        text not null check (scope in ('company', 'owner', 'segment')),
  scope_value  text,
  period_from  date not null,
  period_to    date not null check (period_to >= period_from),
  amount       numeric(24, 4) not null check (amount <> 'NaN' and amount >= 0),
  currency     text not null,
  note         text not null,
  made_by      text not null,
  made_at      timestamptz not null default now(),
  reverted_by  text,
  reverted_at  timestamptz,
  primary key (tenant_id, override_id),
  check ((scope = 'company') = (scope_value is null))
);
create table quota (
  tenant_id   text not null references tenant,
  quota_id    uuid not null default gen_random_uuid(),
  scope       text not null check (scope in ('company', 'owner', 'segment')),
  scope_value text,
  period_from date not null,
  period_to   date not null check (period_to >= period_from),
  amount      numeric(24, 4) not null check (amount <> 'NaN' and amount >= 0),
  currency    text not null,
  made_by     text not null,
  made_at     timestamptz not null default now(),
  ended_by    text,
  ended_at    timestamptz,
  primary key (tenant_id, quota_id),
  check ((scope = 'company') = (scope_value is null))
);

-- A run is a request and its answer; its cells are the pieces that machines share.
create table run (
  tenant_id      text not null references tenant,
  run_id         uuid not null default gen_random_uuid(),
  kind           text not null,
  state          text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  request        json not null,
  request_sha256 text not null,
  revision       integer,
  engine_version text not null,
  seed           bigint,
  plan_digest    text,
  result_digest  text,
  cell_count     integer not null check (cell_count >= 0),
  failure        jsonb,
  schedule_id    uuid,
  slot_at        timestamptz,
  made_by        text not null,
  made_at        timestamptz not null default now(),
  started_at     timestamptz,
  finished_at    timestamptz,
  primary key (tenant_id, run_id)
);
create index run_by_time on run (tenant_id, made_at desc, run_id);
create index run_unfinished on run (state) where state in ('waiting', 'running');
create table cell (
  tenant_id    text not null,
  run_id       uuid not null,
  ordinal      integer not null,
  kind         text not null,
  state        text not null check (state in ('waiting', 'done', 'dead', 'cancelled')),
  -- Raised by cancel, redrive and erase: work of an earlier epoch is dropped when it reports.
  epoch        integer not null default 1,
  input        json not null,
  input_sha256 text not null,
  executions   integer not null default 0,
  failure      jsonb,
  worker       text,
  changed_at   timestamptz not null default now(),
  primary key (tenant_id, run_id, ordinal),
  foreign key (tenant_id, run_id) references run on delete cascade
);
create index cell_waiting on cell (tenant_id, run_id) where state = 'waiting';
create table cell_result (
  tenant_id text not null,
  run_id    uuid not null,
  ordinal   integer not null,
  epoch     integer not null,
  bytes     bytea not null,
  sha256    text not null,
  worker    text not null,
  made_at   timestamptz not null default now(),
  primary key (tenant_id, run_id, ordinal),
  foreign key (tenant_id, run_id, ordinal) references cell on delete cascade
);
create table run_result (
  tenant_id text not null,
  run_id    uuid not null,
  bytes     bytea not null,
  sha256    text not null,
  made_at   timestamptz not null default now(),
  primary key (tenant_id, run_id),
  foreign key (tenant_id, run_id) references run on delete cascade
);
-- Two executions of one cell that differ: results are no longer reproducible, which is a fault to be looked into.
create table alarm (
  tenant_id text not null references tenant,
  alarm_id  uuid not null default gen_random_uuid(),
  kind      text not null,
  detail    jsonb not null,
  made_at   timestamptz not null default now(),
  primary key (tenant_id, alarm_id)
);

create table idempotency (
  tenant_id      text not null references tenant,
  key            text not null,
  request_sha256 text not null,
  status         integer,
  response       bytea,
  made_at        timestamptz not null default now(),
  primary key (tenant_id, key)
);

create table schedule (
  tenant_id    text not null references tenant,
  schedule_id  uuid not null default gen_random_uuid(),
  name         text not null,
  kind         text not null,
  request      json not null,
  cron         text not null,
  zone         text not null,
  missed       text not null check (missed in ('run-latest', 'run-all', 'skip')),
  webhook      jsonb,
  run_as       uuid not null,
  is_paused    boolean not null default false,
  -- Slots up to and including this moment have been decided.
  decided_to   timestamptz not null,
  made_by      text not null,
  made_at      timestamptz not null default now(),
  deleted_at   timestamptz,
  primary key (tenant_id, schedule_id),
  foreign key (tenant_id, run_as) references api_key
);
create unique index schedule_name on schedule (tenant_id, name) where deleted_at is null;
create table slot (
  tenant_id   text not null,
  schedule_id uuid not null,
  slot_at     timestamptz not null,
  state       text not null check (state in ('fired', 'skipped', 'refused')),
  reason      text,
  run_id      uuid,
  decided_at  timestamptz not null default now(),
  primary key (tenant_id, schedule_id, slot_at),
  foreign key (tenant_id, schedule_id) references schedule on delete cascade
);
create table delivery (
  tenant_id    text not null references tenant,
  delivery_id  uuid not null default gen_random_uuid(),
  schedule_id  uuid,
  run_id       uuid not null,
  url          text not null,
  body         jsonb not null,
  state        text not null check (state in ('waiting', 'delivered', 'dead')),
  attempts     integer not null default 0,
  next_at      timestamptz not null default now(),
  failure      text,
  made_at      timestamptz not null default now(),
  primary key (tenant_id, delivery_id),
  unique (tenant_id, run_id, url)
);

-- Who did what. Each entry holds the digest of the one before, so that none can be changed, removed or moved unseen.
create table audit (
  tenant_id       text not null references tenant,
  entry           bigint not null,
  at              timestamptz not null,
  actor           text not null,
  action          text not null,
  subject         text not null,
  detail          jsonb not null,
  previous_sha256 text not null,
  sha256          text not null,
  primary key (tenant_id, entry)
);
`;
