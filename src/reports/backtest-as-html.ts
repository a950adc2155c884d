import type { BacktestReply } from "../contracts/backtest.ts";
import { cutoffFacts, cutoffSpan, horizonText } from "./figures/backtest-headline.ts";
import { moneyText } from "./figures/money-text.ts";
import { backtestHeadline } from "./page/backtest-headline.ts";
import { coverageSection, opportunityScoreSection, pitSection } from "./page/calibration-sections.ts";
import { chartRenderer } from "./page/chart-svg.ts";
import { checkSection, conventionSection } from "./page/convention-sections.ts";
import { cutoffSection } from "./page/cutoff-section.ts";
import { factsFooter } from "./page/facts-footer.ts";
import { errorSection, leaderSection } from "./page/leader-section.ts";
import { EMPTY, markup } from "./page/markup.ts";
import { profileSection } from "./page/profile-section.ts";
import { warningSection } from "./page/trust-sections.ts";
import { wholePage } from "./page/whole-page.ts";

/**
 * A backtest as one page to mail and to print: no script, nothing loaded from anywhere. The page is well-formed XML as
 * well, every text from the data is escaped, every chart has its numbers beside it, and the same reply gives the same
 * bytes.
 */
export async function backtestAsHtml(reply: BacktestReply): Promise<string> {
  const draw = await chartRenderer();
  const horizon = horizonText(reply.request.horizon);
  const span = cutoffSpan(reply);
  return wholePage({
    title: `Backtest, ${horizon}, ${span}`,
    heading: `Backtest, ${horizon}`,
    facts: `${reply.cutoffs.length === 1 ? "Cut-off" : "Cut-offs from"} ${span}. ${cutoffFacts(reply)}.`,
    main: markup`${backtestHeadline(reply)}${cutoffSection(reply, draw)}${leaderSection(reply, draw)}${coverageSection(reply, draw)}${profileSection(reply, draw)}${opportunityScoreSection(reply, draw)}${pitSection(reply, draw)}${conventionSection(reply)}${errorSection(reply)}${checkSection(reply)}${warningSection(reply)}`,
    footer: factsFooter({
      facts: [
        ["Draws", moneyText(reply.request.drawCount)],
        ["Seed", String(reply.request.seed)],
        ["Engine version", reply.engineVersion],
        ["Document", reply.schema],
        ["Result digest", reply.resultDigest],
      ],
      note: EMPTY,
      sources: reply.sources,
      request: reply.request,
    }),
  });
}
