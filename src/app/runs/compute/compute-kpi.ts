import { KpiTargets } from "../../../contracts/kpi-targets.ts";
import { parseDefinition } from "../../../files/read-definition.ts";
import { kpiBacktestOf } from "../../kpi-backtest.ts";
import { kpiRequestOf } from "../../kpi-question.ts";
import { keptEntries } from "../../overrides/kept-target-entries.ts";
import { recordedReading } from "../../recorded-reading.ts";
import { givenTargets, runKpi } from "../../run-kpi.ts";
import type { CellWork, ComputeContext, ComputedCell } from "../cell-work.ts";
import { answer, asOfOf, documentOf, holidaysOf, pipelineOf, requestOf } from "./cell-input.ts";

/** KPIs of the pipeline, one cell. */
export function computeKpi(work: CellWork, context: ComputeContext): Promise<ComputedCell> {
  // A mistake is told by the promise, as everywhere.
  return Promise.resolve().then(() => kpis(work, context));
}

function kpis(work: CellWork, context: ComputeContext): ComputedCell {
  const { imported, reading, records } = pipelineOf(context);
  const asked = requestOf<"kpi">(work);
  const asOf = asOfOf(asked.asOf, { imported });
  const tested = documentOf(work, "backtest");
  const { backtest: _runId, ...options } = asked;
  const request = kpiRequestOf(
    { ...options, asOf, holidays: holidaysOf(asked), reading: recordedReading(reading) },
    imported,
    tested === undefined
      ? null
      : kpiBacktestOf(tested.text, `backtest ${tested.name}`, imported.log.currency),
  );
  const kept = documentOf(work, "kpi-targets");
  const targets =
    kept === undefined ? undefined : parseDefinition(kept.text, kept.name, KpiTargets, "targets file");
  const isNamed = kept?.isDefault !== true;
  const own = keptEntries(asked.keptTargets ?? [], request, targets);
  return answer(runKpi(request, imported, givenTargets(kept?.name, targets, own, isNamed), records));
}
