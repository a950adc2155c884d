import { readRows } from "./read-rows.ts";
import { RowReader, type ImportContext, type ReadableSource } from "./row-reader.ts";

/** Adds the rows of a change history: each is the state of an opportunity after a change. Returns the number of rows. */
export function addChangeHistory(source: ReadableSource, context: ImportContext): Promise<number> {
  const reader = new RowReader(source, context);
  const { builder, findings, signal, onBytes } = context;
  const hasEffective = reader.has("effectiveDate");
  return readRows(source.source, {
    signal,
    onBytes,
    onBroken: (...broken) => reader.broken(...broken),
    onRow: (cells, line) => {
      const opportunityId = reader.id(cells, line);
      if (opportunityId === undefined) return;
      const recorded = reader.moment(cells, "changedAt", line);
      if (recorded === undefined) return;
      if (recorded === null) {
        reader.reject("changedAt", line, "no date", "");
        return;
      }
      const { day: recordedOn, second: recordedSecond } = recorded;
      const recordedStage = reader.stage(cells, line);
      if (recordedStage === undefined) return;
      const stage = reader.presentStage(recordedStage, recordedOn);
      const amount = reader.amount(cells, "amount", line);
      if (amount === undefined) return;
      let effectiveOn = recordedOn;
      if (hasEffective) {
        const effective = reader.moment(cells, "effectiveDate", line);
        if (effective === undefined) return;
        effectiveOn = effective?.day ?? recordedOn;
        if (effectiveOn > recordedOn) {
          findings.note(
            "effective_after_recorded",
            `${source.source.name}: a state that was recorded before it was so counts from its recording`,
          );
          effectiveOn = recordedOn;
        }
      }
      const attributes = reader.attributes.valuesOf(cells, false);
      builder.addState({
        opportunityId,
        recordedOn,
        recordedSecond,
        effectiveOn,
        stage,
        recordedStage,
        amount,
        attributes,
        file: source.fileIndex,
        line,
      });
    },
  });
}
