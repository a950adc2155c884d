import type { OwnerRecord } from "../../core/customers/customer-records.ts";
import { compareTexts, contentOf, placeOf } from "./compare-records.ts";
import { withoutRepeats } from "./one-of-each.ts";
import { headerOf, type Entry, type RejectRow } from "./record-file.ts";

type OwnerEntry = Entry<OwnerRecord>;

interface Days {
  readonly from: number;
  readonly to: number;
}

/**
 * Keeps what makes a tree on every day: an owner has one manager at a time and reports to nobody below. Rows are taken in the
 * order of first day, owner and content; one that breaks the tree of those before it is listed.
 */
export function settleOwners(entries: readonly OwnerEntry[], rejectRow: RejectRow): OwnerEntry[] {
  const byOwner = new Map<string, OwnerEntry[]>();
  const kept: OwnerEntry[] = [];
  for (const entry of withoutRepeats(entries).sort(compareOwners)) {
    const { record, file } = entry;
    const own = byOwner.get(record.owner) ?? [];
    const other = own.find((known) => shared(daysOf(known.record), daysOf(record)) !== undefined);
    const reject = (column: string, reason: string, value: string): void =>
      rejectRow(file, { line: record.source.line, column: headerOf(file, column), reason, value });
    if (other !== undefined) {
      reject("owner", `reports to ${other.record.manager ?? "nobody"} at the same time in ${placeOf(other.record)}`, record.owner); // prettier-ignore
      continue;
    }
    if (record.manager !== undefined) {
      const chain = chainTo(record.owner, record.manager, daysOf(record), byOwner);
      if (chain !== undefined) {
        reject("manager", `a circle: ${[record.owner, ...chain].join(" reports to ")}`, record.manager);
        continue;
      }
    }
    byOwner.set(record.owner, [...own, entry]);
    kept.push(entry);
  }
  return kept;
}

/** The managers from one person up to another who is above on some of the days; undefined when there is no such way. */
function chainTo(
  owner: string,
  from: string,
  days: Days,
  byOwner: ReadonlyMap<string, readonly OwnerEntry[]>,
): readonly string[] | undefined {
  const open: { readonly person: string; readonly days: Days; readonly chain: readonly string[] }[] = [
    { person: from, days, chain: [from] },
  ];
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    if (step.person === owner) return step.chain;
    for (const { record } of byOwner.get(step.person) ?? []) {
      const both = record.manager === undefined ? undefined : shared(step.days, daysOf(record));
      if (record.manager === undefined || both === undefined) continue;
      open.push({ person: record.manager, days: both, chain: [...step.chain, record.manager] });
    }
  }
  return undefined;
}

function daysOf({ from, to }: OwnerRecord): Days {
  return { from: from ?? -Infinity, to: to ?? Infinity };
}

function shared(a: Days, b: Days): Days | undefined {
  const days = { from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) };
  return days.from <= days.to ? days : undefined;
}

function compareOwners({ record: a }: OwnerEntry, { record: b }: OwnerEntry): number {
  const [first, second] = [daysOf(a).from, daysOf(b).from];
  const byDay = first === second ? 0 : first < second ? -1 : 1;
  return byDay || compareTexts(a.owner, b.owner) || compareTexts(contentOf(a), contentOf(b));
}
