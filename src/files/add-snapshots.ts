import type { Day } from "../core/base/day.ts";
import { stageKindOf, type StageKind } from "../core/pipeline/funnel.ts";
import { readRows } from "./read-rows.ts";
import { RowReader, type ImportContext, type ReadableSource } from "./row-reader.ts";

/**
 * Adds the rows of a snapshot series. Of a closed opportunity the day of the close is `closed_date`; where the file has
 * no such column it is `close_date`, which a CRM overwrites on the close.
 * @returns the number of rows
 */
export function addSnapshots(source: ReadableSource, context: ImportContext): Promise<number> {
  const reader = new RowReader(source, context);
  const { builder, funnel, signal, onBytes } = context;
  const closeRole = reader.has("closedDate") ? "closedDate" : "closeDate";
  const kinds = new Map<string, StageKind>();
  const kindOf = (stage: string): StageKind => {
    const kind = kinds.get(stage) ?? stageKindOf(stage, funnel);
    kinds.set(stage, kind);
    return kind;
  };
  /** A day that the source states about the past; one after the snapshot is not believed. */
  const statedDay = (
    cells: readonly string[],
    role: "createdDate" | "closedDate" | "closeDate",
    snapshotOn: Day,
    line: number,
  ): Day | null | undefined => {
    const moment = reader.moment(cells, role, line);
    if (moment === undefined || moment === null) return moment;
    if (moment.day <= snapshotOn) return moment.day;
    context.findings.note(
      "day_after_snapshot",
      `${source.source.name}: a creation or close later than its snapshot is not used`,
    );
    return null;
  };
  return readRows(source.source, {
    signal,
    onBytes,
    onBroken: (...broken) => reader.broken(...broken),
    onRow: (cells, line) => {
      const opportunityId = reader.id(cells, line);
      if (opportunityId === undefined) return;
      const snapshot = reader.moment(cells, "snapshotDate", line);
      if (snapshot === undefined) return;
      if (snapshot === null) {
        reader.reject("snapshotDate", line, "no date", "");
        return;
      }
      const snapshotOn = snapshot.day;
      const recordedStage = reader.stage(cells, line);
      if (recordedStage === undefined) return;
      const stage = reader.presentStage(recordedStage, snapshotOn);
      const amount = reader.amount(cells, "amount", line);
      if (amount === undefined) return;
      const createdOn = statedDay(cells, "createdDate", snapshotOn, line);
      if (createdOn === undefined) return;
      const isClosed = kindOf(stage) !== "open";
      const closedOn = isClosed ? statedDay(cells, closeRole, snapshotOn, line) : null;
      if (closedOn === undefined) return;
      builder.addSnapshot({
        opportunityId,
        snapshotOn,
        createdOn: createdOn ?? undefined,
        closedOn: closedOn ?? undefined,
        stage,
        recordedStage,
        amount,
        attributes: reader.attributes.valuesOf(cells, false),
        file: source.fileIndex,
        line,
      });
    },
  });
}
