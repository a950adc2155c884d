/** Backup and restore work on the store itself: the workspace of a tenant, which every other command makes, is a part of it. */
export { openStore, type Store } from "../../store/store.ts";
