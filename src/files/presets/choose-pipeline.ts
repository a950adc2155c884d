import { AppFailure } from "../../contracts/failure.ts";
import { closestName } from "../closest-name.ts";
import type { Findings } from "../findings.ts";

/** Which pipelines are read. */
export interface PipelineChoice {
  readonly isRead: (pipeline: string) => boolean;
  /** true: several are read side by side, their open stages told apart by the pipeline before them. */
  readonly isAll: boolean;
}

/** What says that all pipelines are read. */
const ALL = "all";

/** The name of an open stage where several pipelines are read; closed stages mean the same in all of them. */
export function stageInPipeline(pipeline: string, stage: string): string {
  return pipeline === "" || stage === "" ? stage : `${pipeline} / ${stage}`;
}

/**
 * The one pipeline that is read, or all of them side by side. Stages of several pipelines are never mixed.
 * @param counts opportunities by the name of their pipeline; "" = the file does not say
 * @throws {AppFailure} `ambiguous_input` that lists several pipelines, `usage` when there is none of the chosen name
 */
export function choosePipeline(
  counts: ReadonlyMap<string, number>,
  chosen: string | undefined,
  findings: Findings,
): PipelineChoice {
  const names = [...counts.keys()].filter((name) => name !== "").sort();
  const listed = names.map((name) => `"${name}" (${counts.get(name)})`).join(", ");
  if (chosen === undefined) {
    if (names.length < 2) return { isRead: () => true, isAll: false };
    throw new AppFailure(
      "ambiguous_input",
      `Cannot mix the stages of ${names.length} pipelines: the files hold ${listed} opportunities; ` +
        `choose one with --pipeline "${names[0]}", or read them side by side with --pipeline all`,
    );
  }
  if (same(chosen, ALL) && !names.some((other) => same(other, ALL))) {
    const isAll = names.length > 1;
    if (isAll) {
      findings.warn(
        "pipelines_together",
        `Open stages of ${names.length} pipelines stand side by side as "Pipeline / Stage"; figures are of all pipelines together, ` +
          "with one level of new business: cut them by the column of pipelines, or choose one, to see each",
      );
    }
    return { isRead: () => true, isAll };
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
  return { isRead: (pipeline) => pipeline === name, isAll: false };
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
