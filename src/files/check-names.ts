import { AppFailure } from "../contracts/failure.ts";
import type { FunnelDefinition } from "../contracts/funnel.ts";
import type { AttributePlan } from "./attributes.ts";
import { closestName } from "./closest-name.ts";
import { plainName } from "./column-roles.ts";
import type { SourceFile } from "./source-file.ts";

/** @throws {AppFailure} `bad_input` when the definition names a column that no file has */
export function checkMapping(mapping: FunnelDefinition["columns"], sources: readonly SourceFile[]): void {
  const headers = sources.flatMap(({ header }) => header).filter((name) => name !== "");
  const known = new Set(headers.map(plainName));
  for (const [role, name] of Object.entries(mapping)) {
    if (known.has(plainName(name))) continue;
    throw new AppFailure(
      "bad_input",
      `Cannot use the funnel definition: no file has the column "${name}" that columns.${role} names; ${advice(name, headers)}`,
    );
  }
}

/** @throws {AppFailure} `usage` when no attribute has the name */
export function columnNamed(attributes: AttributePlan, name: string, purpose: "segment" | "owner"): string {
  const column = attributes.find(name);
  if (column !== undefined) return column;
  throw new AppFailure(
    "usage",
    `Cannot use "${name}" as ${purpose} column: no such column; ${advice(name, attributes.names)}`,
  );
}

function advice(name: string, candidates: readonly string[]): string {
  const closest = closestName(name, candidates);
  if (closest !== undefined) return `did you mean "${closest}"?`;
  const shown = [...new Set(candidates)].slice(0, 20).join(", ");
  return shown === "" ? "the files have no such columns" : `there are ${shown}`;
}
