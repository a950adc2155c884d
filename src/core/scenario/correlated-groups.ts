import { ensure } from "../base/ensure.ts";
import { choleskyFactor } from "../maths/cholesky.ts";
import { scoreCorrelation } from "./score-correlation.ts";
import { admissibleCorrelation } from "./admissible-correlation.ts";
import type { LeverCorrelation } from "./lever.ts";

/** Levers that correlations join, directly or by way of others. */
export interface CorrelatedGroup {
  /** In the order of their UTF-16 code units. */
  readonly names: readonly string[];
  /** Cholesky's factor of the correlations of their normal scores; shape [name x name], row-major, lower triangular. */
  readonly factor: Float64Array;
}

/** What is wrong with correlations: the two levers that it is about, and a sentence. */
export interface CorrelationProblem {
  readonly first: string;
  readonly second: string;
  readonly message: string;
}

type GroupsOrProblem =
  | { readonly ok: true; readonly groups: readonly CorrelatedGroup[] }
  | { readonly ok: false; readonly problem: CorrelationProblem };

/**
 * The groups of levers that are correlated, or the first pair that is the reason why they cannot be. The order of the
 * names and of the correlations does not matter.
 */
export function correlatedGroups(
  names: readonly string[],
  correlations: readonly LeverCorrelation[],
): GroupsOrProblem {
  const known = new Map<string, number>();
  for (const { first, second, rankCorrelation } of correlations) {
    const refuse = (message: string): GroupsOrProblem => ({ ok: false, problem: { first, second, message } });
    const stranger = [first, second].find((name) => !names.includes(name));
    if (stranger !== undefined) return refuse(`there is no lever "${stranger}"`);
    if (first === second) return refuse(`"${first}" cannot be correlated with itself`);
    if (!(rankCorrelation > -1 && rankCorrelation < 1)) {
      return refuse(`a rank correlation of ${rankCorrelation} is not between -1 and 1`);
    }
    const before = known.get(pairKey(first, second));
    if (before !== undefined && before !== rankCorrelation) {
      return refuse(
        `"${first}" and "${second}" are correlated by ${before} and by ${rankCorrelation}; say it once`,
      );
    }
    known.set(pairKey(first, second), rankCorrelation);
  }
  const groups: CorrelatedGroup[] = [];
  for (const members of connected(names, correlations)) {
    const size = members.length;
    const matrix = Float64Array.from({ length: size * size }, (_, cell) => {
      const [row, column] = [Math.floor(cell / size), cell % size];
      return row === column ? 1 : scoreCorrelation(known.get(pairKey(members[row]!, members[column]!)) ?? 0);
    });
    const cholesky = choleskyFactor(matrix, size);
    if (!cholesky.ok) return { ok: false, problem: contradiction(members, matrix, cholesky.row, known) };
    groups.push({ names: members, factor: cholesky.lower });
  }
  return { ok: true, groups };
}

/**
 * As `correlatedGroups`, for correlations that a contract has let through.
 * @throws {RangeError} naming the pair
 */
export function correlatedGroupsOf(
  names: readonly string[],
  correlations: readonly LeverCorrelation[],
): readonly CorrelatedGroup[] {
  const result = correlatedGroups(names, correlations);
  ensure(result.ok, result.ok ? "" : `Cannot sample sizes: ${result.problem.message}`);
  return result.groups;
}

/** Which stated correlation of the row at fault contradicts the others, with the range that it may lie in. */
function contradiction(
  members: readonly string[],
  matrix: Float64Array,
  row: number,
  known: ReadonlyMap<string, number>,
): CorrelationProblem {
  const first = members[row]!;
  const stated = members.slice(0, row).filter((other) => known.has(pairKey(first, other)));
  for (const second of stated) {
    const range = admissibleCorrelation(matrix, members.length, row, members.indexOf(second));
    if (range === undefined) continue;
    const message =
      `the correlation of "${first}" and "${second}" (${known.get(pairKey(first, second))}) contradicts the others; ` +
      `with them it can lie between ${Math.ceil(range.low * 100) / 100} and ${Math.floor(range.high * 100) / 100}`;
    return { first, second, message };
  }
  const second = stated[0] ?? members[0]!;
  const message = `the correlation of "${first}" and "${second}" contradicts the others; bring them nearer to 0`;
  return { first, second, message };
}

/** Connected levers in sets of two and more; sets and members in the order of their names. */
function connected(
  names: readonly string[],
  correlations: readonly LeverCorrelation[],
): readonly (readonly string[])[] {
  const groupOf = new Map(names.toSorted(byCodeUnits).map((name) => [name, [name]]));
  for (const { first, second } of correlations) {
    const joined = groupOf.get(first)!;
    const other = groupOf.get(second)!;
    if (joined === other) continue;
    joined.push(...other);
    for (const name of other) groupOf.set(name, joined);
  }
  return [...new Set(groupOf.values())]
    .filter((members) => members.length > 1)
    .map((members) => members.toSorted(byCodeUnits));
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function pairKey(first: string, second: string): string {
  return JSON.stringify(first < second ? [first, second] : [second, first]);
}
