import { Findings } from "./findings.ts";
import type { Day } from "../core/base/day.ts";
import { UNSEEN_STAGE } from "../core/pipeline/diff-snapshots.ts";
import { stageKindOf, type StageKind } from "../core/pipeline/funnel.ts";
import { ListPrice } from "./list-price.ts";
import { readRows } from "./read-rows.ts";
import { DELETED_STAGE, RowReader, type ImportContext, type ReadableSource } from "./row-reader.ts";

interface Moment {
  readonly day: Day;
  readonly second: number;
}

/**
 * Adds a table with one row per opportunity, as it stands on the day of the export. A row becomes up to two states: open
 * on the day of creation, and closed on the day of the close. What only the end tells (close value, close date, reason)
 * is on no state before the close.
 *
 * The stage that a closed opportunity passed through is not known. Where all open ones are in one stage it is that one,
 * else `Created`; an open one then reaches its present stage on the last day that the table tells about.
 * @returns the number of rows
 */
export async function addOpportunities(source: ReadableSource, context: ImportContext): Promise<number> {
  const openStages = [...source.profile.datedStages].filter((stage) => {
    return stage !== "" && stageKindOf(stage, context.funnel) === "open";
  });
  const startStage = openStages.length === 1 ? openStages[0]! : UNSEEN_STAGE;
  const isStageKnown = openStages.length <= 1;
  const exportedOn = isStageKnown ? undefined : await lastDayOf(source, context);
  if (!isStageKnown) {
    context.findings.warn(
      "stage_path_unknown",
      `${source.source.name} tells the present stage alone: stages before it are unknown, so stages say little`,
    );
  }
  const rows = new OpportunityRows(source, context, startStage, exportedOn);
  return readRows(source.source, {
    signal: context.signal,
    onBytes: context.onBytes,
    onBroken: (...broken) => rows.reader.broken(...broken),
    onRow: (cells, line) => rows.add(cells, line),
  });
}

class OpportunityRows {
  readonly reader: RowReader;
  private readonly source: ReadableSource;
  private readonly context: ImportContext;
  private readonly startStage: string;
  /** Last day that the table tells about, where open opportunities reach their present stage. */
  private readonly exportedOn: Day | undefined;
  private readonly listPrices: readonly ListPrice[];
  private readonly seen = new Set<string>();

  constructor(
    source: ReadableSource,
    context: ImportContext,
    startStage: string,
    exportedOn: Day | undefined,
  ) {
    this.source = source;
    this.context = context;
    this.startStage = startStage;
    this.exportedOn = exportedOn;
    this.reader = new RowReader(source, context);
    this.listPrices = source.joined
      .filter((table) => table.hasPrices())
      .map((table) => new ListPrice(table, context.minorDigits, context.decimalMark));
  }

  add(cells: readonly string[], line: number): void {
    const { reader } = this;
    const id = reader.id(cells, line);
    if (id === undefined) return;
    if (this.seen.has(id))
      this.note("id_repeated", "rows repeat an opportunity id; all of their states are kept");
    this.seen.add(id);
    const stage = reader.stage(cells, line);
    if (stage === undefined) return;
    if (stage === DELETED_STAGE && reader.cell(cells, "stage") !== DELETED_STAGE) {
      this.note(
        "deleted_left_out",
        "rows flagged as deleted are left out, because the day of the deletion is not told",
      );
      return;
    }
    const created = this.moment(cells, "createdDate", line);
    if (created === undefined) return;
    const isClosed = stageKindOf(stage, this.context.funnel) !== "open";
    const closed = isClosed ? this.closeOf(cells, line) : null;
    if (closed === undefined) return;
    const amounts = this.amountsOf(cells, stage, line);
    if (amounts === undefined) return;
    if (!isClosed) this.addOpen(id, stage, created, amounts.open, cells, line);
    else if (closed === null) {
      reader.reject(
        reader.has("closedDate") ? "closedDate" : "closeDate",
        line,
        "closed without a close date",
        "",
      );
    } else this.addClosed(id, stage, created, closed, amounts, cells, line);
  }

  private addOpen(
    id: string,
    stage: string,
    created: Moment | null,
    amount: number,
    cells: readonly string[],
    line: number,
  ): void {
    const attributes = this.reader.attributes.valuesOf(cells, true);
    const { builder, attributes: plan } = this.context;
    if (created === null) {
      this.note("undated", "open opportunities without a date of creation cannot be placed in time");
      const named = Object.fromEntries(plan.names.map((name, i) => [name, attributes[i]!]));
      builder.addUndated({
        opportunityId: id,
        stage,
        amount,
        attributes: named,
        file: this.source.fileIndex,
        line,
      });
      return;
    }
    const isAtExport = this.exportedOn !== undefined && created.day >= this.exportedOn;
    const first = this.exportedOn === undefined || isAtExport ? stage : this.startStage;
    this.addState(id, first, created, amount, attributes, line);
    if (this.exportedOn === undefined || isAtExport) return;
    this.addState(id, stage, { day: this.exportedOn, second: -1 }, amount, attributes, line);
  }

