import type {
  CustomerRecord,
  FinanceRecord,
  LeadRecord,
  OwnerRecord,
  SpendRecord,
  SubscriptionRecord,
  SurveyRecord,
  TouchRecord,
} from "../../core/customers/customer-records.ts";
import type { Findings } from "../findings.ts";
import type { ImportOptions } from "../import-result.ts";
import { progressOf } from "../progress.ts";
import { readRows } from "../read-rows.ts";
import type { ZoneClock } from "../zone-clock.ts";
import { customerOf } from "./customer-row.ts";
import { financeOf } from "./finance-row.ts";
import { invoiceLineOf, type InvoiceLine } from "./invoice-row.ts";
import { leadOf, touchOf } from "./lead-row.ts";
import { ownerOf } from "./owner-row.ts";
import type { Entry, RecordFile, RejectRow } from "./record-file.ts";
import type { RecordFormats } from "./record-formats.ts";
import { RecordRow } from "./record-row.ts";
import type { RecordMoney } from "./row-money.ts";
import { spendOf } from "./spend-row.ts";
import { subscriptionOf, type LeftOut } from "./subscription-row.ts";
import { surveyOf } from "./survey-row.ts";

/** Reads a row of each table; undefined when the row is listed. */
const READERS = {
  customers: customerOf,
  subscriptions: subscriptionOf,
  invoices: invoiceLineOf,
  leads: leadOf,
  touches: touchOf,
  spend: spendOf,
  finances: financeOf,
  surveys: surveyOf,
  owners: ownerOf,
} as const;

/** Rows of each table as they were read, before they are seen together; undefined where no file holds the table. */
export interface RecordRows {
  customers?: Entry<CustomerRecord>[];
  subscriptions?: Entry<SubscriptionRecord>[];
  invoices?: Entry<InvoiceLine>[];
  leads?: Entry<LeadRecord>[];
  touches?: Entry<TouchRecord>[];
  spend?: Entry<SpendRecord>[];
  finances?: Entry<FinanceRecord>[];
  surveys?: Entry<SurveyRecord>[];
  owners?: Entry<OwnerRecord>[];
}

interface Reading {
  readonly money: RecordMoney;
  readonly clock: ZoneClock;
  readonly rejectRow: RejectRow;
  readonly findings: Findings;
  readonly options: ImportOptions;
}

/** The second pass: reads the rows of all files. */
export async function readRecordRows(
  files: readonly { readonly file: RecordFile; readonly formats: RecordFormats }[],
  reading: Reading,
): Promise<RecordRows> {
  const rows: RecordRows = {};
  for (const { file, formats } of files) {
    const { table } = file.layout;
    if (table === "costs") continue;
    await readFile(file, formats, reading, READERS[table], (rows[table] ??= []) as Entry<unknown>[]);
  }
  return rows;
}

async function readFile<Value>(
  file: RecordFile,
  formats: RecordFormats,
  { money, clock, rejectRow, findings, options }: Reading,
  read: (row: RecordRow, money: RecordMoney) => Value | LeftOut | undefined,
  target: Entry<Value>[],
): Promise<void> {
  const row = new RecordRow(file, formats, clock, {
    rejectRow,
    onNote: (code, message) => findings.note(code, message),
  });
  await readRows(file.source, {
    signal: options.signal,
    onBytes: progressOf(file, options, 2),
    onRow: (cells, line) => {
      row.begin(cells, line);
      const record = read(row, money);
      if (record === undefined) return;
      if (isLeftOut(record)) findings.note("rows_left_out", `${file.source.name}: ${record.leftOut}`);
      else target.push({ record, file });
    },
    onBroken: (line, reason, value, column = "") => rejectRow(file, { line, column, reason, value }),
  });
}

function isLeftOut(record: unknown): record is LeftOut {
  return typeof record === "object" && record !== null && "leftOut" in record;
}
