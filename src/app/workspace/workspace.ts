import { AppFailure } from "../../contracts/failure.ts";
import type { FileReader } from "../reading/file-reader.ts";
import { openStore, type Store, type StoreOptions, type StorePlace } from "../../store/store.ts";

export type { StorePlace } from "../../store/store.ts";

/** The data of one tenant, and on whose behalf it is worked with. */
export interface Workspace {
  readonly store: Store;
  readonly tenantId: string;
  /** Who acts, for provenance and audit: `cli`, or the name of a key. */
  readonly actor: string;
  /** Reads files and documents that come in; in this process where nothing is said. */
  readonly files?: FileReader | undefined;
  /** Number of the newest revision, where who asks is to be answered as of the moment at which it was read. */
  readonly newestRevision?: number | undefined;
}

/** The tenant of a workspace that nobody has divided. */
export const DEFAULT_TENANT = "default";

/** Folder of the embedded database when nobody names another. */
export const WORKSPACE_FOLDER = ".revcast";

/**
 * Opens the workspace of the command line: the server of `DATABASE_URL`, else the embedded database of a folder.
 * @throws {AppFailure} as `openStore`
 */
export async function openWorkspace(place: StorePlace, options?: StoreOptions): Promise<Workspace> {
  const store = await openStore(place, options);
  try {
    await ensureTenant(store, DEFAULT_TENANT, "Default");
  } catch (error) {
    await store.close();
    throw error;
  }
  return { store, tenantId: DEFAULT_TENANT, actor: "cli" };
}

/** Makes a tenant where there is none of that id. @returns whether it was made */
export async function ensureTenant(store: Store, tenantId: string, name: string): Promise<boolean> {
  return store.asSystem(async (tx) => {
    const made = await tx
      .insertInto("tenant")
      .values({ tenant_id: tenantId, name })
      .onConflict((conflict) => conflict.doNothing())
      .returning("tenant_id")
      .executeTakeFirst();
    return made !== undefined;
  });
}

/** Why a workspace that nothing was imported into cannot answer. */
export function emptyWorkspace(): AppFailure {
  return new AppFailure(
    "no_data",
    "Cannot answer from the workspace: nothing was imported into it yet; import files first (`revcast import PATH`, or POST /v1/imports), or name the files",
  );
}
