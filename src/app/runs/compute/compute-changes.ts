import { FunnelDefinition } from "../../../contracts/funnel.ts";
import { funnelOf } from "../../../files/funnel-definition.ts";
import { parseDefinition } from "../../../files/read-definition.ts";
import { changesRequestOf } from "../../changes-question.ts";
import { recordedReading } from "../../recorded-reading.ts";
import { runChanges } from "../../run-changes.ts";
import type { CellWork, ComputeContext, ComputedCell } from "../cell-work.ts";
import { answer, documentOf, holidaysOf, pipelineOf, requestOf } from "./cell-input.ts";

/** What changed between two days, one cell. */
export function computeChanges(work: CellWork, context: ComputeContext): Promise<ComputedCell> {
  return Promise.resolve().then(() => changes(work, context));
}

function changes(work: CellWork, context: ComputeContext): ComputedCell {
  const { imported, reading } = pipelineOf(context);
  const asked = requestOf<"changes">(work);
  const kept = documentOf(work, "funnel");
  const funnelBefore =
    kept === undefined
      ? undefined
      : funnelOf(parseDefinition(kept.text, kept.name, FunnelDefinition, "funnel definition"));
  const request = changesRequestOf(
    { ...asked, funnelBefore, holidays: holidaysOf(asked), reading: recordedReading(reading) },
    imported,
  );
  return answer(runChanges(request, imported, { onProgress: context.onProgress }));
}
