import { AppFailure } from "../contracts/failure.ts";
import type { KpiReply } from "../contracts/kpi.ts";
import type { KpiTargetEntry } from "../contracts/kpi-targets.ts";
import { STAGE_KPI_IDS } from "../core/kpi/kpi-definitions.ts";
import type { KpiDefinition } from "../core/kpi/kpi-record.ts";
import type { KpiSource } from "../core/kpi/kpi-source.ts";
import type { GivenTargets } from "./run-kpi.ts";

/** An entry of a targets file whose names are texts. */
export type NamedEntry = Omit<KpiTargetEntry, "stage" | "channel" | "segment" | "owner"> & {
  readonly stage?: string;
  readonly channel?: string;
  readonly segment?: string;
  readonly owner?: string;
};

/** YAML reads a name such as 10 as a number; the files have texts. */
export function withTextNames(entry: KpiTargetEntry): NamedEntry {
  const { stage, channel, segment, owner, ...rest } = entry;
  return {
    ...rest,
    ...(stage === undefined ? {} : { stage: String(stage) }),
    ...(channel === undefined ? {} : { channel: String(channel) }),
    ...(segment === undefined ? {} : { segment: String(segment) }),
    ...(owner === undefined ? {} : { owner: String(owner) }),
  };
}

/** A KPI with what it is counted over. */
export interface SourcedKpi {
  readonly definition: KpiDefinition;
  readonly source: KpiSource;
}

/** The KPI that an entry is about. @throws {AppFailure} bad_input, the file has no such stage or channel */
export function definitionOf(entry: NamedEntry, sources: readonly KpiSource[], place: string): SourcedKpi {
  const needsStage = STAGE_KPI_IDS.includes(entry.kpi);
  if (needsStage !== (entry.stage !== undefined)) {
    const fault = needsStage
      ? "needs a stage: the KPI exists for each"
      : "cannot have a stage: the KPI is about the whole";
    throw new AppFailure("bad_input", `Cannot check ${place}: ${entry.kpi} ${fault}`);
  }
  const candidates = sources.flatMap((source) =>
    source.definitions.flatMap((definition) => (definition.id === entry.kpi ? [{ definition, source }] : [])),
  );
  const isOfChannels = candidates.some(({ definition }) => definition.channel !== undefined);
  if (isOfChannels && entry.channel === undefined)
    throw new AppFailure(
      "bad_input",
      `Cannot check ${place}: ${entry.kpi} needs a channel: the KPI exists for each`,
    );
  const found = candidates.find(
    ({ definition: { stage, channel } }) =>
      (stage ?? undefined) === entry.stage && (!isOfChannels || channel === entry.channel),
  );
  if (found !== undefined) return found;
  if (entry.stage === undefined) {
    const channels = candidates.flatMap(({ definition }) => definition.channel ?? []);
    const known = channels.length === 0 ? "no file tells of channels" : `channels are ${channels.join(", ")}`;
    throw new AppFailure(
      "bad_input",
      `Cannot check ${place}: there is no channel ${entry.channel ?? ""}; ${known}`,
    );
  }
  const stages = candidates.map(({ definition }) => definition.stage);
  throw new AppFailure(
    "bad_input",
    `Cannot check ${place}: there is no stage ${entry.stage}; stages are ${stages.join(", ")}`,
  );
}

/** Where an entry stands; of the workspace's, one of somebody who has nothing yet is no mistake. */
export interface Place {
  readonly place: string;
  readonly isKept: boolean;
}

/**
 * The members that an entry is about; undefined for all.
 * @throws {AppFailure} bad_input, nothing says who they are, or a file names somebody who is not there
 */
export function scopeOf(
  entry: NamedEntry,
  { source, definition }: SourcedKpi,
  { place, isKept }: Place,
): Uint8Array | undefined {
  const asked = [
    ["segment", entry.segment] as const,
    ["owner", entry.owner] as const,
    // The channel of a KPI that exists for each is no part of a whole.
    ["channel", definition.channel === undefined ? entry.channel : undefined] as const,
  ];
  const masks = asked.flatMap(([name, value]) => {
    if (value === undefined) return [];
    const scope = source.scopes[name];
    if (scope === undefined)
      throw new AppFailure(
        "bad_input",
        `Cannot check ${place}: it names ${name === "owner" ? "an" : "a"} ${name}, by which ${entry.kpi} is not known; of the pipeline, say which column holds it with --segment or --owner; of customers, the files have to tell it`,
      );
    const keeps = scope.membersWith(value);
    if (!keeps.includes(1) && !isKept)
      throw new AppFailure(
        "bad_input",
        `Cannot check ${place}: nothing that ${entry.kpi} counts has ${scope.column} ${value}; check its spelling`,
      );
    return [keeps];
  });
  const [first, ...others] = masks;
  return others.reduce((kept, other) => kept?.map((keep, member) => keep & other[member]!), first);
}

/** Targets that nobody named and that are of owners or segments which nothing has: new ones, or names with a mistake in them. */
export function nobodyWarnings(
  given: GivenTargets | undefined,
  sources: readonly KpiSource[],
): KpiReply["warnings"] {
  const place = { place: "a target", isKept: true };
  const isOfNobody = (written: KpiTargetEntry): boolean => {
    const entry = withTextNames(written);
    return scopeOf(entry, definitionOf(entry, sources, place.place), place)?.includes(1) === false;
  };
  const ofList = (given?.kept ?? []).filter(({ entry }) => isOfNobody(entry)).length;
  const ofFile = given === undefined || given.isNamed ? 0 : given.targets.kpis.filter(isOfNobody).length;
  const count = ofList + ofFile;
  if (count === 0) return [];
  const places = [
    ...(ofList > 0 ? ["with `revcast target list`"] : []),
    ...(ofFile > 0 ? [`in the targets ${given!.file}`] : []),
  ];
  const message = `${count === 1 ? "1 target of the workspace is" : `${count} targets of the workspace are`} of owners or segments that nothing has; check their names ${places.join(" and ")}`;
  return [{ code: "target_of_nobody", message, count }];
}
