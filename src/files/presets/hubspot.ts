import { AppFailure } from "../../contracts/failure.ts";
import { choosePipeline, countsOf, stageInPipeline } from "./choose-pipeline.ts";
import { closedStagesOf, columnsOfDeals, sourceOfDeals } from "./hubspot-deals.ts";
import { sourceOfHistories } from "./hubspot-histories.ts";
import { readPipelines, type StageNames } from "./hubspot-pipelines.ts";
import type { Preset, PresetContext } from "./preset.ts";
import { cellOf, PresetTable, type TableRow } from "./preset-table.ts";
import { withStages } from "./with-stages.ts";
import { stageKindOf } from "../../core/pipeline/funnel.ts";

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
    warnOfMissingPages(tables, context);
    const pipelineOf = (row: TableRow, table: PresetTable): string => {
      const { pipeline } = columnsOfDeals(table);
      return pipelines.nameOf(cellOf(row, pipeline));
    };
    const counts = countsOf(tables.flatMap((table) => table.rows.map((row) => pipelineOf(row, table))));
    const { isRead, isAll } = choosePipeline(counts, context.pipeline, context.findings);
    const read = [...counts.keys()].filter((name) => name !== "" && isRead(name)).sort();
    const stages = pipelines.stagesOf(read);
    const order = isAll
      ? read.flatMap((name) => pipelines.openStagesOf(name).map((stage) => stageInPipeline(name, stage)))
      : stages.order;
    const said = { ...closedStagesOf(tables, stages), stageOrder: order };
    warnOfIds(tables, stages, context);
    const shared = { ...context, funnel: withStages(context.funnel, said) };
    const stageOf = (pipeline: string, stage: string): string => {
      if (!isAll) return stages.labelOf(stage);
      const { label, kind } = pipelines.stageIn(pipeline, stage) ?? {
        label: stages.labelOf(stage),
        kind: stageKindOf(stages.labelOf(stage), shared.funnel),
      };
      return kind === "open" ? stageInPipeline(pipeline, label) : label;
    };
    const only = read[0];
    const sources = tables.map((table) => {
      const rows = table.rows.filter((row) => isRead(pipelineOf(row, table)));
      const { histories = [] } = table.source;
      if (!histories.some((properties) => properties.has("dealstage"))) {
        const naming = {
          stageOf,
          pipelineOf: (row: TableRow) => pipelineOf(row, table),
          pipelineOfStage: (id: string) => pipelines.pipelineOfStage(id),
          isPipeline: (name: string) => counts.has(name),
          isAll,
        };
        return sourceOfDeals(table, rows, { stages, naming, context: shared });
      }
      return sourceOfHistories({
        table,
        rows,
        stageOf: (pipeline, stage) => stageOf(pipelines.nameOf(pipeline), stage),
        context: shared,
        historiesOf: (row) => histories[row.index]!,
        isRead: (pipeline) => isAll || pipelines.nameOf(pipeline) === only,
      });
    });
    return { sources, lookedUp: pipelines.lookedUp, funnel: said };
  },
};

/** Stages that people made have a number for their internal id. */
function warnOfIds(tables: readonly PresetTable[], stages: StageNames, { findings }: PresetContext): void {
  const isId = (table: PresetTable): boolean => {
    const { stage } = columnsOfDeals(table);
    return table.rows.some((row) => /^\d+$/.test(stages.labelOf(cellOf(row, stage))));
  };
  const names = tables.filter(isId).map(({ source }) => source.name);
  if (names.length === 0) return;
  findings.warn(
    "stage_ids",
    `${names.join(", ")}: stages are shown by their internal ids, and which of them are closed may not be known; put ` +
      `the reply of GET /crm/v3/pipelines/deals beside the deals`,
  );
}

/** The last page of the API names no next one. */
function warnOfMissingPages(tables: readonly PresetTable[], { findings }: PresetContext): void {
  const pages = tables.filter(({ source }) => source.hasNextPage !== undefined);
  if (pages.length === 0 || pages.some(({ source }) => source.hasNextPage === false)) return;
  const names = pages.map(({ source }) => source.name).join(", ");
  findings.warn(
    "pages_missing",
    `${names}: every page says that another one follows; the last one is missing`,
  );
}
