import type { ColumnRole, FunnelDefinition, PresetName } from "../../contracts/funnel.ts";
import type { Funnel } from "../../core/pipeline/funnel.ts";
import type { DateOrder } from "../date-column.ts";
import type { Findings } from "../findings.ts";
import type { ImportedSource } from "../import-result.ts";
import type { SourceFile } from "../source-file.ts";
import type { ZoneClock } from "../zone-clock.ts";

/** A CRM whose files are known by their headers. */
export interface Preset {
  readonly name: PresetName;
  /** What people call the CRM. */
  readonly title: string;
  /**
   * Which of the CRM's tables has these headers, or undefined.
   * @param names headers as `plainName` writes them
   */
  readonly tableOf: (names: ReadonlySet<string>) => string | undefined;
  /** Makes sources with a layout of the CRM's tables, in the order in which they are given. */
  readonly read: (tables: readonly RecognisedTable[], context: PresetContext) => Promise<PresetOutcome>;
}

export interface RecognisedTable {
  readonly kind: string;
  readonly source: SourceFile;
}

export interface PresetContext {
  readonly mapping: FunnelDefinition["columns"];
  readonly funnel: Funnel;
  readonly clock: ZoneClock;
  readonly dateOrder: DateOrder | undefined;
  /** The one pipeline that is read where a CRM has several. */
  readonly pipeline: string | undefined;
  readonly findings: Findings;
  readonly signal: AbortSignal | undefined;
  /** Told which columns of a file the preset reads, and for what where that is a role. */
  readonly onColumn?: (source: SourceFile, column: number, role: ColumnRole | undefined) => void;
}

export interface PresetOutcome {
  /** Sources that the import reads. */
  readonly sources: readonly SourceFile[];
  /** Files that were only looked up. */
  readonly lookedUp: readonly ImportedSource[];
  /** What the CRM says about its stages; the funnel definition comes first. */
  readonly funnel?: Partial<Pick<Funnel, "won" | "lost" | "stageOrder">>;
}
