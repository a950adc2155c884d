import { isoFromDay, type Day } from "../base/day.ts";

/** What a stage means for the forecast: still to be decided, or one of the three ways out. */
export type StageKind = "open" | "won" | "lost" | "removed";

/**
 * What an organisation says about its sales process. Everything is optional: closed stages are recognised by their
 * usual names, and the order of the open stages is inferred from the moves that the view holds.
 */
export interface Funnel {
  /** Open stages, first to last; empty = inferred. */
  readonly stageOrder: readonly string[];
  /** Names of stages beside the usual ones that mean won, lost or removed (deleted, merged). */
  readonly won: readonly string[];
  readonly lost: readonly string[];
  readonly removed: readonly string[];
  /** The CRM's own win probability by stage, 0..1; used only where history says too little. */
  readonly crmProbabilities: Readonly<Record<string, number>>;
  /** Orders of the open stages that hold from a day on (an ISO day, ascending), in place of `stageOrder`. */
  readonly stageOrders?:
    readonly { readonly from: string; readonly stageOrder: readonly string[] }[] | undefined;
}

export const NO_FUNNEL: Funnel = { stageOrder: [], won: [], lost: [], removed: [], crmProbabilities: {} };

/** The funnel with the order of stages that was in force on a day: it holds for all that is seen from that day. */
export function funnelOn(funnel: Funnel, day: Day): Funnel {
  const iso = isoFromDay(day);
  const latest = funnel.stageOrders?.findLast(({ from }) => from <= iso);
  return latest === undefined ? funnel : { ...funnel, stageOrder: latest.stageOrder };
}

const USUAL_NAMES: ReadonlyMap<string, StageKind> = new Map(
  Object.entries({
    "closed won": "won",
    won: "won",
    closedwon: "won",
    "closed lost": "lost",
    lost: "lost",
    closedlost: "lost",
    deleted: "removed",
    removed: "removed",
    merged: "removed",
    gewonnen: "won", // German and Dutch, then French, Spanish and Portuguese
    verloren: "lost",
    gagné: "won",
    gagnée: "won",
    perdu: "lost",
    perdue: "lost",
    ganado: "won",
    ganada: "won",
    ganho: "won",
    ganha: "won",
    perdido: "lost",
    perdida: "lost",
    gelöscht: "removed",
    verwijderd: "removed",
  } as const),
);

/** "Closed" before one of the names above, in the same languages: `Abgeschlossen und gewonnen`, `Cierre ganado`, `Fermé - perdu`. */
const CLOSED_AND =
  /^(?:closed|abgeschlossen|geschlossen|fermée?|clôturée?|cerrad[oa]|cierre|fechad[oa]|gesloten)(?: and| und| et| y| e| en| als)?[\s:(–-]+/u;

function usualKindOf(name: string): StageKind {
  const closed = CLOSED_AND.exec(name)?.[0] ?? "";
  const rest = name.slice(closed.length);
  return USUAL_NAMES.get(closed === "" ? name : rest.replace(/\)$/, "")) ?? "open";
}

/** Kind of a stage by the funnel's own names first, then by the usual ones; letter case and outer spaces do not count. */
export function stageKindOf(stage: string, funnel: Funnel): StageKind {
  const name = stageKey(stage);
  const isIn = (names: readonly string[]): boolean => names.some((other) => stageKey(other) === name);
  if (isIn(funnel.won)) return "won";
  if (isIn(funnel.lost)) return "lost";
  if (isIn(funnel.removed)) return "removed";
  if (isIn(funnel.stageOrder)) return "open";
  return usualKindOf(name);
}

/** A stage name as it is compared: letter case and outer spaces do not count. */
export function stageKey(stage: string): string {
  return stage.trim().toLowerCase();
}
