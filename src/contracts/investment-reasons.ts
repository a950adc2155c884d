/** Why a figure of a case does not exist, in words. */
const REASONS: Readonly<Record<string, string>> = {
  no_costs: "There are no costs to set the benefits against",
  no_sign_change: "All cash flows have one sign, so no rate makes their value 0",
  no_root: "No rate above -99 % a year makes the value of the cash flows 0",
  all_zero: "There are no cash flows",
  several_roots: "Several rates make the value of the cash flows 0, so none of them is the internal rate",
  no_outlay: "Nothing has to be paid back: the cumulative cash flow is never below 0",
  no_return: "No money comes in",
  no_time: "All cash flows lie on one day",
  never_paid_back: "The cumulative cash flow is below 0 at the end of the horizon",
  not_within_reach: "No size of this lever within ten times its mean makes the net present value 0",
  no_effect: "The lever does not change the net present value",
  no_pipeline: "There is no pipeline to measure it on; give --history and --as-of",
  no_recurring_book: "The scenario has no recurring book to measure it on",
  nothing_to_measure: "Nothing happens in these months that it could be measured on",
};

export function reasonInWords(reason: string): string {
  return REASONS[reason] ?? reason;
}
