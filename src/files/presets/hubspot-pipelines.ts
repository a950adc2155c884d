import { plainName } from "../column-roles.ts";
import type { ImportedSource } from "../import-result.ts";
import { distinct } from "./cell-rules.ts";
import type { PresetContext, RecognisedTable } from "./preset.ts";
import { cellOf, PresetTable } from "./preset-table.ts";

interface PipelineStage {
  readonly pipelineId: string;
  readonly pipeline: string;
  readonly id: string;
  readonly label: string;
  readonly kind: "open" | "won" | "lost";
}

/** The stages of the pipelines that are read. */
export interface StageNames {
  /** The label of a stage by its internal id; the text itself when no file tells. */
  readonly labelOf: (stage: string) => string;
  /** Labels of the open stages, first to last; empty when no file tells. */
  readonly order: readonly string[];
  readonly won: readonly string[];
  readonly lost: readonly string[];
}

/** What a file of pipelines tells: the names behind internal ids, the order and the meaning of stages. */
export class Pipelines {
  readonly lookedUp: readonly ImportedSource[];
  private readonly stages: readonly PipelineStage[];

  constructor(stages: readonly PipelineStage[], lookedUp: readonly ImportedSource[]) {
    this.stages = stages;
    this.lookedUp = lookedUp;
  }

  /** Name of a pipeline by its id or its name. */
  nameOf(pipeline: string): string {
    return this.stages.find(({ pipelineId }) => pipelineId === pipeline)?.pipeline ?? pipeline;
  }

  /** A stage of a pipeline, by the name of the pipeline and the id or label of the stage. */
  stageIn(pipeline: string, stage: string): Pick<PipelineStage, "label" | "kind"> | undefined {
    const own = this.stages.filter((other) => other.pipeline === pipeline);
    return own.find(({ id }) => id === stage) ?? own.find(({ label }) => label === stage);
  }

  /** Name of the one pipeline that has a stage of this id; undefined when none or several have. */
  pipelineOfStage(id: string): string | undefined {
    const names = new Set(this.stages.filter((stage) => stage.id === id).map(({ pipeline }) => pipeline));
    return names.size === 1 ? [...names][0] : undefined;
  }

  /** Open stages of a pipeline, first to last. */
  openStagesOf(pipeline: string): readonly string[] {
    const open = this.stages.filter((stage) => stage.pipeline === pipeline && stage.kind === "open");
    return distinct(open.map(({ label }) => label));
  }

  stagesOf(pipelines: readonly string[]): StageNames {
    const isRead = ({ pipeline }: PipelineStage): boolean =>
      pipelines.length === 0 || pipelines.includes(pipeline);
    const stages = this.stages.filter(isRead);
    const labels = new Map(stages.map(({ id, label }) => [id, label]));
    const ofKind = (kind: PipelineStage["kind"]): readonly string[] => {
      return distinct(stages.filter((stage) => stage.kind === kind).map(({ label }) => label));
    };
    return {
      labelOf: (stage) => labels.get(stage) ?? stage,
      order: pipelines.length === 1 ? ofKind("open") : [],
      won: ofKind("won"),
      lost: ofKind("lost"),
    };
  }
}

/**
 * Reads files of pipelines: the reply of GET /crm/v3/pipelines/deals, or a table of pipeline, stage id and stage label in
 * the order of the stages.
 */
export async function readPipelines(
  files: readonly RecognisedTable[],
  context: PresetContext,
): Promise<Pipelines> {
  const stages: PipelineStage[] = [];
  const lookedUp: ImportedSource[] = [];
  for (const { source } of files) {
    const table = await PresetTable.read(source, context);
    lookedUp.push(table.asLookedUp("hubspot pipelines"));
    const column = (...names: readonly string[]) => table.column(undefined, ...names);
    const [pipelineId, pipeline] = [column("pipelineid"), column("pipeline", "pipelinelabel")];
    const [id, label] = [column("stageid"), column("stagelabel", "stage")];
    const [isClosed, probability] = [column("isclosed", "closed"), column("probability")];
    for (const row of table.rows) {
      const share = Number(cellOf(row, probability).replace(/\s*%$/, ""));
      const hasEnd =
        isClosed === undefined
          ? isEnd(cellOf(row, probability))
          : /^(true|1|yes)$/i.test(cellOf(row, isClosed));
      stages.push({
        pipelineId: cellOf(row, pipelineId),
        pipeline: cellOf(row, pipeline),
        id: cellOf(row, id),
        label: cellOf(row, label),
        kind: !hasEnd ? "open" : share > 0 ? "won" : "lost",
      });
    }
  }
  return new Pipelines(stages, lookedUp);
}

/** HubSpot's closed stages have a probability of 1 or 0. */
function isEnd(probability: string): boolean {
  return ["0", "00", "1", "10", "100"].includes(plainName(probability));
}
