import { ensure } from "../base/ensure.ts";
import type {
  AttributeColumn,
  ChangeLog,
  RecordedState,
  SnapshotState,
  UndatedOpportunity,
} from "./change-log.ts";
import { diffSnapshots } from "./diff-snapshots.ts";
import { convertedUnits, type ExchangeBook, type OriginalAmounts } from "./exchange-book.ts";
import { NO_FUNNEL, type Funnel } from "./funnel.ts";
import type { StageMap } from "./stage-map.ts";
import { Dictionary, StateColumns, UNKNOWN_DAY } from "./state-columns.ts";

export interface ChangeLogSettings {
  readonly currency: string;
  readonly minorDigits: number;
  readonly attributeNames: readonly string[];
  /** Names of the files that `file` of a state points into. */
  readonly files: readonly string[];
  /** Tells which stages are closed: an opportunity that vanishes from the snapshots while open was removed. */
  readonly funnel?: Funnel;
  /** With several currencies: the rates, and the attribute that holds the currency of a row's amount. */
  readonly exchange?: { readonly book: ExchangeBook; readonly attribute: string } | undefined;
  /** With stages that have been renamed. */
  readonly stageMap?: StageMap | undefined;
  /** Of a log that is built again from its own rows: what it has beside them. */
  readonly again?: {
    /** Names of stages and values of attributes that no row has. */
    readonly stages: readonly string[];
    readonly attributeValues: readonly (readonly string[])[];
    readonly snapshotDays: Int32Array;
  };
}

/**
 * Collects recorded states in any order and makes the change log of them. Equal states that were read twice become
 * one row, which names the first file and line.
 */
export class ChangeLogBuilder {
  private readonly settings: ChangeLogSettings;
  private readonly ids = new Dictionary();
  private readonly stages = new Dictionary();
  /** Stages as they were recorded, where they have been renamed. */
  private readonly recorded = new Dictionary();
  private readonly attributes: readonly Dictionary[];
  private readonly states: StateColumns;
  private readonly snapshots: StateColumns;
  private readonly undated: UndatedOpportunity[] = [];

  constructor(settings: ChangeLogSettings) {
    this.settings = settings;
    this.attributes = settings.attributeNames.map(() => new Dictionary());
    this.states = new StateColumns(settings.attributeNames.length);
    // Beside the attributes a snapshot row holds the day of creation and of the actual close.
    this.snapshots = new StateColumns(settings.attributeNames.length + 2);
    for (const stage of settings.again?.stages ?? []) this.stages.codeOf(stage);
    settings.again?.attributeValues.forEach((values, a) => {
      for (const value of values) this.attributes[a]!.codeOf(value);
    });
  }

  addState(state: RecordedState): void {
    ensure(state.effectiveOn <= state.recordedOn, "A state cannot be recorded before it was so");
    const row = this.add(this.states, state);
    this.states.recordedOn[row] = state.recordedOn;
    this.states.recordedSecond[row] = state.recordedSecond;
    this.states.effectiveOn[row] = state.effectiveOn;
  }

  addSnapshot(state: SnapshotState): void {
    const row = this.add(this.snapshots, state);
    const count = this.settings.attributeNames.length;
    this.snapshots.recordedOn[row] = state.snapshotOn;
    this.snapshots.recordedSecond[row] = -1;
    this.snapshots.effectiveOn[row] = state.snapshotOn;
    this.snapshots.attributes[row * (count + 2) + count] = state.createdOn ?? UNKNOWN_DAY;
    this.snapshots.attributes[row * (count + 2) + count + 1] = state.closedOn ?? UNKNOWN_DAY;
  }

  addUndated(opportunity: UndatedOpportunity): void {
    this.undated.push(opportunity);
  }

