import type { ForecastReply } from "../../contracts/forecast.ts";
import { cleanText } from "../figures/clean-text.ts";
import { moneyText } from "../figures/money-text.ts";
import { dataTable } from "./data-table.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";

/** What reproduces the result: draws, seed, versions, digests, the files and the request. */
export function reproduceFooter(reply: ForecastReply): Markup {
  const facts = [
    ["Draws", reply.drawCount === 0 ? "none: the result is exact" : moneyText(reply.drawCount)],
    ["Seed", String(reply.seed)],
    ["Method", reply.method],
    ["Engine version", reply.engineVersion],
    ["Document", reply.schema],
    ["Plan digest", reply.planDigest],
    ["Result digest", reply.resultDigest],
  ] as const;
  const { sources } = reply;
  const files = dataTable("Files it was made of", [
    { header: "File", cells: sources.map(({ file }) => cleanText(file)), align: "left" },
    { header: "Layout", cells: sources.map(({ layout }) => cleanText(layout)), align: "left" },
    { header: "Rows", cells: sources.map(({ rowCount }) => moneyText(rowCount)), align: "right" },
    {
      header: "Not used",
      cells: sources.map(({ rejectedCount }) => moneyText(rejectedCount)),
      align: "right",
    },
    { header: "SHA-256", cells: sources.map(({ sha256 }) => sha256), align: "left", minWidth: 12 },
  ]);
  return markup`<footer>
<h2>What reproduces it</h2>
<dl class="facts">${facts.map(([name, value]) => markup`<dt>${name}</dt><dd>${cleanText(value)}</dd>`)}</dl>
<p>To check it: <code>revcast verify RESULT.json FILES</code></p>
${sources.length === 0 ? EMPTY : files}<details><summary>The request</summary>
<pre>${JSON.stringify(reply.request, null, 2)}</pre></details>
</footer>
`;
}
