import { AppFailure } from "../contracts/failure.ts";
import { namesMonth } from "./case-month.ts";
import { plainName } from "./column-roles.ts";

/** Accepted headers of a cost table as `plainName` writes them, best first. */
const NAMES = {
  item: ["item", "name", "costitem", "lineitem", "position", "description"],
  category: ["category", "kind", "costcategory", "costtype", "type"],
  month: ["month", "casemonth", "period", "date"],
  amount: ["amount", "cost", "costs", "value"],
  department: ["department", "dept", "costcenter", "costcentre", "team"],
  note: ["note", "notes", "comment", "comments", "remark", "remarks"],
  currency: ["currency", "currencycode"],
} as const;
type CostRole = keyof typeof NAMES;

export interface CostColumns {
  readonly layout: "long" | "wide";
  readonly item: number;
  readonly category: number | undefined;
  readonly department: number | undefined;
  readonly note: number | undefined;
  readonly currency: number | undefined;
  /** Of the long layout. */
  readonly month: number | undefined;
  /** Columns with amounts: one in the long layout, one for each month in the wide. */
  readonly amounts: readonly number[];
  /** Columns that are not read. */
  readonly unused: readonly number[];
}

const NEEDS =
  "a cost table needs item, month and amount, with category, department and note where known; or item and a column " +
  "for each month, such as 1, 2, 3 or 2026-01, 2026-02";
const LONGER_THAN_A_MONTH = /^(?:fy\s?)?(?:19|20)\d{2}$|^(?:fy|[qh]\d|\d{4}[- ]?[qh]\d|year\s?\d)/i;

/**
 * Finds the columns of a cost table by their headers.
 * @throws {AppFailure} `bad_input` when the header is of no cost table, `ambiguous_input` when two columns have one role
 */
export function costColumnsOf(header: readonly string[], fileName: string): CostColumns {
  const found = rolesOf(header, fileName);
  const { item, category, department, note, currency } = found;
  if (item === undefined) {
    throw new AppFailure(
      "bad_input",
      `Cannot read the cost table ${fileName}: no column is called item; ${NEEDS}`,
    );
  }
  const taken = new Set(Object.values(found));
  const named = header.map((_, index) => index).filter((index) => !taken.has(index));
  const rest = named.filter((index) => header[index] !== "");
  const common = { item, category, department, note, currency };
  if (found.month !== undefined && found.amount !== undefined) {
    return { ...common, layout: "long", month: found.month, amounts: [found.amount], unused: rest };
  }
  const amounts = rest.filter((index) => namesMonth(header[index]!));
  const tooLong = rest.find((index) => LONGER_THAN_A_MONTH.test(header[index]!) && !amounts.includes(index));
  if (amounts.length === 0 || tooLong !== undefined) {
    const problem =
      tooLong === undefined
        ? "there is neither a month and an amount column nor a column for each month"
        : `column "${header[tooLong]}" is longer than a month; split it into months`;
    throw new AppFailure("bad_input", `Cannot read the cost table ${fileName}: ${problem}; ${NEEDS}`);
  }
  const extra = [found.month, found.amount].filter((index) => index !== undefined);
  const unused = [...extra, ...rest.filter((index) => !amounts.includes(index))].sort((a, b) => a - b);
  return { ...common, layout: "wide", month: undefined, amounts, unused };
}

function rolesOf(header: readonly string[], fileName: string): Partial<Record<CostRole, number>> {
  const plain = header.map(plainName);
  const found: Partial<Record<CostRole, number>> = {};
  for (const [role, names] of Object.entries(NAMES) as [CostRole, readonly string[]][]) {
    const name = names.find((candidate) => plain.includes(candidate));
    if (name === undefined) continue;
    const index = plain.indexOf(name);
    const second = plain.indexOf(name, index + 1);
    if (second >= 0) {
      throw new AppFailure(
        "ambiguous_input",
        `Cannot tell the ${role} in ${fileName}: columns ${index + 1} and ${second + 1} are both called ` +
          `"${header[index]}"; rename one, or remove it`,
      );
    }
    found[role] = index;
  }
  return found;
}
