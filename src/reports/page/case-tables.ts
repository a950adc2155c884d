import type { Explanation } from "../../contracts/explanation.ts";
import { figureColumns, figureNotes, figureRows } from "../figures/case-figure-rows.ts";
import { caseLineTable, type Grain } from "../figures/case-line-table.ts";
import { cleanText } from "../figures/clean-text.ts";
import { exactMoneyText } from "../figures/exact-money-text.ts";
import {
  explainedName,
  explainedValue,
  explanationColumns,
  explanationSum,
  fullNumberText,
  workingsOf,
  workingTitle,
} from "../figures/explanation-columns.ts";
import { goalColumns, goalNotes } from "../figures/goal-columns.ts";
import { leverColumns, leverNotes, leverSentence } from "../figures/lever-columns.ts";
import {
  effectColumns,
  realisedColumns,
  realisedSentences,
  riskAdjustedColumns,
  riskAdjustedNotes,
} from "../figures/view-columns.ts";
import { tornadoFigure } from "./case-charts.ts";
import { caseSection, notesOf, type CasePage } from "./case-page.ts";
import { dataTable } from "./data-table.ts";
import { PAGE_DIGITS } from "./distribution-section.ts";
import { EMPTY, markup, type Markup } from "./markup.ts";

/** Decimal places that no currency has more of: the cells of the tables stay as they are. */
const EVERY_DECIMAL = 4;
const GRAINS = [
  ["yearly", "By year"],
  ["quarterly", "By quarter"],
  ["monthly", "By month"],
] as const;

/** All figures with their ranges, each opening to the terms it is made of. */
export function figureSection(page: CasePage): Markup {
  const { scenario } = page;
  const rows = figureRows(scenario, exactMoneyText);
  const shown = new Map<string, string>(rows.map(({ figure, ledger }) => [figure, ledger]));
  const opened = scenario.explanations
    .filter((explanation) => !isRiskAdjusted(explanation))
    .map((explanation) => explanationDetails(explanation, shown));
  return caseSection(
    page,
    "figures",
    "Figures",
    markup`${dataTable("Ledger case beside the median and the 90 % range of the draws", figureColumns(rows))}${notesOf(figureNotes(rows, scenario))}${
      opened.length === 0
        ? EMPTY
        : markup`<p>Each figure opens to its terms, with every digit:</p>\n${opened}`
    }`,
  );
}

/** @param shown what the figures read as in the table above */
function explanationDetails(explanation: Explanation, shown: ReadonlyMap<string, string>): Markup {
  const name = explainedName(explanation);
  const value = fullNumberText(explanation.value);
  return markup`<details class="terms"><summary>${name}: ${shown.get(explanation.figure) ?? explainedValue(explanation)}</summary>
<p><code>${cleanText(explanation.formula)}</code> = ${value}</p>
${dataTable(`${name}, term by term`, explanationColumns(explanation))}<p class="muted aside">${explanationSum(explanation)}.</p>
${workingDetails(explanation)}</details>
`;
}

/** What the formulas of the terms are fed with, each number opened in turn. */
function workingDetails(explanation: Explanation): Markup {
  const { opened, given } = workingsOf(explanation);
  return markup`${
    given.length === 0
      ? EMPTY
      : markup`<ul>${given.map((working) => markup`<li>${workingTitle(working)}</li>`)}</ul>
`
  }${opened.map(
    (working) => markup`<details class="terms"><summary>${workingTitle(working)}</summary>
${dataTable(`${cleanText(working.label)}, term by term`, explanationColumns(working))}<p class="muted aside">${explanationSum(working)}.</p>
</details>
`,
  )}`;
}

function isRiskAdjusted({ figure }: Explanation): boolean {
  return figure.startsWith("riskAdjusted.");
}

/** What comes in and goes out: by year in sight, by quarter and month to open. */
export function lineSection(page: CasePage): Markup {
  const { reply, scenario } = page;
  if (scenario.lines.length === 0) return EMPTY;
  const tables = GRAINS.map(([grain, title]) => {
    const table = lineTable(page, grain, title);
    return grain === "yearly"
      ? table
      : markup`<details><summary>${title}</summary>
${table}</details>
`;
  });
  const rest = scenario.horizonMonths % 12;
  const notes = rest === 0 ? [] : [`The last year has ${rest} month${rest === 1 ? "" : "s"}.`];
  const currency = reply.currency === "XXX" ? "" : ` in ${cleanText(reply.currency)}`;
  return caseSection(
    page,
    "lines",
    `What comes in and goes out${currency}`,
    markup`<div class="lines">${tables}</div>${notesOf(notes)}`,
  );
}

function lineTable({ reply, scenario }: CasePage, grain: Grain, title: string): Markup {
  const { columns, boldRows } = caseLineTable(reply, scenario, grain, {
    decimals: EVERY_DECIMAL,
    money: exactMoneyText,
    isShown: () => true,
  });
  return dataTable(`${title}, money out is negative`, columns, boldRows);
}

/** What the scenario changes, and what each lever does of it. */
export function leverSection(page: CasePage): Markup {
  const { levers } = page.scenario;
  if (levers.length === 0) {
    return caseSection(page, "levers", "Levers", markup`<p>There are none: nothing acts on pipeline or customers.</p>\n`); // prettier-ignore
  }
  const effects = dataTable("What it changes over the horizon, undiscounted", effectColumns(page.scenario, exactMoneyText)); // prettier-ignore
  const table = dataTable("What each lever does", leverColumns(levers, exactMoneyText)); // prettier-ignore
  return caseSection(
    page,
    "levers",
    "Levers",
    markup`${effects}${tornadoFigure(page)}${table}${notesOf(leverNotes(page.scenario))}<ul>${levers.map((lever) => markup`<li>${leverSentence(lever)}</li>`)}</ul>\n`,
  );
}

/** The KPIs that it is meant to move. */
export function goalSection(page: CasePage): Markup {
  const { goals } = page.scenario;
  if (goals.length === 0) return EMPTY;
  return caseSection(
    page,
    "goals",
    "Goals, without and with it",
    markup`${dataTable("Goals by the end of their month", goalColumns(goals, PAGE_DIGITS))}${notesOf(goalNotes(goals))}`,
  );
}

/** The case with benefits marked down and costs marked up. */
export function riskAdjustedSection(page: CasePage): Markup {
  const { scenario } = page;
  const { riskAdjusted } = scenario;
  if (riskAdjusted === null) return EMPTY;
  const amounts = (["presentValueOfBenefits", "presentValueOfCosts", "netPresentValue"] as const).map(
    (key) => [`riskAdjusted.${key}`, exactMoneyText([riskAdjusted[key]])(riskAdjusted[key])] as const,
  );
  const shown = new Map(amounts);
  return caseSection(
    page,
    "risk-adjusted",
    "Risk-adjusted view",
    markup`${dataTable("Risk-adjusted, beside the ledger case and the simulation", riskAdjustedColumns(scenario, exactMoneyText))}${notesOf(riskAdjustedNotes(scenario, exactMoneyText))}${scenario.explanations.filter(isRiskAdjusted).map((explanation) => explanationDetails(explanation, shown))}`,
  );
}

/** What the investment has really returned so far. */
export function realisedSection(page: CasePage): Markup {
  const { realised } = page.scenario;
  if (realised === null) return EMPTY;
  return caseSection(
    page,
    "realised",
    "Realised return",
    markup`${dataTable("What has come so far, against what was forecast without it", realisedColumns(realised, exactMoneyText))}${notesOf(realisedSentences(realised))}`,
  );
}
