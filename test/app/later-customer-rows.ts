import { smallFastRandom } from "../../src/core/maths/small-fast-random.ts";
import { withOtherLaterRows } from "./later-rows.ts";

type Row = Record<string, string>;

/** Columns with the day on which a row of a table becomes known; of these tables later rows are changed, deleted and added. */
const KNOWN_ON: Readonly<Record<string, string>> = {
  subscriptions: "start_date",
  leads: "created_on",
  touches: "touched_on",
  spend: "month",
  finances: "month",
  surveys: "answered_on",
  owners: "from",
};

/** Columns of days that a known row may tell of later, and what is told with them. */
const TOLD_LATER: Readonly<Record<string, readonly string[]>> = {
  subscriptions: ["end_date"],
  leads: ["mql_on", "sql_on", "converted_on"],
};

/** Names by which rows are told apart; those of added rows are new. */
const NAMED_BY: Readonly<Record<string, string>> = {
  subscriptions: "subscription_id",
  leads: "lead_id",
  owners: "owner",
};

const TEXTS = new Set(["segment", "channel", "team", "campaign", "churn_reason"]);
const AMOUNTS = new Set(["amount", "revenue", "cost_of_revenue", "net_burn"]);

/**
 * The files of a company as they might have gone on after a day: in every table rows that tell of later days are changed,
 * deleted and added, ends and conversions after the day are moved, taken back or made up, and so is the history. What was
 * known on the day stays as it is.
 * @param files CSV texts without quotes by the name of their table; `history` is one of them
 * @param day   ISO day
 */
export function withAnotherFuture(
  files: Readonly<Record<string, string>>,
  day: string,
  seed: number,
): Record<string, string> {
  const random = smallFastRandom(seed, 12);
  const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const laterDay = (): string => {
    return dayAfter(day, 1 + Math.floor(random() * 300));
  };
  const changed = (row: Row): Row => {
    const other = { ...row };
    for (const name of Object.keys(row)) {
      if (AMOUNTS.has(name) && random() < 0.7) other[name] = (30_000 * random()).toFixed(2);
      if (TEXTS.has(name) && row[name] !== "" && random() < 0.3) other[name] = "Never heard of";
      if (name === "score") other[name] = String(Math.floor(random() * 11));
    }
    return other;
  };
  const result: Record<string, string> = { history: withOtherLaterRows(files["history"]!, day, seed) };
  for (const [table, knownOn] of Object.entries(KNOWN_ON)) {
    const { header, rows } = rowsOf(files[table]!);
    const name = NAMED_BY[table];
    const isLater = (row: Row): boolean =>
      // A month of the books is known once it is over.
      table === "finances" ? row[knownOn]! >= dayAfter(day).slice(0, 7) : row[knownOn]! > day;
    const futures = rows.flatMap((row, index): Row[] => {
      if (!isLater(row)) return [withOtherDays(row, TOLD_LATER[table] ?? [])];
      const kept = random() < 0.3 ? [] : [random() < 0.6 ? changed(row) : row];
      // A month is told once in the books.
      if (random() > 0.3 || table === "finances") return kept;
      const added = changed(row);
      if (name !== undefined) added[name] = `added ${index}`;
      return [...kept, added];
    });
    if (table === "owners")
      futures.push({ owner: "A new owner", manager: oneOf(rows)["owner"]!, from: laterDay(), to: "" });
    result[table] = textOf(header, futures);
  }
  result["customers"] = customersOf(files, day, random);
  return result;

  function withOtherDays(row: Row, columns: readonly string[]): Row {
    const other = { ...row };
    for (const column of columns) {
      const isOpen = row[column] === "" || row[column]! > day;
      if (!isOpen || random() < 0.4) continue;
      other[column] = random() < 0.4 ? "" : laterDay();
      if (column === "end_date") other["churn_reason"] = "Never heard of";
    }
    return other;
  }
}

/** Customers that nobody knew on the day are renamed, moved to other segments and channels, and joined by new ones. */
function customersOf(files: Readonly<Record<string, string>>, day: string, random: () => number): string {
  const { header, rows } = rowsOf(files["customers"]!);
  const others = rows.flatMap((row, index): Row[] => {
    if (row["since"]! <= day) return [row];
    const moved = { ...row, segment: "Never heard of", channel: "Never heard of", name: `Renamed ${index}` };
    const kept = random() < 0.6 ? moved : row;
    return random() < 0.4 ? [kept, { ...moved, customer_id: `added ${index}` }] : [kept];
  });
  return textOf(header, others);
}

function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

function rowsOf(csv: string): { readonly header: readonly string[]; readonly rows: readonly Row[] } {
  const [head, ...lines] = csv.trimEnd().split("\n");
  const header = head!.split(",");
  const rows = lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(header.map((name, column) => [name, cells[column] ?? ""]));
  });
  return { header, rows };
}

function textOf(header: readonly string[], rows: readonly Row[]): string {
  const lines = rows.map((row) => header.map((name) => row[name]).join(","));
  return `${[header.join(","), ...lines].join("\n")}\n`;
}
