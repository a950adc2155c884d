import { openWorkspace, type Workspace } from "../app/workspace/workspace.ts";
import { placeOf } from "./reading-options.ts";

export interface WorkspaceFlags {
  workspace?: string;
  json?: boolean;
}

/** Works in the workspace that flags and environment mean, and closes it. */
export async function inWorkspace<T>(
  flags: Pick<WorkspaceFlags, "workspace">,
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const workspace = await openWorkspace(placeOf(flags));
  try {
    return await work(workspace);
  } finally {
    await workspace.store.close();
  }
}

/** Rows of text with aligned columns; the first row is the head. */
export function alignedRows(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd();
  return `${rows.map(line).join("\n")}\n`;
}
