/** What came of the run of a slot, beside the run before it. */
export const SLOT_OUTCOMES = `
create table slot_outcome (
  tenant_id       text not null,
  schedule_id     uuid not null,
  slot_at         timestamptz not null,
  run_id          uuid not null,
  state           text not null,
  previous_run_id uuid,
  figures         json not null,
  is_reported     boolean not null,
  made_at         timestamptz not null default now(),
  primary key (tenant_id, schedule_id, slot_at),
  foreign key (tenant_id, schedule_id, slot_at) references slot on delete cascade
);
create index delivery_waiting on delivery (next_at) where state = 'waiting';
`;
