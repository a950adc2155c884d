import { plainName, SYNONYMS } from "../files/column-roles.ts";
import type { ImportedPipeline } from "../files/import-result.ts";

/** Columns that a total may be cut by, for a message that offers them: not the expected close, which has a group for every day. */
export function cutNames({ log }: Pick<ImportedPipeline, "log">): string {
  const names = log.attributes
    .map(({ name }) => name)
    .filter((name) => !SYNONYMS.closeDate.some((synonym) => synonym === plainName(name)));
  return names.length > 0 ? names.join(", ") : "none";
}
