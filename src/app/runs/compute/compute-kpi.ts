import { KpiTargets } from "../../../contracts/kpi-targets.ts";
import { teamOwnersOf, type RunRequestOf } from "../../../contracts/run.ts";
import { dayFromIso } from "../../../core/base/day.ts";
import { ensure } from "../../../core/base/ensure.ts";
import { parseDefinition } from "../../../files/read-definition.ts";
import { kpiBacktestOf } from "../../kpi-backtest.ts";
import { kpiRequestOf } from "../../kpi-question.ts";
import { keptEntries } from "../../overrides/kept-target-entries.ts";
import { recordedReading } from "../../recorded-reading.ts";
import { givenTargets, runKpi } from "../../run-kpi.ts";
import { runTeamKpi } from "../../run-team-kpi.ts";
import { teamPipeline, type Team } from "../../team-pipeline.ts";
import type { CellWork, ComputeContext, ComputedCell } from "../cell-work.ts";
import { answer, asOfOf, documentOf, holidaysOf, pipelineOf, requestOf } from "./cell-input.ts";

/** KPIs of the pipeline, one cell. */
export function computeKpi(work: CellWork, context: ComputeContext): Promise<ComputedCell> {
  // A mistake is told by the promise, as everywhere.
  return Promise.resolve().then(() => kpis(work, context));
}

function kpis(work: CellWork, context: ComputeContext): ComputedCell {
  const { imported: whole, reading, records } = pipelineOf(context);
  const asked = requestOf<"kpi">(work);
  const asOf = asOfOf(asked.asOf, { imported: whole });
  const team = teamOf(work, asked);
  const imported = team === undefined ? whole : teamPipeline(whole, dayFromIso(asOf)!, team);
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
  const given = givenTargets(kept?.name, targets, own, isNamed);
  return answer(
    team === undefined
      ? runKpi(request, imported, given, records)
      : runTeamKpi(request, imported, team, { asked: given, told: records }),
  );
}

/** @throws {RangeError} a run of a team whose owners nobody has laid down would be one of the company */
function teamOf({ request }: CellWork, { team: name }: RunRequestOf<"kpi">): Team | undefined {
  const owners = teamOwnersOf(request);
  ensure((name === undefined) === (owners === undefined), "A team is its name and its owners");
  return name === undefined || owners === undefined ? undefined : { name, owners };
}
