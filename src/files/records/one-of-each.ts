import { compareSources, compareTexts, contentOf, placeOf, type Sourced } from "./compare-records.ts";
import { headerOf, type Entry, type RejectRow } from "./record-file.ts";

/** Equal records become one, that of the first file and line. Ascending by content, so that no order of rows matters. */
export function withoutRepeats<Value extends Sourced>(entries: readonly Entry<Value>[]): Entry<Value>[] {
  const keyed = entries.map((entry) => ({ entry, content: contentOf(entry.record) }));
  keyed.sort((a, b) => compareTexts(a.content, b.content) || compareSources(a.entry.record, b.entry.record));
  return keyed.filter(({ content }, i) => content !== keyed[i - 1]?.content).map(({ entry }) => entry);
}

/**
 * Keeps one record of each id: equal ones are one, and of differing ones the first by content stays and the others are listed.
 * Contents are compared only where an id comes twice.
 * @param idColumn name of the column that holds the id
 */
export function oneOfEach<Value extends Sourced>(
  entries: readonly Entry<Value>[],
  idOf: (record: Value) => string,
  { idColumn, noun }: { readonly idColumn: string; readonly noun: string },
  rejectRow: RejectRow,
): Entry<Value>[] {
  const counts = new Map<string, number>();
  for (const { record } of entries) counts.set(idOf(record), (counts.get(idOf(record)) ?? 0) + 1);
  const isRepeated = ({ record }: Entry<Value>): boolean => counts.get(idOf(record))! > 1;
  const kept = new Map<string, Entry<Value>>();
  for (const entry of withoutRepeats(entries.filter(isRepeated))) {
    const id = idOf(entry.record);
    const first = kept.get(id);
    if (first === undefined) kept.set(id, entry);
    else {
      const reason = `the ${noun} is told differently in ${placeOf(first.record)}`;
      rejectRow(entry.file, {
        line: entry.record.source.line,
        column: headerOf(entry.file, idColumn),
        reason,
        value: id,
      });
    }
  }
  return [...entries.filter((entry) => !isRepeated(entry)), ...kept.values()];
}

/**
 * For tables without ids: an equal row counts as often as in the file that has it most often. So exports that overlap add nothing
 * twice, and two equal rows of one file are two.
 */
export function mostOfAnyFile<Value extends Sourced>(entries: readonly Entry<Value>[]): Entry<Value>[] {
  const file = entries[0]?.record.source.file;
  if (entries.every(({ record }) => record.source.file === file)) return [...entries];
  const byContent = new Map<string, Map<string, Entry<Value>[]>>();
  for (const entry of entries) {
    const content = contentOf(entry.record);
    const byFile = byContent.get(content) ?? new Map<string, Entry<Value>[]>();
    byContent.set(content, byFile);
    const { file: own } = entry.record.source;
    const known = byFile.get(own);
    if (known === undefined) byFile.set(own, [entry]);
    else known.push(entry);
  }
  return [...byContent.values()].flatMap((byFile) => {
    const files = [...byFile].sort(([a], [b]) => compareTexts(a, b));
    return files.reduce((most, [, rows]) => (rows.length > most.length ? rows : most), [] as Entry<Value>[]);
  });
}
