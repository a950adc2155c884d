import { AppFailure } from "../../contracts/failure.ts";
import { closestName } from "../closest-name.ts";
import type { Findings } from "../findings.ts";

/**
 * The one pipeline that is read. Stages of several pipelines are never mixed.
 * @param counts opportunities by the name of their pipeline; "" = the file does not say
 * @returns whether an opportunity of a pipeline is read
 * @throws {AppFailure} `ambiguous_input` that lists several pipelines, `usage` when there is none of the chosen name
 */
export function choosePipeline(
  counts: ReadonlyMap<string, number>,
  chosen: string | undefined,
  findings: Findings,
): (pipeline: string) => boolean {
  const names = [...counts.keys()].filter((name) => name !== "").sort();
  const listed = names.map((name) => `"${name}" (${counts.get(name)})`).join(", ");
  if (chosen === undefined) {
    if (names.length < 2) return () => true;
    throw new AppFailure(
      "ambiguous_input",
      `Cannot mix the stages of ${names.length} pipelines: the files hold ${listed} opportunities; ` +
        `choose one with --pipeline "${names[0]}"`,
    );
  }
  const name = names.find((other) => same(other, chosen));
  if (name === undefined) {
    const closest = closestName(chosen, names);
    const advice = closest === undefined ? `there are ${listed || "none"}` : `did you mean "${closest}"?`;
    throw new AppFailure("usage", `Cannot read pipeline "${chosen}": no opportunity is in it; ${advice}`);
  }
  const leftOut = [...counts].reduce((sum, [other, count]) => sum + (other === name ? 0 : count), 0);
  if (leftOut > 0) {
    findings.warn("pipelines_left_out", `Opportunities outside of pipeline "${name}" are left out`, leftOut);
  }
  return (pipeline) => pipeline === name;
}

/** Counts names, each as often as it occurs. */
export function countsOf(names: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function same(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}
