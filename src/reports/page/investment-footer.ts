import type { InvestmentReply } from "../../contracts/investment.ts";
import { cleanText } from "../figures/clean-text.ts";
import { relianceSentences } from "../figures/investment-sentences.ts";
import { moneyText } from "../figures/money-text.ts";
import { dataTable } from "./data-table.ts";
import { factsFooter } from "./facts-footer.ts";
import { markup, type Markup } from "./markup.ts";

/** What the answer rests on, in words. */
export function relianceSection(reply: InvestmentReply): Markup {
  return markup`<section aria-labelledby="rests-on">
<h2 id="rests-on">What it rests on</h2>
<ul>${relianceSentences(reply).map((sentence) => markup`<li>${sentence}</li>`)}</ul></section>
`;
}

/** What reproduces the cases: draws, seed, versions, digests, scenario files and data files. */
export function investmentFooter(reply: InvestmentReply): Markup {
  const { scenarios } = reply;
  return factsFooter({
    facts: [
      ["Draws", moneyText(reply.drawCount)],
      ["Seed", String(reply.seed)],
      ["Engine version", reply.engineVersion],
      ["Document", reply.schema],
      ["Plan digest", reply.planDigest ?? "none: there is no pipeline data"],
      ["Result digest", reply.resultDigest],
    ],
    note: dataTable("Scenario files", [
      { header: "File", cells: scenarios.map(({ file }) => cleanText(file)), align: "left" },
      { header: "SHA-256", cells: scenarios.map(({ sha256 }) => cleanText(sha256)), align: "left", minWidth: 12 }, // prettier-ignore
    ]),
    sources: reply.sources,
  });
}
