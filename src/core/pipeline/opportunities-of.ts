import type { AttributeColumn, ChangeLog } from "./change-log.ts";
import { codedNames } from "./coded-names.ts";
import { gatheredLog } from "./gathered-log.ts";
import { attributeOf, stateOn, type PipelineView } from "./pipeline-view.ts";

/**
 * The log of the opportunities that are somebody's on a day, with all of their past, as if no others had ever been recorded: names of
 * stages and values of attributes that only others have are gone. The names of the files and the days of snapshots stay.
 * @param view      the whole log as of that day
 * @param owner     attribute that names whose an opportunity is
 * @param isTheirs  of a value of that attribute; "" when nobody is named
 */
export function opportunitiesOf(
  log: ChangeLog,
  {
    view,
    owner,
    isTheirs,
  }: {
    readonly view: PipelineView;
    readonly owner: AttributeColumn;
    readonly isTheirs: (owner: string) => boolean;
  },
): ChangeLog {
  const theirs = new Set<string>();
  view.opportunityIds.forEach((id, index) => {
    const state = stateOn(view, index, view.asOf);
    if (state >= 0 && isTheirs(attributeOf(view, owner, state))) theirs.add(id);
  });
  const ids: string[] = [];
  const rowStart = [0];
  const rows: number[] = [];
  log.opportunityIds.forEach((id, opportunity) => {
    if (!theirs.has(id)) return;
    for (let row = log.rowStart[opportunity]!; row < log.rowStart[opportunity + 1]!; row++) rows.push(row);
    ids.push(id);
    rowStart.push(rows.length);
  });
  const kept = Int32Array.from(rows);
  const { stageMap } = log;
  const recorded =
    stageMap && codedNames(Array.from(kept, (row) => stageMap.recorded[stageMap.recordedStage[row]!]!));
  const own = gatheredLog(log, kept, (row) => log.stages[log.rows.stage[row]!]!);
  return {
    ...own,
    opportunityIds: ids,
    rowStart: Int32Array.from(rowStart),
    attributes: own.attributes.map(withoutUnused),
    undated: log.undated.filter(({ attributes }) => isTheirs(attributes[owner.name] ?? "")),
    ...(recorded === undefined
      ? {}
      : { stageMap: { map: stageMap!.map, recorded: recorded.names, recordedStage: recorded.codes } }),
  };
}

/** Values stay in ascending order. */
function withoutUnused({ name, values, codes }: AttributeColumn): AttributeColumn {
  const place = new Int32Array(values.length);
  for (const code of codes) place[code] = 1;
  const used = values.filter((_, code) => place[code] === 1);
  let next = 0;
  for (let code = 0; code < place.length; code++) place[code] = place[code] === 1 ? next++ : -1;
  return { name, values: used, codes: codes.map((code) => place[code]!) };
}
