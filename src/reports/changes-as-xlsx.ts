import type { ChangesReply } from "../contracts/changes.ts";
import { minorDigitsOf } from "../core/base/money.ts";
import { barLabel } from "./figures/changes-rows.ts";
import {
  factSheet,
  listSheet,
  MOST_ROWS,
  numberColumn,
  textColumn,
  textFact,
} from "./workbook/list-sheet.ts";
import { sourceSheets } from "./workbook/shared-sheets.ts";
import type { Sheet } from "./workbook/sheet.ts";
import { workbookBytes } from "./workbook/workbook-bytes.ts";

interface BridgeRow {
  readonly label: string;
  readonly count: number | null;
  readonly amount: string;
}

/**
 * What changed between two days as a workbook of plain values: the bridge, the opportunities behind each bar, groups, round trips.
 * @param mostRows of a sheet; how many more there are is said in it
 * @returns an XLSX file; the same reply gives the same bytes
 */
export function changesAsXlsx(reply: ChangesReply, mostRows: number = MOST_ROWS): Uint8Array {
  const { pipeline, forecast } = reply;
  const sheets = [
    bridgeSheet(reply),
    opportunitySheet(reply, mostRows),
    groupSheet(reply, mostRows),
    ...(pipeline === null
      ? []
      : [
          listSheet(
            "Round trips",
            pipeline.roundTrips,
            [
              textColumn("Opportunity", 28, ({ id }) => id),
              numberColumn("Amount", "money", ({ amount }) => amount),
              textColumn("In at both ends", 16, ({ isMember }) => (isMember ? "yes" : "no")),
              textColumn("In between", 16, ({ via }) => via),
              textColumn("Segment", 18, ({ segment }) => segment),
              textColumn("Owner", 22, ({ owner }) => owner),
            ],
            [],
            mostRows,
          ),
        ]),
    ...(forecast === null
      ? []
      : [
          listSheet(
            "Ends",
            (["total", "booked", "open", "newBusiness", "calibration", "commonFactor"] as const).map(
              (part) => ({ part, start: forecast.start[part], end: forecast.end[part] }),
            ),
            [
              textColumn("Part", 18, ({ part }) => part),
              numberColumn("Start", "money", ({ start }) => start),
              numberColumn("End", "money", ({ end }) => end),
            ],
          ),
        ]),
    factSheet(
      "Question",
      [
        textFact("From", reply.from),
        textFact("To", reply.to),
        textFact("Period", reply.period?.label),
        textFact("Known through", reply.knownThrough.to),
        textFact("Currency", reply.currency),
        textFact("Engine", reply.engineVersion),
        textFact("Result digest", reply.resultDigest),
      ],
      reply.conventions,
    ),
    ...sourceSheets(reply),
  ];
  return workbookBytes(sheets, minorDigitsOf(reply.currency));
}

function bridgeSheet({ from, to, pipeline, forecast }: ChangesReply): Sheet {
  const rows: BridgeRow[] = [];
  if (pipeline !== null) {
    rows.push({ label: `Start, ${from}`, count: pipeline.start.count, amount: pipeline.start.amount });
    for (const { kind, count, change } of pipeline.bars)
      rows.push({ label: barLabel(kind), count, amount: change });
    rows.push({ label: `End, ${to}`, count: pipeline.end.count, amount: pipeline.end.amount });
  } else if (forecast !== null) {
    rows.push({ label: `Start, ${from}`, count: null, amount: forecast.start.total });
    for (const { kind, count, change } of forecast.terms)
      rows.push({ label: barLabel(kind), count: count === 0 ? null : count, amount: change });
    rows.push({ label: `End, ${to}`, count: null, amount: forecast.end.total });
  }
  return listSheet(
    "Bridge",
    rows,
    [
      textColumn("Bar", 28, ({ label }) => label),
      numberColumn("Opportunities", "count", ({ count }) => count),
      numberColumn("Amount", "money", ({ amount }) => amount),
    ],
    [
      pipeline === null
        ? "Of the mean of the forecast"
        : "Of the open pipeline; start and bars add up to the end",
    ],
  );
}

function opportunitySheet({ pipeline, forecast }: ChangesReply, mostRows: number): Sheet {
  const rows = [
    ...(pipeline?.bars ?? []).flatMap(({ kind, opportunities }) =>
      opportunities.map((entry) => ({ ...entry, kind: barLabel(kind) })),
    ),
    ...(forecast?.terms ?? []).flatMap(({ kind, opportunities }) =>
      opportunities.map((entry) => ({
        ...entry,
        kind: barLabel(kind),
        closeDateBefore: null,
        closeDateAfter: null,
      })),
    ),
  ];
  return listSheet(
    "Opportunities",
    rows,
    [
      textColumn("Bar", 22, ({ kind }) => kind),
      textColumn("Opportunity", 28, ({ id }) => id),
      numberColumn("Change", "money", ({ change }) => change),
      textColumn("Stage before", 20, ({ stageBefore }) => stageBefore),
      textColumn("Stage after", 20, ({ stageAfter }) => stageAfter),
      textColumn("Expected before", 16, ({ closeDateBefore }) => closeDateBefore),
      textColumn("Expected after", 16, ({ closeDateAfter }) => closeDateAfter),
      textColumn("Segment", 18, ({ segment }) => segment),
      textColumn("Owner", 22, ({ owner }) => owner),
      textColumn("File", 26, ({ source }) => source.file),
      numberColumn("Line", "general", ({ source }) => source.line),
    ],
    [],
    mostRows,
  );
}

function groupSheet({ pipeline, forecast }: ChangesReply, mostRows: number): Sheet {
  const rows = [
    ...(pipeline?.groups ?? []).flatMap(({ dimension, name, start, end, bars }) => [
      { dimension, name, bar: "Start", amount: start.amount },
      ...bars.map(({ kind, change }) => ({ dimension, name, bar: barLabel(kind), amount: change })),
      { dimension, name, bar: "End", amount: end.amount },
    ]),
    ...(forecast?.groups ?? []).flatMap(({ dimension, name, start, end, terms, passedOn }) => [
      { dimension, name, bar: "Start", amount: start },
      ...terms.map(({ kind, change }) => ({ dimension, name, bar: barLabel(kind), amount: change })),
      { dimension, name, bar: "Passed on", amount: passedOn },
      { dimension, name, bar: "End", amount: end },
    ]),
  ];
  return listSheet(
    "Groups",
    rows,
    [
      textColumn("Dimension", 18, ({ dimension }) => dimension),
      textColumn("Group", 26, ({ name }) => name || "(not known)"),
      textColumn("Bar", 22, ({ bar }) => bar),
      numberColumn("Amount", "money", ({ amount }) => amount),
    ],
    [],
    mostRows,
  );
}
