import type { WorkspaceImportReply } from "../contracts/workspace-import.ts";

const STATES = {
  added: "new",
  replaced: "takes the place of the file before",
  known: "was there already",
  renamed: "new, beside a file of the same name",
} as const satisfies Record<WorkspaceImportReply["files"][number]["state"], string>;

/** What an import made of a workspace, for a terminal. */
export function workspaceImportAsText(reply: WorkspaceImportReply): string {
  const { pipeline, files } = reply;
  const width = Math.max(...files.map(({ name }) => name.length), 4);
  const whole = (count: number): string => count.toLocaleString("en-US");
  const lines = [
    reply.isNew
      ? `Imported: the workspace is at revision ${reply.revision}`
      : `Nothing new: the workspace stays at revision ${reply.revision}`,
    "",
    ...files.map(({ name, state }) => `  ${name.padEnd(width)}  ${STATES[state]}`),
    "",
    `  ${whole(pipeline.opportunityCount)} opportunities, ${whole(pipeline.changeCount)} changes` +
      (pipeline.firstDay === null ? "" : `, ${pipeline.firstDay} to ${pipeline.lastDay}`) +
      `, in ${pipeline.currency}`,
    `  ${whole(reply.addedCount)} changes are new, ${whole(reply.endedCount)} hold no more`,
    ...reply.warnings.map(
      ({ message, count }) => `  ! ${message}${count === undefined ? "" : ` (${whole(count)})`}`,
    ),
    "",
  ];
  return lines.join("\n");
}
