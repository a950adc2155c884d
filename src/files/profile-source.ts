import type { ColumnRole } from "../contracts/funnel.ts";
import { AmountColumnEvidence } from "./amount-column.ts";
import { DateColumnEvidence } from "./date-column.ts";
import type { Layout } from "./layouts.ts";
import { readRows } from "./read-rows.ts";
import { ShareColumn } from "./share-column.ts";
import type { SourceFile } from "./source-file.ts";
import { detached, TextPool } from "./text-pool.ts";

/** What the first pass over a file shows of its columns. */
export interface SourceProfile {
  readonly rowCount: number;
  readonly dates: ReadonlyMap<ColumnRole, DateColumnEvidence>;
  readonly amounts: ReadonlyMap<ColumnRole, AmountColumnEvidence>;
  readonly shares: ShareColumn;
  /** Distinct texts of the currency column with the line that shows each first. */
  readonly currencies: ReadonlyMap<string, number>;
  /** Currencies whose amounts are the same in that of the company, by every row that tells both. */
  readonly companyCurrencies: () => readonly string[];
  /** Distinct ids; empty unless asked for. */
  readonly ids: ReadonlySet<string>;
  /** Stages of rows that bear a date of creation; of a table of opportunities alone. */
  readonly datedStages: ReadonlySet<string>;
  /** Distinct values of the other columns, by column index, as far as they are few; of a table of opportunities alone. */
  readonly values: ReadonlyMap<number, ReadonlySet<string>>;
}

const DATE_ROLES = [
  "changedAt",
  "snapshotDate",
  "effectiveDate",
  "createdDate",
  "closeDate",
  "closedDate",
] as const;
const AMOUNT_ROLES = ["amount", "closeValue", "listPrice"] as const;
const MOST_VALUES = 10_000;
const MOST_CURRENCIES = 50; // two are too many already

/** Reads a whole file to learn how its columns are written. */
export async function profileSource(
  source: SourceFile & { readonly layout: Layout },
  options: {
    readonly collectIds: boolean;
    readonly signal: AbortSignal | undefined;
    readonly onBytes: (byteCount: number) => void;
  },
): Promise<SourceProfile> {
  const { columns, layout, header } = source;
  const indexOf = (role: ColumnRole): number => columns[role] ?? -1;
  const dates = present(DATE_ROLES, columns, () => new DateColumnEvidence());
  const amounts = present(AMOUNT_ROLES, columns, () => new AmountColumnEvidence());
  const shares = new ShareColumn();
  const currencies = new Map<string, number>();
  const ids = new Set<string>();
  const datedStages = new Set<string>();
  const values = new Map<number, Set<string>>();
  if (layout === "opportunities") header.forEach((_, index) => values.set(index, new Set()));

  const dateColumns = [...dates].map(([role, evidence]) => ({ index: indexOf(role), evidence }));
  const amountColumns = [...amounts].map(([role, evidence]) => ({ index: indexOf(role), evidence }));
  const [id, stage, created] = [indexOf("opportunityId"), indexOf("stage"), indexOf("createdDate")];
  const [currency, probability] = [indexOf("currency"), indexOf("probability")];
  const [amount, companyAmount, exchangeRate] = (["amount", "companyAmount", "exchangeRate"] as const).map(indexOf) as [number, number, number]; // prettier-ignore
  const isSame = new Map<string, boolean>();
  const pool = new TextPool();
  const rowCount = await readRows(source, {
    signal: options.signal,
    onBytes: options.onBytes,
    onRow: (cells, line) => {
      for (const column of dateColumns) column.evidence.add(cells[column.index]!, line);
      for (const column of amountColumns) column.evidence.add(cells[column.index]!, line);
      if (probability >= 0) shares.add(cells[probability]!);
      if (currency >= 0 && currencies.size < MOST_CURRENCIES && !currencies.has(cells[currency]!)) {
        currencies.set(detached(cells[currency]!), line);
      }
      if (currency >= 0 && (companyAmount >= 0 || exchangeRate >= 0)) {
        const name = cells[currency]!.trim().toUpperCase();
        const same = isInCompanyCurrency(cells, { amount, companyAmount, exchangeRate });
        if (name !== "" && same !== undefined && (isSame.has(name) || isSame.size < MOST_CURRENCIES))
          isSame.set(pool.copyOf(name), same && isSame.get(name) !== false);
      }
      if (options.collectIds) ids.add(pool.copyOf(cells[id]!.trim()));
      if (layout !== "opportunities") return;
      if (created >= 0 && cells[created]!.trim() !== "") datedStages.add(pool.copyOf(cells[stage]!.trim()));
      for (const [index, seen] of values) if (seen.size < MOST_VALUES) seen.add(pool.copyOf(cells[index]!));
    },
  });
  const companyCurrencies = () => [...isSame].flatMap(([name, same]) => (same ? [name] : []));
  return { rowCount, dates, amounts, shares, currencies, companyCurrencies, ids, datedStages, values };
}

/** Whether a row's amount is in the company's currency: its rate is 1, or both amounts are the same; undefined: it does not say. */
function isInCompanyCurrency(
  cells: readonly string[],
  at: { readonly amount: number; readonly companyAmount: number; readonly exchangeRate: number },
): boolean | undefined {
  const cell = (index: number): string => (index < 0 ? "" : cells[index]!.trim());
  const rate = cell(at.exchangeRate);
  if (rate !== "") return Number(rate.replace(",", ".")) === 1;
  const [amount, converted] = [cell(at.amount), cell(at.companyAmount)];
  return amount === "" || converted === "" || Number(amount) === 0 ? undefined : amount === converted;
}

function present<Evidence>(
  roles: readonly ColumnRole[],
  columns: SourceFile["columns"],
  create: () => Evidence,
): Map<ColumnRole, Evidence> {
  const found = roles.filter((role) => columns[role] !== undefined);
  return new Map(found.map((role): [ColumnRole, Evidence] => [role, create()]));
}
