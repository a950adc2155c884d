import { RENEWAL_GRACE_DAYS, termEnds, type Renewal, type TermEnd } from "./contract-renewals.ts";
import type { CustomerBook } from "./customer-book.ts";
import { isCustomerKept, NO_SUBSCRIPTIONS } from "./customer-window.ts";
import type { KpiDefinition, KpiRival, KpiWindow, Measurement } from "./kpi-record.ts";
import { RecordPart } from "./record-part.ts";
import { ratioOf, rival, shareInterval } from "./ratio.ts";
import { ratioOfSumsInterval } from "./revenue-retention.ts";
import { unavailable } from "./unavailable.ts";

const NO_TERMS =
  "no subscription says when its term ends (column term_end of subscriptions.csv): what renews from month to month is never up for renewal";
const NOTHING_DUE = "no term of a contract ended in the period";

/** Renewal rates by count and by value, of the contracts whose term ended in the period. */
export function renewalRateKpis(book: CustomerBook): KpiDefinition[] {
  const shared = {
    stage: null,
    unit: "share",
    direction: "higher",
    department: "customerSuccess",
    kind: "ratio",
  } as const;
  let known: readonly TermEnd[] | undefined;
  const measured = (measure: (ends: readonly TermEnd[], window: KpiWindow) => Measurement) => ({
    measure: (window: KpiWindow) => {
      if (!book.hasSubscriptions) return unavailable(NO_SUBSCRIPTIONS);
      if (book.subscriptions.every(({ termEnd }) => termEnd === undefined)) return unavailable(NO_TERMS);
      known ??= termEnds(book);
      const due = known.filter(
        ({ day, customer }) => day >= window.from && day <= window.to && isCustomerKept(window, customer),
      );
      return measure(due, window);
    },
  });
  return [
    {
      ...shared,
      id: "renewal_rate_count",
      name: "Renewal rate by count",
      convention: `Of the contracts whose term ended in the period (all of a customer that end on one day are one), the share that went on by itself or was followed by another, early or up to ${RENEWAL_GRACE_DAYS} days late; those that left before the end of the term count as not renewed`,
      ...measured((due, window) => byCount(book, due, window)),
    },
    {
      ...shared,
      id: "renewal_rate_value",
      name: "Renewal rate by value",
      convention:
        "MRR that was renewed, of each contract at most what was up for renewal, over the MRR of the contracts whose term ended in the period",
      ...measured((due, window) => byValue(book, due, window)),
    },
  ];
}

const isRenewed = ({ renewal }: TermEnd): boolean => renewal !== "left" && renewal !== "leftEarly";

function partOf(
  book: CustomerBook,
  ends: readonly TermEnd[],
  window: KpiWindow,
  valueOf: (end: TermEnd) => number,
): RecordPart {
  const part = new RecordPart(window, "contract");
  for (const end of ends)
    part.add(end.customer, book.ids[end.customer]!, end.subscription.source, valueOf(end));
  return part;
}

function byCount(book: CustomerBook, due: readonly TermEnd[], window: KpiWindow): Measurement {
  const renewed = due.filter(isRenewed);
  const stayed = due.filter(({ renewal }) => renewal !== "leftEarly");
  const share = (name: string, convention: string, kind: Renewal): KpiRival => {
    const count = due.filter(({ renewal }) => renewal === kind).length;
    return rival(
      name,
      convention,
      "share",
      ratioOf(count, due.length, NOTHING_DUE),
      shareInterval(count, due.length),
    );
  };
  const decided = due.filter(({ isPending }) => !isPending);
  return {
    value: ratioOf(renewed.length, due.length, NOTHING_DUE),
    numerator: partOf(book, renewed, window, () => 1).part("renewed"),
    denominator: partOf(book, due, window, () => 1).part("up for renewal"),
    sampleSize: due.length,
    unknownCount: due.length - decided.length,
    interval: shareInterval(renewed.length, due.length),
    rivals: [
      rival(
        "decided",
        "Without the contracts whose days of grace are not over on the as-of day",
        "share",
        ratioOf(renewed.length, decided.length, NOTHING_DUE),
        shareInterval(renewed.length, decided.length),
      ),
      rival(
        "to the end of the term",
        "Only contracts that held to the end of their term are up for renewal",
        "share",
        ratioOf(renewed.length, stayed.length, NOTHING_DUE),
        shareInterval(renewed.length, stayed.length),
      ),
      share("automatic", "Went on past the end of the term without another contract", "automatic"),
      share("on time", "Followed by another on the day after the term", "onTime"),
      share("early", "Followed by another before the term was over", "early"),
      share("late", "Followed by another after days without one", "late"),
    ],
  };
}

function byValue(book: CustomerBook, due: readonly TermEnd[], window: KpiWindow): Measurement {
  const renewed = partOf(book, due.filter(isRenewed), window, ({ mrr, renewedMrr }) =>
    Math.min(mrr, renewedMrr),
  );
  const all = partOf(book, due, window, ({ mrr }) => mrr);
  const uncapped = due.reduce((sum, { renewedMrr }) => sum + renewedMrr, 0);
  return {
    value: ratioOf(renewed.value, all.value, NOTHING_DUE),
    numerator: renewed.part("MRR renewed", "money"),
    denominator: all.part("MRR up for renewal", "money"),
    sampleSize: due.length,
    unknownCount: due.filter(({ isPending }) => isPending).length,
    interval: ratioOfSumsInterval(
      due.map((end) => [end.mrr, isRenewed(end) ? Math.min(end.mrr, end.renewedMrr) : 0]),
    ),
    rivals: [
      rival(
        "with expansion",
        "All of the MRR that the contracts went on with, more than was up for renewal too",
        "share",
        ratioOf(uncapped, all.value, NOTHING_DUE),
      ),
    ],
  };
}
