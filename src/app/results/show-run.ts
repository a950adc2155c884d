import { KeptTarget } from "../../contracts/override.ts";
import { teamOwnersOf, type RunEvent, type RunSummary } from "../../contracts/run.ts";
import { inFieldNames } from "./in-field-names.ts";
import { seesTeam, type Sight } from "../access/sight.ts";

/** Kinds of runs whose requests and results hold costs. */
export function isCostKind(kind: string): boolean {
  return kind === "scenario" || kind === "roi";
}

/**
 * A run as lists and streams show it: how it stands is for everyone, what was asked and why it failed for who may see the result as
 * a whole; of a run about a team, for who sees all of its owners.
 */
export function showRun(asked: RunSummary, sight: Sight): RunSummary {
  const run = { ...asked, failure: inTheirWords(asked.failure) };
  const team = teamOwnersOf(run.request);
  if (team !== undefined && sight.owners !== "all") {
    if (seesTeam(sight, team)) return { ...run, request: ofTeam(run.request) };
    return { ...run, request: { kind: run.kind }, failure: withoutWords(run.failure) };
  }
  if (seesAllOf(run.kind, sight)) return { ...run, request: withoutPeople(run.request, sight) };
  return { ...run, request: { kind: run.kind }, failure: withoutWords(run.failure) };
}

export function showRunEvent(event: RunEvent, kind: string, sight: Sight): RunEvent {
  const { failure } = event;
  return { ...event, failure: seesAllOf(kind, sight) ? inTheirWords(failure) : withoutWords(failure) };
}

function seesAllOf(kind: string, sight: Sight): boolean {
  return sight.seesCompany && (sight.seesCosts || !isCostKind(kind));
}

/** What was asked of a team, without the targets of others that the run took from the workspace. */
function ofTeam({
  keptTargets: _keptTargets,
  teamOwners: _owners,
  ...request
}: RunSummary["request"]): RunSummary["request"] {
  return request;
}

/** As a page of many shows it: without the targets that the run took from the workspace, which may be thousands. */
export function withoutTargets(run: RunSummary): RunSummary {
  const { keptTargets: _keptTargets, ...request } = run.request;
  return { ...run, request };
}

/** Targets that a run took from the workspace, without those of owners where people are not seen; none that cannot be told. */
function withoutPeople(request: RunSummary["request"], { owners }: Sight): RunSummary["request"] {
  const { keptTargets, ...others } = request;
  if (owners === "all" || keptTargets === undefined) return request;
  const kept = KeptTarget.array().safeParse(keptTargets);
  if (!kept.success) return others;
  return { ...others, keptTargets: kept.data.filter(({ scope }) => scope !== "owner") };
}

/** Who asked by HTTP gave fields, not options. */
function inTheirWords(failure: RunSummary["failure"]): RunSummary["failure"] {
  return failure === null ? null : { ...failure, message: inFieldNames(failure.message) };
}

function withoutWords(failure: RunSummary["failure"]): RunSummary["failure"] {
  return failure === null
    ? null
    : { ...failure, message: "It could not be done; who may see the result sees why" };
}
