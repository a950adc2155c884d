/** Every import by its id, those that brought nothing new too; what a request with a key has done, in the transaction that did it. */
export const IMPORTS = `
create table import (
  tenant_id       text not null references tenant,
  import_id       uuid not null,
  -- What the workspace held when it had ended: made by it, or there before.
  revision        integer not null,
  is_new          boolean not null,
  -- Name, digest and state of each file that was sent.
  files           json not null,
  rejection_count integer not null,
  made_by         text not null,
  made_at         timestamptz not null default now(),
  primary key (tenant_id, import_id),
  foreign key (tenant_id, revision) references revision
);
create index import_newest on import (tenant_id, made_at desc, import_id desc);
-- Row-level security holds for who owns the tables too.
select set_config('revcast.tenant', '*', true);
insert into import
select tenant_id, import_id, revision, true,
  (select coalesce(json_agg(json_build_object('name', name, 'sha256', sha256, 'state', 'added') order by name), '[]'::json)
    from source_file s where s.tenant_id = r.tenant_id and s.since_revision = r.revision),
  coalesce((header -> 'imported' ->> 'rejectionCount')::integer, 0), made_by, made_at
from revision r;
-- Whose turn it is to do the work of a key: who was thought dead and comes back keeps nothing.
alter table idempotency add column claim uuid;
-- Status of the reply that was written with the work itself; it is the answer should nobody live to give another one.
alter table idempotency add column committed_status integer;
`;
