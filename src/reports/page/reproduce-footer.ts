import type { ForecastReply } from "../../contracts/forecast.ts";
import { moneyText } from "../figures/money-text.ts";
import { factsFooter } from "./facts-footer.ts";
import { markup, type Markup } from "./markup.ts";

/** What reproduces the result: draws, seed, versions, digests, the files and the request. */
export function reproduceFooter(reply: ForecastReply): Markup {
  return factsFooter({
    facts: [
      ["Draws", reply.drawCount === 0 ? "none: the result is exact" : moneyText(reply.drawCount)],
      ["Seed", String(reply.seed)],
      ["Method", reply.method],
      ["Engine version", reply.engineVersion],
      ["Document", reply.schema],
      ["Plan digest", reply.planDigest],
      ["Result digest", reply.resultDigest],
    ],
    note: markup`<p>To check it: <code>revcast verify RESULT.json FILES</code></p>\n`,
    sources: reply.sources,
    request: reply.request,
  });
}
