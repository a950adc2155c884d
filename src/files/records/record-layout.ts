/** Tables that tell of customers and what they cost. `costs` is read by cost plans, not by `readCustomerRecords`. */
export const RECORD_TABLES = [
  "customers",
  "subscriptions",
  "invoices",
  "leads",
  "touches",
  "spend",
  "finances",
  "surveys",
  "owners",
  "costs",
] as const;
export type RecordTable = (typeof RECORD_TABLES)[number];

/** What the cells of a column are. */
export type RecordColumnKind =
  "id" | "text" | "day" | "month" | "money" | "number" | "currency" | "rate" | "choice";

/** A column of a table as it is documented, recognised and read. */
export interface RecordColumn {
  /** The header that the documentation names and the generated company writes. */
  readonly name: string;
  readonly kind: RecordColumnKind;
  /** `yes`, `no`, or when: "or month". */
  readonly needed: string;
  readonly meaning: string;
  readonly example: string;
  /** Other headers that are understood, as `plainName` writes them, best first. */
  readonly alsoCalled: readonly string[];
}

/** A table: what a row of it is and how it is told from others. */
export interface RecordLayout {
  readonly table: RecordTable;
  readonly oneRowIs: string;
  readonly columns: readonly RecordColumn[];
  /** Columns of the example that the documentation shows, in their order. */
  readonly shown: readonly string[];
  /** A header is this table when it has all columns of one of these lists... */
  readonly recognisedBy: readonly (readonly string[])[];
  /** ...and none of these headers, as `plainName` writes them. */
  readonly unless: readonly string[];
}

/** Shorthand for the tables of columns. */
export function column(
  name: string,
  kind: RecordColumnKind,
  needed: string,
  example: string,
  meaning: string,
  alsoCalled: string,
): RecordColumn {
  return {
    name,
    kind,
    needed,
    meaning,
    example,
    alsoCalled: alsoCalled === "" ? [] : alsoCalled.split(" "),
  };
}

/** Currency and rate mean the same wherever there is money. */
export const CURRENCY_COLUMNS: readonly RecordColumn[] = [
  column(
    "currency",
    "currency",
    "no",
    "USD",
    "ISO 4217 code of the row's money; blank = the company's currency",
    "currencycode currencyisocode amountcurrency",
  ),
  column(
    "rate",
    "rate",
    "for another currency",
    "0.92",
    "What one unit of that currency is worth in the company's, when the row's amount begins to hold",
    "fxrate exchangerate conversionrate",
  ),
];
