/** Replies to requests with a key are found by their age, to be thrown away when nobody may ask for them any more. */
export const OLD_REPLIES = `
create index idempotency_age on idempotency (tenant_id, made_at);
`;
