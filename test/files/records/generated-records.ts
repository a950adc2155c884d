import * as fc from "fast-check";

/** Tables of records as rows of cells, some of them wrong, for tests of properties. */
export interface GeneratedTable {
  readonly name: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const day = fc.constantFrom(
  "2024-01-01",
  "2024-01-31",
  "2024-02-29",
  "2024-06-15",
  "2025-01-01",
  "2025-03-31",
  "",
);
const customer = fc.constantFrom("C-1", "C-2", "C-3", "C-9");
const lead = fc.constantFrom("L-1", "L-2", "L-3");
const amount = fc.constantFrom("10", "0", "1200.5", "99.99", "-5", "", "abc");
const channel = fc.constantFrom("Events", "Paid search", "");
const person = fc.constantFrom("Ada", "Bo", "Cy", "Di", "Em");

const columns: Readonly<Record<string, readonly (readonly [string, fc.Arbitrary<string>])[]>> = {
  customers: [
    ["customer_id", customer],
    ["name", fc.constantFrom("Acme", "Bolt")],
    ["since", day],
  ],
  subscriptions: [
    ["subscription_id", fc.constantFrom("S-1", "S-2", "S-3")],
    ["customer_id", customer],
    ["start_date", day],
    ["end_date", day],
    ["amount", amount],
    ["billing_period", fc.constantFrom("month", "year", "quarter", "never")],
  ],
  invoices: [
    ["invoice_id", fc.constantFrom("I-1", "I-2")],
    ["line_id", fc.constantFrom("1", "2", "")],
    ["customer_id", customer],
    ["amount", amount],
    ["service_start", day],
    ["service_end", day],
  ],
  leads: [
    ["lead_id", lead],
    ["created_on", day],
    ["channel", channel],
    ["mql_on", day],
  ],
  touches: [
    ["lead_id", lead],
    ["touched_on", day],
    ["channel", channel],
  ],
  spend: [
    ["from", day],
    ["to", day],
    ["channel", channel],
    ["amount", amount],
  ],
  finances: [
    ["month", fc.constantFrom("2024-01", "Feb 2024", "2024-03-05", "")],
    ["revenue", amount],
    ["net_burn", amount],
  ],
  surveys: [
    ["answered_on", day],
    ["score", fc.constantFrom("0", "6", "9", "10", "11", "x")],
    ["customer_id", customer],
  ],
  owners: [
    ["owner", person],
    ["manager", person],
    ["from", day],
    ["to", day],
  ],
};

const tableOf = (name: string): fc.Arbitrary<GeneratedTable> => {
  const own = columns[name]!;
  const row = fc.tuple(...own.map(([, cells]) => cells));
  return fc
    .array(row, { maxLength: 12 })
    .map((rows) => ({ name, header: own.map(([header]) => header), rows }));
};

/** A folder with some of the tables, each in one file. */
export const generatedTables: fc.Arbitrary<readonly GeneratedTable[]> = fc
  .subarray(Object.keys(columns), { minLength: 1 })
  .chain((names) => fc.tuple(...names.map(tableOf)));

export function csvOf({ header, rows }: Pick<GeneratedTable, "header" | "rows">): string {
  return `${[header, ...rows].map((cells) => cells.join(",")).join("\n")}\n`;
}
