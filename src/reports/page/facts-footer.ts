import type { ForecastReply } from "../../contracts/forecast.ts";
import { cleanText } from "../figures/clean-text.ts";
import { moneyText } from "../figures/money-text.ts";
import { dataTable } from "./data-table.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";

export interface FooterParts {
  readonly facts: readonly (readonly [string, string])[];
  /** Stands below the facts. */
  readonly note: Markup;
  readonly sources: ForecastReply["sources"];
  /** Absent where the result holds all that was asked. */
  readonly request?: unknown;
}

/** The end of a page: what reproduces it, the files it was made of and the request. */
export function factsFooter({ facts, note, sources, request }: FooterParts): Markup {
  const files = dataTable("Files it was made of", [
    { header: "File", cells: sources.map(({ file }) => cleanText(file)), align: "left" },
    { header: "Layout", cells: sources.map(({ layout }) => cleanText(layout)), align: "left" },
    { header: "Rows", cells: sources.map(({ rowCount }) => moneyText(rowCount)), align: "right" },
    {
      header: "Not used",
      cells: sources.map(({ rejectedCount }) => moneyText(rejectedCount)),
      align: "right",
    },
    { header: "SHA-256", cells: sources.map(({ sha256 }) => cleanText(sha256)), align: "left", minWidth: 12 },
  ]);
  return markup`<footer>
<h2>What reproduces it</h2>
<dl class="facts">${facts.map(([name, value]) => markup`<dt>${name}</dt><dd>${cleanText(value)}</dd>`)}</dl>
${note}${sources.length === 0 ? EMPTY : files}${request === undefined ? EMPTY : requestDetails(request)}</footer>
`;
}

function requestDetails(request: unknown): Markup {
  const cleaned = JSON.stringify(
    request,
    (_, value: unknown) => (typeof value === "string" ? cleanText(value) : value),
    2,
  );
  return markup`<details><summary>The request</summary>
<pre>${cleaned}</pre></details>
`;
}
