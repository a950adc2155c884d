/**
 * Puts every table under row-level security that is not yet; the end of each migration. A login that is a superuser works as the role
 * `revcast_app`; one that may not make roles is no superuser, and the owner of the tables is held too (`force`).
 */
export const PROTECT_TABLES = `
do $$
declare
  name text;
  has_role boolean;
begin
  if not exists (select 1 from pg_roles where rolname = 'revcast_app') then
    begin
      create role revcast_app nologin nosuperuser nobypassrls;
    exception when insufficient_privilege or duplicate_object or unique_violation then null;
    end;
  end if;
  has_role := exists (select 1 from pg_roles where rolname = 'revcast_app');
  for name in
    select tablename from pg_tables where schemaname = current_schema() and tablename not like 'schema_migration%'
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    if not exists (select 1 from pg_policies where schemaname = current_schema() and tablename = name) then
      execute format(
        'create policy of_tenant on %I using (current_setting(''revcast.tenant'', true) in (tenant_id, ''*''))', name);
    end if;
    if has_role then
      execute format('grant select, insert, update, delete on %I to revcast_app', name);
    end if;
  end loop;
  if has_role then
    execute format('grant usage on schema %I to revcast_app', current_schema());
  end if;
end $$;
`;
