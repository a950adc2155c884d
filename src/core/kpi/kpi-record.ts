import type { Outcome } from "../base/outcome.ts";

/** What a value is counted in. Money is whole minor units. */
export type KpiUnit = "share" | "money" | "moneyPerDay" | "days" | "months" | "count" | "ratio" | "points";

export type Department = "sales" | "marketing" | "customerSuccess" | "finance" | "revOps";

/** What the rows behind a figure tell of; `forecast` is one of a backtest. */
export type RowKind =
  "opportunity" | "customer" | "contract" | "lead" | "channel" | "spend" | "month" | "answer" | "forecast";

/** A row of a file that stands behind a figure. */
export interface RowBehind {
  /** Of what the row tells of. */
  readonly id: string;
  readonly file: string;
  /** 1 = the first line of the file. */
  readonly line: number;
}

/** The rows behind a figure: how many there are, and the first of them by id. */
export interface RowsBehind {
  readonly of: RowKind;
  readonly count: number;
  readonly first: readonly RowBehind[];
}

/** A numerator or denominator with what it was counted from. */
export interface KpiPart {
  readonly label: string;
  readonly unit: KpiUnit;
  readonly value: number;
  readonly rows: RowsBehind;
  /** The same by group, where the window asks for groups; adds up to the value. Shape [group]. */
  readonly byGroup?: Float64Array;
}

/** A range that an estimate stands in with 95 % confidence. */
export interface KpiInterval {
  readonly low: number;
  readonly high: number;
  readonly method: string;
}

/** The value that others would give the KPI. */
export interface KpiRival {
  readonly name: string;
  readonly convention: string;
  readonly unit: KpiUnit;
  readonly value: Outcome<number>;
  readonly interval: KpiInterval | null;
}

/** One KPI measured over one window; what has no rows behind it, such as a quantile, has null for its parts. */
export interface Measurement {
  readonly value: Outcome<number>;
  readonly numerator: KpiPart | null;
  readonly denominator: KpiPart | null;
  readonly sampleSize: number;
  /** How many of the sample lack what the KPI needs, such as an amount. */
  readonly unknownCount: number;
  readonly interval: KpiInterval | null;
  readonly rivals: readonly KpiRival[];
}

/**
 * How a KPI comes from its parts: `ratio` is numerator over denominator, `sum` is the numerator and adds up over groups,
 * `other` does neither, and cannot be taken apart.
 */
export type KpiKind = "ratio" | "sum" | "other";

/** A KPI that can be measured over any window of one history. */
export interface KpiDefinition {
  readonly id: string;
  readonly name: string;
  /** The stage that it is about, where there is one for each. */
  readonly stage: string | null;
  /** The channel that it is about, where there is one for each. */
  readonly channel?: string;
  readonly unit: KpiUnit;
  readonly direction: "higher" | "lower" | "neutral";
  readonly department: Department;
  readonly kind: KpiKind;
  /** One sentence that says how it is counted. */
  readonly convention: string;
  readonly measure: (window: KpiWindow) => Measurement;
}

/** Days over which a KPI is measured, both ends included; levels are measured at the end of `to`. */
export interface KpiWindow {
  readonly from: number;
  /** Never after the as-of day. */
  readonly to: number;
  /** Last day of the period that the window is (a part) of. */
  readonly periodEnd: number;
  /** Cohorts are followed up to this day; at least `to`, never after the as-of day. */
  readonly followUntil: number;
  /**
   * 1 for each member of what the KPI is counted over that counts; absent = all. Members are opportunities for KPIs of the
   * pipeline, else what the source of the KPI says. Shape [member].
   */
  readonly keeps?: Uint8Array;
  /** Group of each member, 0..count - 1; parts are then counted by group too. Shape [member]. */
  readonly groups?: { readonly codes: Int32Array; readonly count: number };
  /** How many rows behind each part are named. */
  readonly rowLimit: number;
  /** True where only the value and its parts are asked for: rivals that take long may be left out. */
  readonly isBare?: boolean;
}
