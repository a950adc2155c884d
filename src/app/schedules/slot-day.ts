import { Temporal } from "temporal-polyfill";
import { dayFromCivil, type Day } from "../../core/base/day.ts";
import { CALENDAR_YEARS, type FiscalCalendar } from "../../core/base/period.ts";
import { findRevision } from "../../store/revisions.ts";
import type { StoreTransaction } from "../../store/store.ts";
import type { RevisionHeader } from "../workspace/revision-header.ts";

/** The day that a moment falls on in a zone. */
export function dayIn(zone: string, moment: Date): Day {
  const { year, month, day } = Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(
    zone,
  );
  return dayFromCivil(year, month, day);
}

/** How the years of a workspace are counted; calendar years before anything was imported. */
export async function fiscalCalendarIn(tx: StoreTransaction, tenantId: string): Promise<FiscalCalendar> {
  const newest = await findRevision(tx, tenantId);
  return (newest?.header as RevisionHeader | undefined)?.imported.fiscalYear ?? CALENDAR_YEARS;
}
