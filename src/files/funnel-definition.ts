import { AppFailure } from "../contracts/failure.ts";
import { FunnelDefinition } from "../contracts/funnel.ts";
import type { Funnel } from "../core/pipeline/funnel.ts";
import type { StageMap } from "../core/pipeline/stage-map.ts";
import { definitionIssues } from "./definition-issues.ts";
import { ensureDefinitionSize, readDefinitionText } from "./read-definition.ts";
import { parseYamlText } from "./yaml-text.ts";

const NOUN = "funnel definition";
const MOST_ISSUES = 5;

/**
 * Reads a funnel definition.
 * @throws {AppFailure} `not_found` when it cannot be read, `bad_input` with the line and a suggestion when it breaks its contract
 */
export async function readFunnelDefinition(path: string): Promise<FunnelDefinition> {
  return parseFunnelDefinition(await readDefinitionText(path, NOUN), path);
}

/** The definition in a YAML text; `name` is what messages call it. */
export function parseFunnelDefinition(text: string, name: string): FunnelDefinition {
  ensureDefinitionSize(Buffer.byteLength(text), name, NOUN);
  const yaml = parseYamlText(text, name);
  const result = FunnelDefinition.safeParse(yaml.content ?? {});
  if (result.success) return result.data;
  const issues = definitionIssues(result.error, FunnelDefinition, yaml).slice(0, MOST_ISSUES);
  const messages = issues.map(({ line, path, problem, isUnknownKey }) => {
    const what = isUnknownKey ? `"${path}" ` : `${path === "" ? "the definition" : path}: `;
    return `${name} line ${line}: ${what}${problem}`;
  });
  throw new AppFailure("bad_input", `Cannot use the funnel definition: ${messages.join("; ")}`);
}

/** The part of a definition that says what stages mean; percent become fractions. */
export function funnelOf(definition: FunnelDefinition): Funnel {
  const shares = Object.entries(definition.crmProbabilities);
  const orders = definition.stageMap.flatMap(({ from, stageOrder }) =>
    stageOrder === undefined ? [] : [{ from, stageOrder: stageOrder.map(String) }],
  );
  const isPercent = shares.some(([, share]) => typeof share === "number" && share > 1);
  return {
    stageOrder: definition.stageOrder.map(String),
    won: definition.won.map(String),
    lost: definition.lost.map(String),
    removed: definition.removed.map(String),
    crmProbabilities: Object.fromEntries(shares.map(([stage, share]) => [stage, fraction(share, isPercent)])),
    ...(orders.length === 0 ? {} : { stageOrders: orders.sort(byDay) }),
  };
}

/** The renamings of stages, in the order of their days. */
export function stageMapOf({ stageMap }: FunnelDefinition): StageMap {
  return stageMap
    .filter(({ stages }) => Object.keys(stages).length > 0)
    .map(({ from, stages }) => ({
      from,
      stages: Object.fromEntries(Object.entries(stages).map(([old, name]) => [old, String(name)])),
    }))
    .sort(byDay);
}

function byDay(a: { readonly from: string }, b: { readonly from: string }): number {
  return a.from < b.from ? -1 : a.from > b.from ? 1 : 0;
}

function fraction(share: number | string, isPercent: boolean): number {
  if (typeof share === "number") return isPercent ? share / 100 : share;
  return Math.min(1, Number(share.replace("%", "").replace(",", ".").trim()) / 100);
}
