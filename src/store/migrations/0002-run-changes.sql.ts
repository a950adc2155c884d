/** What progress and poison work are told by. */
export const RUN_CHANGES = `
-- Raised by everything that changes how a run stands: the id of its newest event.
alter table run add column changes integer not null default 0;
-- Executions under which the computing process died; those of a machine that was lost are not the cell's fault.
alter table cell add column crashes integer not null default 0;
`;
