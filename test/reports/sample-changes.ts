import { runChanges } from "../../src/app/run-changes.ts";
import { ChangesRequest, type ChangesReply } from "../../src/contracts/changes.ts";
import { isoFromDay } from "../../src/core/base/day.ts";
import type { RecordedState } from "../../src/core/pipeline/change-log.ts";
import { closingLog, IN_FEBRUARY, IN_JANUARY, IN_MARCH } from "../core/kpi/bridge-logs.ts";
import { sampleHistory } from "../core/forecast/sample-history.ts";
import { at, FUNNEL } from "../core/pipeline/random-logs.ts";

export interface SampleChangesOptions {
  readonly of?: "pipeline" | "forecast";
  /** Turns a name of the data into another one. */
  readonly nameOf?: (name: string) => string;
  /** What amounts are multiplied with. */
  readonly scale?: number;
  readonly from?: number;
  readonly to?: number;
}

/** A comparison of two days of a small made-up history with all that happens. */
export function sampleChanges(options: SampleChangesOptions = {}): ChangesReply {
  const { of = "pipeline", nameOf = (name) => name, scale = 1, from = 200, to = 240 } = options;
  const closes = [IN_JANUARY, IN_FEBRUARY, IN_MARCH, "2018-08-31", "2018-09-20", ""];
  const states = sampleHistory().map((state, index): RecordedState => ({
    ...state,
    opportunityId: nameOf(state.opportunityId),
    amount: state.amount * scale,
    attributes: [nameOf(state.attributes[1]!), closes[(index + state.line) % closes.length]!],
  }));
  const log = closingLog(states);
  const request = ChangesRequest.parse({
    from: isoFromDay(at(from)),
    to: isoFromDay(at(to)),
    of,
    period: { from: "2018-07-01", to: "2018-09-30", label: nameOf("2018-Q3") },
    closeDateColumn: "close_date",
    ownerColumn: "owner",
    funnel: FUNNEL,
  });
  const warnings = [{ code: "sample", message: nameOf("A warning") }];
  const nothing = { sources: [], rejections: [], rejectionCount: 0 };
  return runChanges(request, { log, funnel: FUNNEL, timeZone: "UTC", warnings, ...nothing });
}
