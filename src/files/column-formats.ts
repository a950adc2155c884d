import { AppFailure } from "../contracts/failure.ts";
import type { ColumnRole } from "../contracts/funnel.ts";
import { AmountColumnEvidence } from "./amount-column.ts";
import type { DecimalMark } from "./amount-text.ts";
import type { DateColumnEvidence, DateFormat, DateOrder, Example } from "./date-column.ts";
import type { Layout } from "./layouts.ts";
import type { SourceProfile } from "./profile-source.ts";
import type { SourceFile } from "./source-file.ts";

/** Columns of dates that a layout cannot do without understanding; other columns of dates are attributes. */
const READ_DATES: Readonly<Record<Layout, readonly ColumnRole[]>> = {
  "change history": ["changedAt", "effectiveDate"],
  "snapshot series": ["snapshotDate", "createdDate", "closedDate"],
  opportunities: ["createdDate", "closeDate", "closedDate"],
};

export interface ColumnFormats {
  readonly dates: ReadonlyMap<ColumnRole, DateFormat>;
  readonly marks: ReadonlyMap<ColumnRole, DecimalMark>;
}

/**
 * Decides how the columns of a file are read. What a column proves holds; where it proves nothing the option decides,
 * then the other columns of the same file if those agree.
 * @throws {AppFailure} `ambiguous_input` that names file, column, an example and the option that settles it
 */
export function decideFormats(
  source: SourceFile & { readonly layout: Layout },
  profile: SourceProfile,
  options: { readonly dateOrder: DateOrder | undefined; readonly decimalMark: DecimalMark | undefined },
): ColumnFormats {
  const dates = new Map<ColumnRole, DateFormat>();
  const elsewhere = agreed([...profile.dates.values()].map((evidence) => evidence.provenOrder()));
  for (const [role, evidence] of profile.dates) {
    const order = evidence.provenOrder() ?? options.dateOrder ?? borrowed(evidence, elsewhere);
    const doubt = order === undefined ? evidence.contradiction() : [];
    if (doubt.length === 0) dates.set(role, evidence.format(order));
    else if (isRead(source, role)) {
      throw ambiguous(source, role, doubt, "day and month", DATE_ORDER_OPTION);
    }
  }
  const marks = new Map<ColumnRole, DecimalMark>();
  const markElsewhere = agreed([...profile.amounts.values()].map((evidence) => evidence.provenMark()));
  for (const [role, evidence] of profile.amounts) {
    if (role !== "amount" && source.layout !== "opportunities") continue; // an attribute like any other
    const mark = evidence.provenMark() ?? options.decimalMark ?? borrowed(evidence, markElsewhere);
    const doubt = mark === undefined ? evidence.contradiction() : [];
    if (doubt.length > 0) {
      throw ambiguous(source, role, doubt, "the decimal mark", '--decimal-mark "." or --decimal-mark ","');
    }
    marks.set(role, mark ?? ".");
  }
  return { dates, marks };
}

/** Whether a column of dates is read; the expected close is where a snapshot series has no column for the real one. */
function isRead({ layout, columns }: SourceFile & { readonly layout: Layout }, role: ColumnRole): boolean {
  const standsIn = layout === "snapshot series" && role === "closeDate" && columns.closedDate === undefined;
  return standsIn || READ_DATES[layout].includes(role);
}

/** A column that contradicts itself is not helped by its neighbours. */
function borrowed<Answer>(
  evidence: DateColumnEvidence | AmountColumnEvidence,
  elsewhere: Answer | undefined,
): Answer | undefined {
  const contradictsItself =
    evidence instanceof AmountColumnEvidence
      ? evidence.points.length > 0 && evidence.commas.length > 0
      : evidence.mdy.length > 0 && evidence.dmy.length > 0;
  return contradictsItself ? undefined : elsewhere;
}

function agreed<Answer>(answers: readonly (Answer | undefined)[]): Answer | undefined {
  const distinct = new Set(answers.filter((answer) => answer !== undefined));
  return distinct.size === 1 ? [...distinct][0] : undefined;
}

export const DATE_ORDER_OPTION = "--date-order mdy or --date-order dmy";

function ambiguous(
  source: SourceFile,
  role: ColumnRole,
  examples: readonly Example[],
  what: string,
  option: string,
): AppFailure {
  return ambiguousColumn(source.name, source.header[source.columns[role]!]!, examples, what, option);
}

/** The failure of a column whose cells can be read in two ways. */
export function ambiguousColumn(
  fileName: string,
  header: string,
  examples: readonly Example[],
  what: string,
  option: string,
): AppFailure {
  const shown = examples.map(({ text, line }) => `"${text.trim()}" in line ${line}`).join(" and ");
  return new AppFailure(
    "ambiguous_input",
    `Cannot tell ${what} in ${fileName}, column "${header}": ${shown} can be read ` +
      `in two ways and no cell settles it; say ${option}`,
  );
}
