import type { FunnelDefinition, PresetChoice, RateView } from "../contracts/funnel.ts";
import type { ChangeLog } from "../core/pipeline/change-log.ts";
import type { Funnel } from "../core/pipeline/funnel.ts";
import type { DecimalMark } from "./amount-text.ts";
import type { DateOrder } from "./date-column.ts";

/** How files are to be read where they do not say it themselves. An option wins over the funnel definition. */
export interface ImportOptions {
  /** Funnel definition in YAML; without it `funnel.yaml` or `revcast.yaml` of the folder is read. */
  readonly funnelFile?: string;
  /** ISO 4217 code of all amounts. */
  readonly currency?: string;
  /** IANA zone whose midnight separates days; UTC when nobody says. */
  readonly timeZone?: string;
  readonly dateOrder?: DateOrder;
  readonly decimalMark?: DecimalMark;
  readonly delimiter?: string;
  /** The CRM that the files are from; without it they are recognised by their headers. */
  readonly preset?: PresetChoice;
  /** The one pipeline that is read where the files hold several. */
  readonly pipeline?: string;
  /** Rates at which amounts of several currencies become one; `close` when nobody says. */
  readonly rateView?: RateView;
  /** Refuse to go on without the rows that cannot be used. */
  readonly strict?: boolean;
  readonly segmentColumn?: string;
  /** How many of the rows that cannot be used are listed; a thousand when nobody says. */
  readonly mostRejections?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface ImportProgress {
  readonly file: string;
  /** The first pass decides how columns are read, the second reads them. */
  readonly pass: 1 | 2;
  readonly bytesRead: number;
  readonly byteCount: number;
}

/** A pipeline as files tell it, with everything that was noticed on the way. */
export interface ImportedPipeline {
  readonly log: ChangeLog;
  readonly funnel: Funnel;
  /** Names of attributes of the log. */
  readonly segmentColumn?: string;
  readonly ownerColumn?: string;
  readonly holidays?: NonNullable<FunnelDefinition["holidays"]>;
  readonly fiscalYear?: NonNullable<FunnelDefinition["fiscalYear"]>;
  readonly forecastCategories?: NonNullable<FunnelDefinition["forecastCategories"]>;
  readonly timeZone: string;
  readonly sources: readonly ImportedSource[];
  /** The first thousand, or `mostRejections`; `rejectionCount` counts them all. */
  readonly rejections: readonly Rejection[];
  readonly rejectionCount: number;
  readonly warnings: readonly ImportWarning[];
}

export interface ImportedSource {
  readonly file: string;
  readonly sha256: string;
  readonly layout: string;
  readonly rowCount: number;
  readonly rejectedCount: number;
}

/** A row that cannot be used. */
export interface Rejection {
  readonly file: string;
  /** Line of the file on which the row begins, 1 = its first. */
  readonly line: number;
  /** Header of the column, "" when the whole row is meant. */
  readonly column: string;
  readonly reason: string;
  readonly value: string;
}

export interface ImportWarning {
  readonly code: string;
  readonly message: string;
  readonly count?: number;
}
