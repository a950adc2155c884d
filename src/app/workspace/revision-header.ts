import type { ChangeLog, UndatedOpportunity } from "../../core/pipeline/change-log.ts";
import { ChangeLogBuilder } from "../../core/pipeline/change-log-builder.ts";
import type { Day } from "../../core/base/day.ts";
import type { ImportedPipeline, ImportOptions } from "../../files/import-result.ts";
import type { ExchangeBook } from "../../core/pipeline/exchange-book.ts";
import type { StageMap } from "../../core/pipeline/stage-map.ts";
import { RECORDED_STAGE, type ChangeRow } from "../../store/change-rows.ts";

/** How the files of a workspace are read. */
export type KeptReading = Omit<
  ImportOptions,
  "signal" | "onProgress" | "funnelFile" | "segmentColumn" | "strict"
>;

/** Everything of a revision but the rows of its change log; plain JSON. */
export interface RevisionHeader {
  readonly format: 1;
  readonly reading: KeptReading;
  readonly imported: Omit<ImportedPipeline, "log">;
  readonly log: {
    readonly currency: string;
    readonly minorDigits: number;
    readonly attributeNames: readonly string[];
    readonly files: readonly string[];
    readonly snapshotDays: readonly number[];
    readonly undated: readonly (Omit<UndatedOpportunity, "amount"> & { readonly amount: number | null })[];
    /** What no row has, so that codes are the same when the log is built again. */
    readonly unusedStages: readonly string[];
    readonly unusedValues: readonly (readonly string[])[];
    /** With several currencies: the rates, fractions as texts, and the attribute that holds the currency of a row. */
    readonly exchange?: { readonly book: KeptBook; readonly attribute: string };
    readonly stageMap?: StageMap;
  };
}

interface KeptBook extends Pick<ExchangeBook, "view" | "company"> {
  readonly currencies: readonly {
    readonly code: string;
    readonly days: readonly number[];
    readonly numerators: readonly string[];
    readonly denominators: readonly string[];
  }[];
}

function keptBook({ view, company, currencies }: ExchangeBook): KeptBook {
  return {
    view,
    company,
    currencies: currencies.map(({ code, days, numerators, denominators }) => ({
      code,
      days: [...days],
      numerators: numerators.map(String),
      denominators: denominators.map(String),
    })),
  };
}

function bookOf({ view, company, currencies }: KeptBook): ExchangeBook {
  return {
    view,
    company,
    currencies: currencies.map(({ code, days, numerators, denominators }) => ({
      code,
      days: Int32Array.from(days),
      numerators: numerators.map(BigInt),
      denominators: denominators.map(BigInt),
    })),
  };
}

/** What is kept of an imported pipeline beside the rows of its log. */
export function revisionHeader(imported: ImportedPipeline, reading: KeptReading): RevisionHeader {
  const { log, ...others } = imported;
  return {
    format: 1,
    reading,
    imported: others,
    log: {
      currency: log.currency,
      minorDigits: log.minorDigits,
      attributeNames: log.attributes.map(({ name }) => name),
      files: log.files,
      snapshotDays: [...log.snapshotDays],
      undated: log.undated.map((opportunity) => ({
        ...opportunity,
        amount: Number.isNaN(opportunity.amount) ? null : opportunity.amount,
      })),
      unusedStages: unusedOf(log.stages, log.rows.stage),
      unusedValues: log.attributes.map(({ values, codes }) => unusedOf(values, codes)),
      ...(log.exchange === undefined
        ? {}
        : { exchange: { book: keptBook(log.exchange.book), attribute: log.exchange.attribute } }),
      ...(log.stageMap === undefined ? {} : { stageMap: log.stageMap.map }),
    },
  };
}

function unusedOf(values: readonly string[], codes: Iterable<number>): readonly string[] {
  const used = new Uint8Array(values.length);
  for (const code of codes) used[code] = 1;
  return values.filter((_, code) => used[code] === 0);
}

/** The change log of a header and its rows, in any order: equal to the one that they were made of. */
export async function logOfRows({ log }: RevisionHeader, rows: AsyncIterable<ChangeRow>): Promise<ChangeLog> {
  const builder = new ChangeLogBuilder({
    currency: log.currency,
    minorDigits: log.minorDigits,
    attributeNames: log.attributeNames,
    files: log.files,
    exchange: log.exchange && { book: bookOf(log.exchange.book), attribute: log.exchange.attribute },
    stageMap: log.stageMap,
    again: {
      stages: log.unusedStages,
      attributeValues: log.unusedValues,
      snapshotDays: Int32Array.from(log.snapshotDays),
    },
  });
  const fileIndex = new Map(log.files.map((name, index) => [name, index]));
  for await (const row of rows) {
    builder.addState({
      opportunityId: row.opportunityId,
      recordedOn: row.recordedOn as Day,
      recordedSecond: row.recordedSecond,
      effectiveOn: row.effectiveOn as Day,
      stage: row.stage,
      recordedStage: log.stageMap === undefined ? undefined : (row.attributes[RECORDED_STAGE] ?? row.stage),
      amount: row.amount ?? Number.NaN,
      attributes: log.attributeNames.map((name) => row.attributes[name] ?? ""),
      file: fileIndex.get(row.file)!,
      line: row.line,
    });
  }
  for (const opportunity of log.undated) {
    builder.addUndated({ ...opportunity, amount: opportunity.amount ?? Number.NaN });
  }
  return builder.build();
}
