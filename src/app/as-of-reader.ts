import { AppFailure } from "../contracts/failure.ts";
import type { ImportedPipeline } from "../files/import-result.ts";
import type { PipelineSource } from "./read-pipeline.ts";
import { asOfOf } from "./runs/compute/cell-input.ts";

/**
 * The as-of day of a question: the one that is given; of a workspace, else, the last day on which anything was recorded, as for its runs.
 * @returns what tells it once the pipeline is read
 * @throws {AppFailure} usage for files without one: what a file ends with is not always the day to stand on
 */
export function asOfReader({
  asOf,
  paths,
}: Pick<PipelineSource, "paths"> & { readonly asOf?: string | undefined }): (
  imported: ImportedPipeline,
) => string {
  if (asOf === undefined && paths.length > 0) {
    throw new AppFailure(
      "usage",
      "Cannot tell the as-of day of files: give --as-of, the last day that counts (2018-06-30)",
    );
  }
  return (imported) => asOfOf(asOf, { imported });
}
