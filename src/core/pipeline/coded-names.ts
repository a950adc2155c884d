/** Distinct names, ascending, and the place of each among them. */
export function codedNames(list: readonly string[]): {
  readonly names: readonly string[];
  readonly codes: Uint16Array;
} {
  const names = [...new Set(list)].sort();
  const codeOf = new Map(names.map((name, code) => [name, code]));
  return { names, codes: Uint16Array.from(list, (name) => codeOf.get(name)!) };
}
