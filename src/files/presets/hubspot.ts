import { AppFailure } from "../../contracts/failure.ts";
import type { SourceFile } from "../source-file.ts";
import { choosePipeline, countsOf } from "./choose-pipeline.ts";
import { closedStagesOf, columnsOfDeals, sourceOfDeals } from "./hubspot-deals.ts";
import { readPipelines } from "./hubspot-pipelines.ts";
import type { Preset } from "./preset.ts";
import { PresetTable } from "./preset-table.ts";
import { withStages } from "./with-stages.ts";

/**
 * HubSpot deals: the CSV that people export, by labels or by names of properties, with or without the dates on which
 * stages were entered; and the pages of the API, with the history of properties.
 * @see https://developers.hubspot.com/docs/api-reference/crm-deals-v3/guide
 */
export const hubspot: Preset = {
  name: "hubspot",
  title: "HubSpot",
  tableOf(names) {
    const isStages = names.has("stageid") && (names.has("stagelabel") || names.has("stage"));
    if (isStages && names.has("pipeline")) return "pipelines";
    return names.has("dealstage") && (names.has("recordid") || names.has("hsobjectid")) ? "deals" : undefined;
  },
  async read(recognised, context) {
    const pipelines = await readPipelines(
      recognised.filter(({ kind }) => kind === "pipelines"),
      context,
    );
    const tables: PresetTable[] = [];
    for (const { kind, source } of recognised) {
      if (kind === "deals") tables.push(await PresetTable.read(source, context));
    }
    if (tables.length === 0) {
      throw new AppFailure(
        "bad_input",
        "Cannot import from HubSpot: there are pipelines but no file of deals",
      );
    }
    const named = tables.map((table) => {
      const { pipeline } = columnsOfDeals(table);
      return { table, pipelineOf: (cells: readonly string[]) => pipelines.nameOf(pipeline === undefined ? "" : cells[pipeline]!) }; // prettier-ignore
    });
    const counts = countsOf(
      named.flatMap(({ table, pipelineOf }) => table.rows.map(({ cells }) => pipelineOf(cells))),
    );
    const isRead = choosePipeline(counts, context.pipeline, context.findings);
    const stages = pipelines.stagesOf([...counts.keys()].filter((name) => name !== "" && isRead(name)));
    const said = { ...closedStagesOf(tables, stages), stageOrder: stages.order };
    const funnel = withStages(context.funnel, said);
    const sources: SourceFile[] = [];
    for (const { table, pipelineOf } of named) {
      const rows = table.rows.filter(({ cells }) => isRead(pipelineOf(cells)));
      sources.push(sourceOfDeals(table, rows, stages, { ...context, funnel }));
    }
    return { sources, lookedUp: pipelines.lookedUp, funnel: said };
  },
};
