import type { Schedule, Slot } from "../contracts/schedule.ts";
import { MISSED_POLICIES } from "../contracts/schedule.ts";
import { cleanText } from "../reports/figures/clean-text.ts";
import { wrapText } from "../reports/terminal/wrap-text.ts";
import { listing } from "./listing.ts";
import { terminalLook } from "./terminal.ts";

/** Schedules as a table. */
export function schedulesAsText(schedules: readonly Schedule[]): string {
  return listing(schedules, [
    { header: "Name", cell: ({ name }) => name, minWidth: 10 },
    { header: "Kind", cell: ({ request }) => request.kind },
    { header: "Cron", cell: ({ cron }) => cron, minWidth: 9 },
    { header: "Zone", cell: ({ zone }) => zone, minWidth: 8 },
    {
      header: "Next there",
      cell: ({ nextAt, zone, isPaused }) => (isPaused ? "paused" : minuteIn(nextAt, zone)),
    },
    { header: "Missed", cell: ({ missed }) => missed, rank: 1 },
  ]);
}

/** One schedule: what it asks, when, what it reports, and what came of its latest slots. */
export function scheduleAsText(schedule: Schedule, slots: readonly Slot[]): string {
  const { name, request, cron, zone, missed, isPaused, nextAt, webhook } = schedule;
  const { kind, ...options } = request;
  const asked = Object.entries(options).map(([option, value]) => `${option} ${plain(value)}`);
  const width = Math.max(20, terminalLook().width);
  const next = nextAt === null ? "-" : `${minuteIn(nextAt, zone)} (${minuteIn(nextAt, "UTC")} UTC)`;
  const facts = [
    `${name}: ${[kind, ...asked].join(", ")}`,
    `"${cron}" in ${zone}; ${isPaused ? "paused" : `next ${next}`}`,
    `Missed slots: ${missed}, ${MISSED_POLICIES[missed]}`,
    webhook === null ? "Reports to nobody" : `Reports ${watched(webhook)} to ${webhook.url}`,
  ];
  const head = facts.flatMap((fact) => wrapText(cleanText(fact), width, "", "  "));
  if (slots.length === 0) return `${[...head, "", "No slot has been decided yet"].join("\n")}\n`;
  const table = listing(
    slots,
    [
      { header: "Slot there", cell: ({ slotAt }) => minuteIn(slotAt, zone) },
      { header: "State", cell: ({ state }) => state },
      { header: "Run", cell: ({ runId }) => runId ?? "-" },
    ],
    outcomeOf,
  );
  return `${head.join("\n")}\n\n${table}`;
}

function watched({ figure, changeAtLeast }: NonNullable<Schedule["webhook"]>): string {
  if (figure === undefined) return "every result";
  return changeAtLeast === undefined
    ? `changes of ${figure}`
    : `changes of ${figure} by ${Number((100 * changeAtLeast).toPrecision(6))} % or more`;
}

function outcomeOf({ reason, outcome }: Slot): string {
  if (reason !== null) return reason;
  if (outcome === null) return "not over yet";
  const [first] = outcome.figures;
  const change =
    first === undefined || first.change === null
      ? ""
      : ` (${first.change >= 0 ? "+" : ""}${(first.change * 100).toFixed(1)} %)`;
  const figure = first === undefined ? "" : `, ${first.figure} ${first.value ?? "-"}${change}`;
  return `${outcome.state}${figure}${outcome.isReported ? ", reported" : ""}`;
}

/** A moment on the wall clock of a zone, to the minute. */
export function minuteIn(moment: string | null, zone: string): string {
  if (moment === null) return "-";
  // The Swedish form is that of ISO 8601, with a blank.
  return new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "short",
  }).format(new Date(moment));
}

function plain(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}
