import type { ColumnRole } from "../contracts/funnel.ts";
import type { Day } from "../core/base/day.ts";
import type { ChangeLogBuilder } from "../core/pipeline/change-log-builder.ts";
import type { Funnel } from "../core/pipeline/funnel.ts";
import type { DecimalMark } from "./amount-text.ts";
import { presentStageName, type StageMap } from "../core/pipeline/stage-map.ts";
import type { MoneyPlan } from "./money-plan.ts";
import { RowMoney, type AmountRole } from "./row-money.ts";
import type { AttributePlan, AttributeRow, AttributeSource } from "./attributes.ts";
import { DateReader } from "./date-reader.ts";
import type { Findings } from "./findings.ts";
import { TextPool } from "./text-pool.ts";
import type { ZoneClock } from "./zone-clock.ts";

/** A file that is about to be read, with all that was decided about it. */
export interface ReadableSource extends AttributeSource {
  /** Position among the files of the log. */
  readonly fileIndex: number;
}

/** What all files of an import share. */
export interface ImportContext {
  readonly builder: ChangeLogBuilder;
  readonly attributes: AttributePlan;
  readonly funnel: Funnel;
  readonly clock: ZoneClock;
  readonly money: MoneyPlan;
  readonly stageMap: StageMap;
  readonly minorDigits: number;
  readonly decimalMark: DecimalMark | undefined;
  readonly findings: Findings;
  readonly signal: AbortSignal | undefined;
  readonly onBytes: (byteCount: number) => void;
}

/** Stage of an opportunity whose row is flagged as deleted. */
export const DELETED_STAGE = "Deleted";
const MOST_STAGES = 1_000;
const TRUE = /^(true|1|yes|y|t)$/i;

/** Reads the cells that have a role; a cell that cannot be used is listed and the row is given up. */
export class RowReader {
  readonly attributes: AttributeRow;
  private readonly source: ReadableSource;
  private readonly findings: Findings;
  private readonly stageMap: StageMap;
  private readonly pool = new TextPool();
  private readonly stages = new Set<string>();
  private readonly dates = new Map<ColumnRole, DateReader>();
  readonly money: RowMoney;

  constructor(source: ReadableSource, context: ImportContext) {
    this.source = source;
    this.findings = context.findings;
    this.stageMap = context.stageMap;
    this.money = new RowMoney(source.source, source.formats, context.money);
    this.attributes = context.attributes.rowReader(source, context.clock, (cells) =>
      this.money.currencyOf(cells),
    );
    for (const [role, format] of source.formats.dates)
      this.dates.set(role, new DateReader(format, context.clock));
  }

  has(role: ColumnRole): boolean {
    return this.source.source.columns[role] !== undefined;
  }

  /** @returns the id, or undefined when the row has none and is listed */
  id(cells: readonly string[], line: number): string | undefined {
    const id = this.cell(cells, "opportunityId");
    if (id !== "") return this.pool.copyOf(id);
    this.reject("opportunityId", line, "no opportunity id", "");
    return undefined;
  }

  /** @returns the stage, `Deleted` for a row flagged so, or undefined when the row has none and is listed */
  stage(cells: readonly string[], line: number): string | undefined {
    if (this.has("isDeleted") && TRUE.test(this.cell(cells, "isDeleted"))) return DELETED_STAGE;
    const stage = this.cell(cells, "stage");
    if (stage === "") {
      this.reject("stage", line, "no stage", "");
      return undefined;
    }
    if (!this.stages.has(stage)) {
      if (this.stages.size >= MOST_STAGES) {
        this.reject("stage", line, `the column holds more than ${MOST_STAGES} stages`, stage);
        return undefined;
      }
      this.stages.add(this.pool.copyOf(stage));
    }
    return this.pool.copyOf(stage);
  }

  /** The name that a stage has now, which was recorded on a day under the name it had then. */
  presentStage(stage: string, recordedOn: Day): string {
    return this.stageMap.length === 0 ? stage : presentStageName(this.stageMap, stage, recordedOn);
  }

  /** @returns whole minor units of the row's currency, NaN when the file does not say, undefined when the cell is no amount and is listed */
  amount(cells: readonly string[], role: AmountRole, line: number): number | undefined {
    if (!this.has(role)) return Number.NaN;
    const units = this.money.read(cells, role);
    if (units === undefined)
      this.reject(role, line, "not an amount that can be read", this.cell(cells, role));
    return units;
  }

  /** @returns day and second, null for a blank cell or no such column, undefined when the cell is no date and is listed */
  moment(
    cells: readonly string[],
    role: ColumnRole,
    line: number,
  ): { readonly day: Day; readonly second: number } | null | undefined {
    const reader = this.dates.get(role);
    const cell = reader === undefined ? "" : this.cell(cells, role);
    if (cell === "" || reader === undefined) return null;
    const problem = reader.read(cell);
    if (problem === undefined) return reader;
    const reason =
      problem === "not_a_date" ? "not a date in the format of the column" : "outside of 1900 to 2200";
    this.reject(role, line, reason, cell);
    return undefined;
  }

  cell(cells: readonly string[], role: ColumnRole): string {
    return cells[this.source.source.columns[role]!]!.trim();
  }

  reject(role: ColumnRole, line: number, reason: string, value: string): void {
    const column = this.source.source.header[this.source.source.columns[role] ?? -1] ?? "";
    this.findings.reject({ file: this.source.source.name, line, column, reason, value });
  }

  /** Lists a line that is no row at all. */
  broken(line: number, reason: string, value: string, column = ""): void {
    this.findings.reject({ file: this.source.source.name, line, column, reason, value });
  }
}
