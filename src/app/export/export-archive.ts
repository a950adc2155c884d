import { mkdtemp, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import type { Workspace } from "../workspace/workspace.ts";
import { exportWorkspace, type ExportOptions } from "./export-workspace.ts";
import { tarArchive, type ArchivedFile } from "./tar-archive.ts";

/** An archive that is sent as it is packed, and what is to be done when it was sent or nobody wants it any more. */
export interface ExportArchive {
  readonly stream: Readable;
  readonly fileName: string;
  readonly remove: () => Promise<void>;
}

/** Keys are read where keys are kept, by who keeps them. */
const NOT_OVER_HTTP = ["api_key"] as const;

/**
 * Everything of the tenant as one `.tar.gz`: the same files as the command writes, but for keys. The folder is written first, so that
 * what is sent is one moment of the workspace and whole.
 * @param scratchFolder where there is room for the folder
 */
export async function exportArchive(
  workspace: Workspace,
  scratchFolder: string,
  options: Pick<ExportOptions, "version" | "signal">,
): Promise<ExportArchive> {
  const scratch = await mkdtemp(join(scratchFolder, "export-"));
  const remove = (): Promise<void> => rm(scratch, { recursive: true, force: true });
  try {
    const folder = join(scratch, "export");
    const { files, madeAt } = await exportWorkspace(workspace, folder, {
      ...options,
      leavesOut: NOT_OVER_HTTP,
    });
    const name = `revcast-export-${madeAt.slice(0, 10)}`;
    const all: ArchivedFile[] = [...files];
    for (const path of ["manifest.json", "SHA256SUMS"]) {
      all.push({ path, byteCount: (await stat(join(folder, path))).size });
    }
    const packed = Readable.from(tarArchive(folder, name, all, new Date(madeAt)), { objectMode: false });
    const stream = createGzip({ level: 6 });
    // One of them that breaks off takes the other along.
    packed.on("error", (error) => stream.destroy(error));
    stream.on("close", () => packed.destroy());
    packed.pipe(stream);
    return { stream, fileName: `${name}.tar.gz`, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
