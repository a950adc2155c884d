import { AppFailure } from "../../contracts/failure.ts";
import type { ColumnFacts } from "./cut-columns.ts";

/**
 * The column of owners by which a result is cut. A result that is not cut by it tells a subtree nothing of its own.
 * @throws {AppFailure} denied, with what to ask for instead
 */
export function ownerCutOf(column: string | undefined, { ownerColumn }: ColumnFacts): string {
  if (column !== undefined && column === ownerColumn) return column;
  throw new AppFailure(
    "denied",
    ownerColumn === undefined
      ? "Cannot show this to this key: the files name no column of owners, so nothing of it is anybody's; name it as ownerColumn in funnel.yaml"
      : `Cannot show this to this key: the run is not cut by owner, so it tells of the company alone; ask for one with "owner": ${JSON.stringify(ownerColumn)}`,
  );
}
