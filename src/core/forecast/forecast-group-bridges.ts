import type { AttributeColumn } from "../pipeline/change-log.ts";
import { attributeOf, type PipelineView } from "../pipeline/pipeline-view.ts";
import { FORECAST_TERMS, type ForecastBridge, type ForecastTermKind } from "./forecast-bridge.ts";
import type { ForecastSide } from "./forecast-side.ts";

/** What the opportunities of one group were booked and expected to bring, and how that changed; whole minor units. */
export interface ForecastGroupBridge {
  /** Value of the attribute; "" where it is not known. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  /** Changes of opportunities by kind; kinds that did not occur are 0. */
  readonly terms: ReadonlyMap<ForecastTermKind, number>;
  /** Received from other groups less given to them, with what it stood for at the start. */
  readonly passedOn: number;
  /** Start, terms and what was passed on less the end: 0, or the bridge is wrong. */
  readonly residual: number;
}

/**
 * The bridge of a forecast cut by an attribute: what is booked and expected opportunity by opportunity, before the terms of the
 * model that belong to none of them. An opportunity that changed its group was passed on first, with what it stood for.
 * @returns by the larger of start and end, then by name
 */
export function forecastGroupBridges(
  { start, end, terms }: ForecastBridge,
  views: { readonly before: PipelineView; readonly after: PipelineView },
  attribute: AttributeColumn,
): ForecastGroupBridge[] {
  const { before, after } = views;
  const groups = new Map<string, Sums>();
  const groupOf = (name: string): Sums => {
    const group = groups.get(name) ?? { start: 0, end: 0, passedOn: 0, terms: new Map() };
    groups.set(name, group);
    return group;
  };
  let known = 0;
  const nameAfter = after.opportunityIds.map((id, opportunity) => {
    const name = attributeOf(after, attribute, after.stateStart[opportunity + 1]! - 1);
    groupOf(name).end += worthOf(end, opportunity);
    if (before.opportunityIds[known] !== id) return name;
    const worth = worthOf(start, known);
    const nameBefore = attributeOf(before, attribute, before.stateStart[++known]! - 1);
    groupOf(nameBefore).start += worth;
    groupOf(nameBefore).passedOn -= worth;
    groupOf(name).passedOn += worth;
    return name;
  });
  for (const { kind, moves } of terms) {
    for (const move of moves) {
      if (move.opportunity === undefined) continue;
      const group = groupOf(nameAfter[move.opportunity]!);
      group.terms.set(kind, (group.terms.get(kind) ?? 0) + move.after - move.before);
    }
  }
  return [...groups]
    .map(([name, sums]) => finished(name, sums))
    .filter((group) => group.start !== 0 || group.end !== 0 || group.passedOn !== 0)
    .sort((a, b) => Math.max(b.start, b.end) - Math.max(a.start, a.end) || (a.name < b.name ? -1 : 1));
}

interface Sums {
  start: number;
  end: number;
  passedOn: number;
  readonly terms: Map<ForecastTermKind, number>;
}

/** Booked and expected of one opportunity, rounded as the moves of the bridge are. */
function worthOf(side: ForecastSide, opportunity: number): number {
  const { booked, expected } = side.shareOf(opportunity);
  return booked + Math.round(expected);
}

function finished(name: string, { start, end, passedOn, terms }: Sums): ForecastGroupBridge {
  const all = new Map(FORECAST_TERMS.map((kind) => [kind, terms.get(kind) ?? 0]));
  const explained = [...all.values()].reduce((sum, change) => sum + change, passedOn);
  return { name, start, end, terms: all, passedOn, residual: start + explained - end };
}
