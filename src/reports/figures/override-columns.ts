import type { ForecastReply } from "../../contracts/forecast.ts";
import { differenceOf } from "./add-up.ts";
import { cleanText } from "./clean-text.ts";
import { tableMoneyText } from "./money-text.ts";
import type { TableColumn } from "./table-column.ts";

/** What the table of overrides says about itself. */
export const OVERRIDES_NOTE =
  "What people expect, beside the forecast and never inside it; backtests score the company's as the method human.";

/** Columns of a table of overrides beside the forecast's own median; undefined when there are none. */
export function overrideColumns(reply: ForecastReply, fullDigits: number): TableColumn[] | undefined {
  const { overrides = [] } = reply;
  if (overrides.length === 0) return undefined;
  const rows = overrides.map((override) => {
    const { scope, scopeValue, amount, note, madeBy, madeAt } = override;
    const median = medianOf(reply, override);
    return {
      of: scope === "company" ? "Company" : `${scopeValue ?? ""} (${scope})`,
      amount,
      median,
      more: median === undefined ? undefined : differenceOf(amount, median),
      note,
      made: `${madeAt.slice(0, 10)}, ${madeBy}`,
    };
  });
  const amounts = rows.flatMap(({ amount, median, more }) =>
    [amount, median, more].flatMap((text) => text ?? []),
  );
  const money = tableMoneyText(amounts, fullDigits);
  const shown = (text: string | undefined): string => (text === undefined ? "-" : money(text));
  return [
    { header: "Of", cells: rows.map(({ of }) => cleanText(of)), align: "left", minWidth: 8 },
    { header: "Override", cells: rows.map(({ amount }) => money(amount)), align: "right" },
    { header: "Median", cells: rows.map(({ median }) => shown(median)), align: "right", rank: 2 },
    { header: "Difference", cells: rows.map(({ more }) => shown(more)), align: "right", rank: 1 },
    { header: "Note", cells: rows.map(({ note }) => cleanText(note)), align: "left", minWidth: 8, rank: 3 },
    { header: "Made", cells: rows.map(({ made }) => cleanText(made)), align: "left", minWidth: 10, rank: 4 },
  ];
}

/** The median that the forecast has for the same scope, where it is cut by it. */
function medianOf(
  reply: ForecastReply,
  { scope, scopeValue }: NonNullable<ForecastReply["overrides"]>[number],
): string | undefined {
  if (scope === "company") return reply.total.quantiles["0.5"];
  const groups = scope === "owner" ? reply.owners : reply.segments;
  return groups.find(({ name }) => name === scopeValue)?.total?.quantiles["0.5"];
}
