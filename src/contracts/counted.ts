/**
 * A count with its noun: `1 row`, `2 rows`.
 * @param many plural of a noun that does not end in just one more s
 */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** A noun with its article, by its first letter: `a rep`, `an analyst`. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}