  build(): ChangeLog {
    const snapshotDays = diffSnapshots(
      this.snapshots,
      this.states,
      this.stages,
      this.settings.funnel ?? NO_FUNNEL,
    );
    const { states, settings } = this;
    const { recordedStage } = states;
    const isRenamed = settings.stageMap !== undefined && settings.stageMap.length > 0;
    if (isRenamed) {
      for (let row = 0; row < states.length; row++) {
        if (recordedStage[row]! >= 0) continue;
        recordedStage[row] = this.recorded.codeOf(this.stages.values[states.stage[row]!]!);
      }
    }
    const recorded = this.recorded.ranks();
    const ids = this.ids.ranks();
    const stages = this.stages.ranks();
    const files = fileRanks(settings.files);
    const attributes = this.attributes.map((dictionary) => ({
      values: dictionary.values,
      ...dictionary.ranks(),
    }));
    for (let row = 0; row < states.length; row++) {
      states.opportunity[row] = ids.rankOf[states.opportunity[row]!]!;
      states.stage[row] = stages.rankOf[states.stage[row]!]!;
      states.file[row] = files.rankOf[states.file[row]!]!;
      for (let a = 0; a < attributes.length; a++) {
        const cell = row * attributes.length + a;
        states.attributes[cell] = attributes[a]!.rankOf[states.attributes[cell]!]!;
      }
    }
    const { order, rowStart } = sortedRows(states, this.ids.values.length);
    const amount = Float64Array.from(order, (row) => states.amount[row]!);
    const effectiveOn = gathered(states.effectiveOn, order);
    const exchange = this.originals(amount, order, attributes);
    return {
      currency: settings.currency,
      minorDigits: settings.minorDigits,
      opportunityIds: Array.from(ids.order, (code) => this.ids.values[code]!),
      rowStart,
      stages: Array.from(stages.order, (code) => this.stages.values[code]!),
      rows: {
        recordedOn: gathered(states.recordedOn, order),
        recordedSecond: gathered(states.recordedSecond, order),
        effectiveOn,
        stage: Uint16Array.from(order, (row) => states.stage[row]!),
        amount: exchange === undefined ? amount : convertedAmounts(exchange, effectiveOn),
        file: Uint16Array.from(order, (row) => states.file[row]!),
        line: gathered(states.line, order),
      },
      attributes: settings.attributeNames.map((name, a): AttributeColumn => {
        const { values, order: codes } = attributes[a]!;
        return {
          name,
          values: Array.from(codes, (code) => values[code]!),
          codes: Int32Array.from(order, (row) => states.attributes[row * attributes.length + a]!),
        };
      }),
      files: files.names,
      snapshotDays: settings.again?.snapshotDays ?? snapshotDays,
      undated: sortedUndated(this.undated, files.rankOf),
      ...(exchange === undefined ? {} : { exchange }),
      ...(isRenamed
        ? {
            stageMap: {
              map: settings.stageMap,
              recorded: Array.from(recorded.order, (code) => this.recorded.values[code]!),
              recordedStage: Uint16Array.from(order, (row) => recorded.rankOf[recordedStage[row]!]!),
            },
          }
        : {}),
    };
  }

  /** The amounts as they were read, with the currency of each row. */
  private originals(
    amount: Float64Array,
    order: Int32Array,
    attributes: readonly { readonly values: readonly string[]; readonly order: Int32Array }[],
  ): OriginalAmounts | undefined {
    const { exchange, attributeNames } = this.settings;
    if (exchange === undefined) return undefined;
    const { book, attribute } = exchange;
    const position = attributeNames.indexOf(attribute);
    const { values, order: codes } = attributes[position]!;
    const codeOf = (name: string): number => book.currencies.findIndex(({ code }) => code === name);
    const currencyOf = Array.from(codes, (code) => codeOf(values[code]!));
    const { states } = this;
    const currency = Uint8Array.from(order, (row) => {
      return currencyOf[states.attributes[row * attributes.length + position]!]!;
    });
    return { book, amount, currency, attribute };
  }

  private add(columns: StateColumns, state: RecordedState | SnapshotState): number {
    ensure(state.attributes.length === this.attributes.length, "A state needs a value for every attribute");
    const row = columns.next();
    columns.opportunity[row] = this.ids.codeOf(state.opportunityId);
    columns.stage[row] = this.stages.codeOf(state.stage);
    columns.recordedStage[row] =
      state.recordedStage === undefined ? -1 : this.recorded.codeOf(state.recordedStage);
    columns.amount[row] = state.amount;
    columns.file[row] = state.file;
    columns.line[row] = state.line;
    const first = row * columns.attributeCount;
    for (let a = 0; a < state.attributes.length; a++) {
      columns.attributes[first + a] = this.attributes[a]!.codeOf(state.attributes[a]!);
    }
    return row;
  }
}

