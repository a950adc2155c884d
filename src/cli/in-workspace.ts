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
