import type { ChangeLog } from "./change-log.ts";
import { codedNames } from "./coded-names.ts";

/** The log of some of its rows, in order, with their stages named anew. */
export function gatheredLog(log: ChangeLog, kept: Int32Array, stageOf: (row: number) => string): ChangeLog {
  const { rows, exchange } = log;
  const stages = codedNames(Array.from(kept, stageOf));
  return {
    ...log,
    stages: stages.names,
    rows: {
      recordedOn: kept.map((row) => rows.recordedOn[row]!),
      recordedSecond: kept.map((row) => rows.recordedSecond[row]!),
      effectiveOn: kept.map((row) => rows.effectiveOn[row]!),
      stage: stages.codes,
      amount: Float64Array.from(kept, (row) => rows.amount[row]!),
      file: Uint16Array.from(kept, (row) => rows.file[row]!),
      line: kept.map((row) => rows.line[row]!),
    },
    attributes: log.attributes.map((attribute) => {
      return { ...attribute, codes: kept.map((row) => attribute.codes[row]!) };
    }),
    ...(exchange === undefined
      ? {}
      : {
          exchange: {
            ...exchange,
            amount: Float64Array.from(kept, (row) => exchange.amount[row]!),
            currency: Uint8Array.from(kept, (row) => exchange.currency[row]!),
          },
        }),
  };
}