/** Row numbers by opportunity, time of recording and content, each content once; and where each opportunity begins. */
function sortedRows(
  states: StateColumns,
  opportunityCount: number,
): { order: Int32Array; rowStart: Int32Array } {
  const next = new Int32Array(opportunityCount + 1);
  for (let row = 0; row < states.length; row++) next[states.opportunity[row]! + 1]!++;
  for (let i = 1; i <= opportunityCount; i++) next[i]! += next[i - 1]!;
  const begin = next.slice();
  const grouped = new Int32Array(states.length);
  for (let row = 0; row < states.length; row++) grouped[next[states.opportunity[row]!]!++] = row;

  const rowStart = new Int32Array(opportunityCount + 1);
  let kept = 0;
  for (let opportunity = 0; opportunity < opportunityCount; opportunity++) {
    const rows = grouped.subarray(begin[opportunity], begin[opportunity + 1]);
    rows.sort((a, b) => compareContent(states, a, b) || compareSource(states, a, b));
    rowStart[opportunity] = kept;
    for (let i = 0; i < rows.length; i++) {
      const repeated = i > 0 && compareContent(states, rows[i - 1]!, rows[i]!) === 0;
      if (!repeated) grouped[kept++] = rows[i]!;
    }
  }
  rowStart[opportunityCount] = kept;
  return { order: grouped.slice(0, kept), rowStart };
}

function compareContent(states: StateColumns, a: number, b: number): number {
  const byTime =
    states.recordedOn[a]! - states.recordedOn[b]! ||
    states.recordedSecond[a]! - states.recordedSecond[b]! ||
    states.effectiveOn[a]! - states.effectiveOn[b]! ||
    states.stage[a]! - states.stage[b]! ||
    compareAmounts(states.amount[a]!, states.amount[b]!);
  if (byTime !== 0) return byTime;
  const count = states.attributeCount;
  for (let attribute = 0; attribute < count; attribute++) {
    const difference = states.attributes[a * count + attribute]! - states.attributes[b * count + attribute]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareSource(states: StateColumns, a: number, b: number): number {
  return states.file[a]! - states.file[b]! || states.line[a]! - states.line[b]!;
}

/** Amounts in the currency of the log; NaN where no rate is in force. */
function convertedAmounts(
  { book, amount, currency }: OriginalAmounts,
  effectiveOn: Int32Array,
): Float64Array<ArrayBuffer> {
  return Float64Array.from(amount, (units, row) => {
    return convertedUnits(book, currency[row]!, units, effectiveOn[row]!) ?? Number.NaN;
  });
}

/** Ascending, unknown amounts first. */
function compareAmounts(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(b)) - Number(Number.isNaN(a));
  return a - b;
}

function gathered(column: Int32Array, order: Int32Array): Int32Array {
  return Int32Array.from(order, (row) => column[row]!);
}

/** Files by name: the order in which they were given must not show in the log. */
function fileRanks(files: readonly string[]): { names: readonly string[]; rankOf: Int32Array } {
  const names = [...new Set(files)].sort();
  return { names, rankOf: Int32Array.from(files, (name) => names.indexOf(name)) };
}

function sortedUndated(
  undated: readonly UndatedOpportunity[],
  fileRankOf: Int32Array,
): readonly UndatedOpportunity[] {
  const first = new Map<string, UndatedOpportunity>();
  const ranked = undated
    .map((opportunity) => ({ ...opportunity, file: fileRankOf[opportunity.file]! }))
    .sort((a, b) => a.file - b.file || a.line - b.line);
  for (const opportunity of ranked) {
    if (!first.has(opportunity.opportunityId)) first.set(opportunity.opportunityId, opportunity);
  }
  return [...first.values()].sort((a, b) => (a.opportunityId < b.opportunityId ? -1 : 1));
}
