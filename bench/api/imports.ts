import { createClient } from "../../src/contracts/api/client.ts";
import { ensure } from "../../src/core/base/ensure.ts";
import { medianOf } from "../tools/interleave.ts";
import type { Results } from "../tools/results.ts";
import { historyOfRows } from "./history-rows.ts";

const ROW_COUNT = 10_000;
const RUNS = 7;

interface Place {
  readonly url: string;
  readonly key: string;
  readonly folder: string;
}

/** Uploads of 10,000 rows, each of other rows in the place of the ones before, from the request to its answer. */
export async function benchImports(results: Results, place: Place): Promise<void> {
  const client = createClient(place);
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const file = await historyOfRows(ROW_COUNT, run + 1, place.folder);
    const startedAt = performance.now();
    const made = await client.importFiles([file], { replace: "true" });
    seconds.push((performance.now() - startedAt) / 1_000);
    const accepted = await client.importRows(made.importId, "accepted.csv");
    const duplicates = await client.importRows(made.importId, "duplicates.csv");
    const rejected = await client.importRows(made.importId, "rejected.csv");
    const keptCount = linesOf(accepted);
    const allCount = keptCount + linesOf(duplicates) + linesOf(rejected);
    ensure(
      allCount === ROW_COUNT && keptCount > 0.9 * ROW_COUNT,
      `Of ${ROW_COUNT} rows ${keptCount} were accepted, and ${allCount} are told of`,
    );
  }
  const median = medianOf(seconds);
  results.table("import of 10,000 rows over HTTP, embedded database: seconds", [
    {
      import: "other rows in their place",
      runs: RUNS,
      least: Math.min(...seconds),
      median,
      greatest: Math.max(...seconds),
      first: seconds[0]!,
    },
  ]);
  results.target({
    what: "import of 10,000 rows, seconds (median)",
    found: median,
    goal: 3,
    isUpperLimit: true,
  });
}

/** Without the header. */
function linesOf(csv: string): number {
  return csv.trimEnd().split("\n").length - 1;
}
