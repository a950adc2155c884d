/** Whose turn it is among the cells of all tenants, and which cells are being computed. */
export const CELL_TURNS = `
-- Place in the line that all tenants stand in; null while the cell is not offered to anybody.
alter table cell add column turn integer;
-- Until when its worker computes it, as far as is known: renewed as long as it does, so that a lost worker holds nothing for long.
alter table cell add column held_until timestamptz;
create index cell_without_turn on cell (tenant_id, run_id, ordinal) where state = 'waiting' and turn is null;
create index cell_with_turn on cell (tenant_id, turn) where state = 'waiting' and turn is not null;
`;
