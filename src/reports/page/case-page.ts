import type { InvestmentReply, ScenarioReport } from "../../contracts/investment.ts";
import type { chartRenderer } from "./chart-svg.ts";
import { markup, type Markup } from "./markup.ts";

/** One case, and where on the page it stands. */
export interface CasePage {
  readonly reply: InvestmentReply;
  readonly scenario: ScenarioReport;
  readonly draw: Awaited<ReturnType<typeof chartRenderer>>;
  /** Makes the ids of this case its own; empty where it is the only one. */
  readonly prefix: string;
}

/** A part of a case under its heading, which is one level lower where there are several cases. */
export function caseSection({ prefix }: CasePage, name: string, title: string, content: Markup): Markup {
  const id = prefix + name;
  const heading = prefix === "" ? markup`<h2 id="${id}">${title}</h2>` : markup`<h3 id="${id}">${title}</h3>`;
  return markup`<section aria-labelledby="${id}">
${heading}
${content}</section>
`;
}

/** What needs saying below a table. */
export function notesOf(notes: readonly string[]): Markup[] {
  return notes.map((note) => markup`<p class="muted aside">${note}</p>\n`);
}
