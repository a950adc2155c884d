import { inSameTransaction } from "../workspace/in-same-transaction.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { appendAudit, type AuditEvent } from "./append.ts";

/**
 * A workspace for a use case of one transaction: what it does there, and the entry that tells of it, are kept together or not at all.
 */
export function audited(
  workspace: Workspace,
  event: Pick<AuditEvent, "action" | "subject" | "detail">,
): Workspace {
  const { tenantId, actor } = workspace;
  return inSameTransaction(workspace, (tx) => appendAudit(tx, { ...event, tenantId, actor }));
}
