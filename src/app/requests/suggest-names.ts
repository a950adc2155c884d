import { closestName } from "../../files/closest-name.ts";

/** What may have been meant by names that nobody knows: the nearest of those that are known, else all of them. */
export function suggestNames(unknown: readonly string[], known: readonly string[]): string {
  const nearest = unknown.map((name) => closestName(name, known));
  const found = nearest.filter((name) => name !== undefined);
  if (found.length === unknown.length && found.length > 0) {
    return `did you mean ${found.map((name) => `"${name}"`).join(", ")}?`;
  }
  return known.length === 0 ? "there is none" : `known are ${[...known].sort().join(", ")}`;
}
