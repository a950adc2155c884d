import type { ForecastCategoryRules } from "../contracts/forecast-categories.ts";
import type { KpiCategories } from "../contracts/kpi-sections.ts";
import { dayFromIso, isoFromDay, type Day } from "../core/base/day.ts";
import { decimalFromMinorUnits } from "../core/base/money.ts";
import { CUMULATIVE_CATEGORIES, cumulativeSums } from "../core/kpi/category-sums.ts";
import {
  categoryOfWord,
  FORECAST_CATEGORIES,
  usualCategoryColumn,
  type CategoryRules,
} from "../core/kpi/forecast-category.ts";
import type { KpiWindow } from "../core/kpi/kpi-record.ts";
import type { OpportunityLives } from "../core/kpi/opportunity-lives.ts";
import type { FigurePart } from "../core/kpi/owner-figures.ts";
import { PartCollector } from "../core/kpi/part-collector.ts";
import { stageKey } from "../core/pipeline/funnel.ts";
import { attributeOf } from "../core/pipeline/pipeline-view.ts";

/** Where categories are told by the definition and the columns that there are; undefined where nowhere. */
export function categoryRulesOf(
  defined: ForecastCategoryRules | null,
  columnNames: readonly string[],
): CategoryRules | undefined {
  const column = defined?.column ?? usualCategoryColumn(columnNames);
  const byStage = (defined?.stages ?? []).map(({ from, categories }) => ({
    from: from === undefined ? undefined : dayFromIso(from)!,
    stages: new Map(Object.entries(categories).map(([stage, category]) => [stageKey(stage), category])),
  }));
  return column === undefined && byStage.length === 0 ? undefined : { column, byStage };
}

/** Simple and cumulative categories of the whole company, with the rows behind them. */
export function categoriesOf(
  lives: OpportunityLives,
  {
    window,
    parts,
    rules,
  }: { readonly window: KpiWindow; readonly parts: readonly FigurePart[]; readonly rules: CategoryRules },
  minorDigits: number,
): KpiCategories {
  const names = [...FORECAST_CATEGORIES, "unsaid"] as const;
  const collectors = new Map(names.map((name) => [name, new PartCollector(lives.view, window)]));
  for (const { figure, opportunity, state, amount } of parts) {
    if (figure === "booked" || figure === "open" || figure === "weighted") continue;
    collectors.get(figure)!.add(opportunity, state, amount);
  }
  const simple = Object.fromEntries(
    names.map((name) => {
      const { value, count } = collectors.get(name)!;
      return [name, { amount: value, count }];
    }),
  ) as Record<(typeof names)[number], { amount: number; count: number }>;
  const cumulative = cumulativeSums(simple);
  const held = rules.byStage.findLast(({ from }) => from === undefined || from <= window.to);
  const due =
    lives.expectedCloseOf === undefined
      ? "all that is open (no column holds expected close dates)"
      : "what is open and expected to close by the end of the period, overdue ones included";
  const money = (amount: number): string => decimalFromMinorUnits(amount, minorDigits);
  return {
    convention: `At the end of the last measured day: closed is what was won in the period, the others are ${due}. Cumulative: each with all surer ones, won included; omitted counts nowhere`,
    day: isoFromDay(window.to as Day),
    column: rules.column ?? null,
    mappedSince:
      held === undefined ? null : held.from === undefined ? "the beginning" : isoFromDay(held.from),
    categories: names.map((category) => {
      const { count, first } = collectors.get(category)!.part(category, "money").rows;
      const sum = CUMULATIVE_CATEGORIES.find((name) => name === category);
      return {
        category,
        simple: {
          amount: money(simple[category].amount),
          count: simple[category].count,
          rows: { count, first: [...first] },
        },
        cumulative:
          category === "closed"
            ? { amount: money(simple.closed.amount), count: simple.closed.count }
            : sum === undefined
              ? null
              : { amount: money(cumulative[sum].amount), count: cumulative[sum].count },
      };
    }),
    unknownWords: unknownWords(lives, parts, rules),
  };
}

/** Texts of the column that nobody knows, as they stand in what is open and due. */
function unknownWords(
  { view }: OpportunityLives,
  parts: readonly FigurePart[],
  rules: CategoryRules,
): KpiCategories["unknownWords"] {
  const column = view.attributes.find(({ name }) => name === rules.column);
  if (column === undefined) return [];
  const counts = new Map<string, number>();
  for (const { figure, state } of parts) {
    const word = attributeOf(view, column, state);
    if (figure !== "open" || word === "" || categoryOfWord(word) !== undefined) continue;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts]
    .map(([word, count]) => ({ word, count }))
    .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
}
