import { dayFromIso, isoFromDay } from "../../core/base/day.ts";
import { CALENDAR_YEARS, parsePeriod, type FiscalCalendar, type Period } from "../../core/base/period.ts";
import { notAPeriod } from "../one-period.ts";
import { findRevision } from "../../store/revisions.ts";
import type { StoreTransaction } from "../../store/store.ts";
import type { RevisionHeader } from "../workspace/revision-header.ts";

/** What a workspace says of its money and its years; of an empty one nothing is known. */
export interface WorkspaceUnits {
  readonly currency: string;
  readonly calendar: FiscalCalendar;
  readonly timeZone: string;
}

export async function unitsIn(tx: StoreTransaction, tenantId: string): Promise<WorkspaceUnits> {
  const header = (await findRevision(tx, tenantId))?.header as RevisionHeader | undefined;
  return {
    currency: header?.log.currency ?? "XXX",
    calendar: header?.imported.fiscalYear ?? CALENDAR_YEARS,
    timeZone: header?.imported.timeZone ?? "UTC",
  };
}

/** The period that a text means in a workspace. @throws {AppFailure} usage */
export function periodIn(text: string, calendar: FiscalCalendar): Period {
  const period = parsePeriod(text, calendar);
  if (period.ok) return period.value;
  throw notAPeriod(text);
}

/** The label of kept days: that of the period they are, else both days. */
export function labelOf(from: string, to: string, calendar: FiscalCalendar): string {
  const first = dayFromIso(from)!;
  const year = Number(from.slice(0, 4));
  const texts = [year - 1, year, year + 1].flatMap((name) => [
    String(name),
    ...[1, 2, 3, 4].map((quarter) => `${name}-Q${quarter}`),
  ]);
  for (const text of [...texts, from.slice(0, 7)]) {
    const period = parsePeriod(text, calendar);
    if (period.ok && period.value.from === first && isoFromDay(period.value.to) === to)
      return period.value.label;
  }
  return `${from} to ${to}`;
}