  private addClosed(
    id: string,
    stage: string,
    created: Moment | null,
    closed: Moment,
    amounts: { readonly open: number; readonly final: number },
    cells: readonly string[],
    line: number,
  ): void {
    if (created !== null) {
      const open = this.reader.attributes.valuesOf(cells, true);
      this.addState(id, this.startStage, this.beforeClose(created, closed), amounts.open, open, line);
    } else
      this.note("creation_unknown", "closed opportunities without a date of creation begin with their close");
    this.addState(id, stage, closed, amounts.final, this.reader.attributes.valuesOf(cells, false), line);
  }

  /** A creation after the close was backfilled: it counts from the close. Within one day a missing clock must not turn the order. */
  private beforeClose(created: Moment, closed: Moment): Moment {
    if (created.day < closed.day) return created;
    if (created.day > closed.day) {
      this.note(
        "created_after_close",
        "opportunities created after their close count as created on the day of the close",
      );
    }
    const second = closed.second < 0 ? -1 : Math.min(created.second, closed.second);
    return { day: closed.day, second };
  }

  /**
   * Amount while open and at the close. A lost opportunity keeps its amount, because CRMs set it to 0; where 0 is all
   * there is, it is not known.
   */
  private amountsOf(
    cells: readonly string[],
    stage: string,
    line: number,
  ): { readonly open: number; readonly final: number } | undefined {
    const amount = this.reader.amount(cells, "amount", line);
    const closeValue = this.reader.amount(cells, "closeValue", line);
    if (amount === undefined || closeValue === undefined) return undefined;
    let open = Number.isNaN(amount) ? this.listPriceOf(cells, line) : amount;
    if (open === undefined) return undefined;
    const kind: StageKind = stageKindOf(stage, this.context.funnel);
    if (kind === "won") return { open, final: Number.isNaN(closeValue) ? open : closeValue };
    if (kind !== "open" && open === 0) {
      this.note("lost_amount_zeroed", "amounts set to 0 on the loss are taken as not known");
      open = Number.NaN;
    }
    return { open, final: Number.isNaN(open) && closeValue > 0 ? closeValue : open };
  }

  private listPriceOf(cells: readonly string[], line: number): number | undefined {
    if (!this.reader.money.takesListPrice(cells)) {
      if (this.reader.has("listPrice") || this.listPrices.length > 0)
        this.note(
          "price_unknown",
          "list prices, which are in the company's currency, do not stand for other amounts",
        );
      return Number.NaN;
    }
    const own = this.reader.amount(cells, "listPrice", line);
    if (own === undefined || !Number.isNaN(own)) return own;
    for (const listPrice of this.listPrices) {
      const price = listPrice.of(cells);
      if (!Number.isNaN(price)) return price;
      this.note(
        "price_unknown",
        `values of "${this.source.source.header[listPrice.table.mainIndex]}" have no list price`,
      );
    }
    return Number.NaN;
  }

  private closeOf(cells: readonly string[], line: number): Moment | null | undefined {
    const closed = this.reader.has("closedDate") ? this.moment(cells, "closedDate", line) : null;
    return closed === null ? this.moment(cells, "closeDate", line) : closed;
  }

  private moment(cells: readonly string[], role: "createdDate" | "closeDate" | "closedDate", line: number) {
    const moment = this.reader.moment(cells, role, line);
    return moment === undefined || moment === null ? moment : { day: moment.day, second: moment.second };
  }

  private addState(
    opportunityId: string,
    stage: string,
    at: Moment,
    amount: number,
    attributes: readonly string[],
    line: number,
  ): void {
    this.context.builder.addState({
      opportunityId,
      recordedOn: at.day,
      recordedSecond: at.second,
      effectiveOn: at.day,
      stage,
      amount,
      attributes,
      file: this.source.fileIndex,
      line,
    });
  }

  private note(code: string, what: string): void {
    this.context.findings.note(code, `${this.source.source.name}: ${what}`);
  }
}

/** The last creation or close of a table: the day of the export is not earlier. */
async function lastDayOf(source: ReadableSource, context: ImportContext): Promise<Day | undefined> {
  const silent = { ...context, findings: new Findings() };
  const reader = new RowReader(source, silent);
  let last: Day | undefined;
  const consider = (
    cells: readonly string[],
    role: "createdDate" | "closeDate" | "closedDate",
    line: number,
  ): void => {
    const moment = reader.moment(cells, role, line);
    if (moment !== undefined && moment !== null && moment.day > (last ?? moment.day - 1)) last = moment.day;
  };
  await readRows(source.source, {
    signal: context.signal,
    onRow: (cells, line) => {
      consider(cells, "createdDate", line);
      const isClosed = stageKindOf(reader.cell(cells, "stage"), context.funnel) !== "open";
      if (isClosed) consider(cells, reader.has("closedDate") ? "closedDate" : "closeDate", line);
    },
  });
  return last;
}
