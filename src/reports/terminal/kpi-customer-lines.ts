import type { KpiReply } from "../../contracts/kpi.ts";
import {
  CHANNEL_NOTE,
  channelColumns,
  channelKpis,
  churnReasonColumns,
  cohortColumns,
  mrrBridgeColumns,
  SHOWN_AGES,
} from "../figures/kpi-customer-columns.ts";
import type { Paint } from "./paint.ts";
import { tablePieces } from "./table-pieces.ts";
import { wrapText } from "./wrap-text.ts";

/** Months of starts that a terminal shows; the JSON and the page have all. */
const COHORTS_SHOWN = 13;

interface Sheet {
  readonly reply: KpiReply;
  readonly width: number;
  readonly paint: Paint;
}

/** What the channels cost, how the MRR moved, who left and why, and what is left of each month's customers. */
export function customerLines(sheet: Sheet): string[][] {
  return [channelLines(sheet), bridgeLines(sheet), reasonLines(sheet), cohortLines(sheet)];
}

function channelLines({ reply, width, paint }: Sheet): string[] {
  const { length } = channelKpis(reply);
  if (length === 0) return [];
  return [
    ...wrapText("Cost of a new customer by channel", width).map(paint.strong),
    ...tablePieces(channelColumns(reply), width, paint, [length]),
    ...wrapText(CHANNEL_NOTE, width).map(paint.faint),
  ];
}

function bridgeLines({ reply: { customers }, width, paint }: Sheet): string[] {
  if (customers === null) return [];
  return [
    paint.strong("How the MRR moved"),
    ...tablePieces(mrrBridgeColumns(customers), width, paint, [0, 7]),
  ];
}

function reasonLines({ reply: { customers }, width, paint }: Sheet): string[] {
  if (customers === null) return [];
  const { churnReasons } = customers;
  const heading = paint.strong("Why customers left");
  if (churnReasons === null)
    return [
      heading,
      ...wrapText("no file gives reasons (column churn_reason)", width, "- ", "  ").map(paint.faint),
    ];
  if (churnReasons.length === 0)
    return [heading, ...wrapText("Nobody left in the period that paid before it", width)];
  return [heading, ...tablePieces(churnReasonColumns(churnReasons), width, paint)];
}

function cohortLines({ reply: { customers }, width, paint }: Sheet): string[] {
  if (customers === null || customers.retentionCohorts.length === 0) return [];
  const shown = customers.retentionCohorts.slice(-COHORTS_SHOWN);
  return [
    ...wrapText("What is left of each month's new customers, by months since", width).map(paint.strong),
    ...tablePieces(cohortColumns(shown, SHOWN_AGES, "customers"), width, paint),
    "",
    paint.strong("And of their first MRR"),
    ...tablePieces(cohortColumns(shown, SHOWN_AGES, "mrr"), width, paint),
  ];
}
