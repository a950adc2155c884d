import type { KpiCategories, KpiOwnerFigures } from "../../contracts/kpi-sections.ts";
import { cleanText } from "./clean-text.ts";
import { moneyText, tableMoneyText } from "./money-text.ts";
import { MISSING } from "./score-text.ts";
import type { TableColumn } from "./table-column.ts";

type Category = KpiCategories["categories"][number]["category"];

export const CATEGORY_NAMES: Readonly<Record<Category, string>> = {
  closed: "Closed",
  commit: "Commit",
  mostLikely: "Most likely",
  bestCase: "Best case",
  pipeline: "Pipeline",
  omitted: "Omitted",
  unsaid: "(no category)",
};

/** Categories that a table shows: most likely and no category only where something is in them. */
function shown({ categories }: KpiCategories): KpiCategories["categories"] {
  return categories.filter(
    ({ category, simple }) => (category !== "mostLikely" && category !== "unsaid") || simple.count > 0,
  );
}

export function categoryColumns(categories: KpiCategories): TableColumn[] {
  const rows = shown(categories);
  const text = tableMoneyText(
    rows.flatMap(({ simple, cumulative }) => [simple.amount, cumulative?.amount ?? "0"]),
  );
  const right = (header: string, cells: readonly string[]): TableColumn => ({
    header,
    cells,
    align: "right",
  });
  return [
    { header: "Category", cells: rows.map(({ category }) => CATEGORY_NAMES[category]), align: "left" },
    right(
      "Simple",
      rows.map(({ simple }) => text(simple.amount)),
    ),
    right(
      "n",
      rows.map(({ simple }) => moneyText(simple.count)),
    ),
    right(
      "Cumulative",
      rows.map(({ cumulative }) => (cumulative === null ? MISSING : text(cumulative.amount))),
    ),
    right(
      "n",
      rows.map(({ cumulative }) => (cumulative === null ? MISSING : moneyText(cumulative.count))),
    ),
  ];
}

/** Where the categories come from, and what nobody could read. */
export function categorySentences({
  convention,
  column,
  mappedSince,
  unknownWords,
}: KpiCategories): string[] {
  const sources = [
    ...(column === null ? [] : [`column ${cleanText(column)}`]),
    ...(mappedSince === null ? [] : [`stages, as the funnel definition maps them since ${mappedSince}`]),
  ];
  const words = unknownWords.map(({ word, count }) => `"${cleanText(word)}" (${count})`);
  return [
    `From ${sources.length === 0 ? "nothing that holds on the day" : sources.join(", else from ")}. ${convention}`,
    ...(words.length === 0 ? [] : [`No category: ${words.slice(0, 10).join(", ")}`]),
  ];
}

/** Cumulative categories that are shown for owners: most likely only where anybody says it. */
export function cumulativeNames(
  rows: readonly KpiOwnerFigures[],
): readonly (keyof NonNullable<KpiOwnerFigures["cumulative"]>)[] {
  if (rows.every(({ cumulative }) => cumulative === null)) return [];
  const saysLikely = rows.some(({ categories }) => (categories?.mostLikely.count ?? 0) > 0);
  return saysLikely ? ["commit", "mostLikely", "bestCase", "pipeline"] : ["commit", "bestCase", "pipeline"];
}
