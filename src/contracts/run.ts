import { z } from "zod";
import { METHODS } from "./backtest.ts";
import { FAILURES, type FailureCode } from "./failure.ts";
import { KpiPacing } from "./kpi-sections.ts";
import { KeptTarget, StatedTotal } from "./override.ts";

const IsoDay = z.iso.date();
const Name = z.string().min(1).max(200);
const DrawCount = z.int().min(1_000).max(2_000_000).optional();
const Seed = z
  .int()
  .min(0)
  .max(2 ** 32 - 1)
  .optional();

/** What the commands call --fiscal-year-start, --holidays and so on. */
const CalendarOptions = {
  fiscalYearStart: z.int().min(1).max(12).optional().describe("Month in which fiscal years begin"),
  fiscalYearNamedBy: z.enum(["start", "end"]).optional(),
  holidays: z
    .string()
    .regex(/^[A-Za-z]{2}(-[\w-]{1,10})?$/)
    .optional()
    .describe("Country of the public holidays: NL, or DE-BY"),
  holiday: z.array(IsoDay).max(1_000).optional().describe("Days that are holidays too"),
};
const AsOf = IsoDay.optional().describe(
  "Only what was recorded by then counts; the last recorded day by default",
);
const Period = z.string().min(4).max(40);
const Money = z.string().regex(/^-?\d{1,15}(\.\d{1,4})?$/);
const KeptTargets = z
  .array(KeptTarget)
  // What a workspace keeps is for it to say: a run shows here which targets it took.
  .max(0, "can only be []: targets are kept with POST /v1/targets")
  .optional()
  .describe("Targets that hold where none is given: those of the workspace by default, none with []");

const ForecastRun = z.strictObject({
  kind: z.literal("forecast"),
  asOf: AsOf,
  period: Period.optional().describe("2018-Q3, 2018-07, 2018-M07, 2018-W07 or 2018"),
  horizon: z.string().max(20).optional().describe("30d, 12w or 3m from the day after asOf"),
  from: IsoDay.optional(),
  to: IsoDay.optional(),
  target: Money.optional().describe("Revenue to reach in the period, what is booked included"),
  keptTargets: KeptTargets,
  segment: Name.optional().describe("Column that cuts the total into segments"),
  owner: Name.optional().describe("Column that names the owner"),
  method: z.enum(["sample", "exact", "both"]).optional(),
  draws: DrawCount,
  seed: Seed,
  yearlyIndex: z.boolean().optional(),
  ...CalendarOptions,
});

const BacktestRun = z.strictObject({
  kind: z.literal("backtest"),
  from: IsoDay.optional().describe("First cut-off"),
  to: IsoDay.optional().describe("Last cut-off"),
  every: z.string().max(20).default("week").describe("day, week, month, or days such as 3.5d"),
  horizon: z.string().max(20).describe("30d, 12w, 3m or quarter"),
  methods: z.array(z.enum(METHODS)).min(1).optional(),
  draws: DrawCount,
  seed: Seed,
  check: Name.optional().describe("Name of the kept policy whose limits the scores must hold"),
  stated: z
    .array(StatedTotal)
    // A total with a day before its making would score as foresight: only what was kept on a day was stated on it.
    .max(0, "can only be []: what people expect is kept with POST /v1/overrides, and counts from that day on")
    .optional()
    .describe(
      "Totals that people stated, for the method `human`: the overrides of the workspace by default, each from the day on which it was made; none with []",
    ),
  yearlyIndex: z.boolean().optional(),
  ...CalendarOptions,
});

/** A scenario that is kept in the workspace, or one that is sent along. */
const ScenarioSource = z.union([
  Name.describe("Name of a kept scenario"),
  z.strictObject({ name: Name, text: z.string().max(1_000_000).describe("The scenario in YAML") }),
]);

const CaseOptions = {
  history: z.boolean().default(true).describe("Over the pipeline of the workspace; false: without one"),
  costs: z.array(Name).max(20).optional().describe("Names of kept cost tables in CSV"),
  asOf: IsoDay.optional().describe("The day before the first month"),
  segment: Name.optional(),
  owner: Name.optional(),
  draws: z.int().min(1_000).max(1_000_000).optional(),
  seed: Seed,
  ...CalendarOptions,
};
const ScenarioRun = z.strictObject({
  kind: z.literal("scenario"),
  scenarios: z.array(ScenarioSource).min(1).max(50),
  budget: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,4})?$/)
    .optional()
    .describe("Present value of costs that may be spent"),
  ...CaseOptions,
});
const RoiRun = z.strictObject({
  kind: z.literal("roi"),
  scenario: ScenarioSource,
  realised: IsoDay.optional().describe("What it has really returned up to this day"),
  ...CaseOptions,
});

const KpiRun = z.strictObject({
  kind: z.literal("kpi"),
  asOf: AsOf,
  period: Period,
  compare: Period.optional(),
  series: z.enum(["week", "month", "quarter"]).optional(),
  targets: z
    .union([Name, z.literal(false)])
    .optional()
    .describe(
      "Name of the kept targets; the only ones that are kept by default, without what of them does not fit; false: none at all, not even those of keptTargets",
    ),
  keptTargets: KeptTargets,
  backtest: z
    .uuid()
    .optional()
    .describe("Id of a backtest of the workspace that is done: what forecast accuracy is measured by"),
  segment: Name.optional(),
  owner: Name.optional(),
  pacing: KpiPacing.shape.by
    .optional()
    .describe(
      "Booked so far beside past periods: at the same share of their days or working days, or in the same week",
    ),
  rollUp: z
    .union([z.boolean(), Name])
    .optional()
    .describe(
      "Figures along the hierarchy of owners: that of the files, or of columns from the owner up, as manager,region; only for who sees opportunities of all these owners",
    ),
  team: Name.optional().describe(
    "Owner over whose opportunities, and those of all who report to him, everything is measured; of who sees a subtree alone its own by default",
  ),
  ...CalendarOptions,
});

const ChangesRun = z.strictObject({
  kind: z.literal("changes"),
  from: IsoDay,
  to: IsoDay,
  period: Period.optional(),
  forecast: z.boolean().optional().describe("Compare forecasts of the period instead of the pipeline"),
  closeDate: Name.optional(),
  segment: Name.optional(),
  owner: Name.optional(),
  funnelBefore: Name.optional().describe("Name of the kept funnel definition of the first day"),
  ...CalendarOptions,
});

/** What is asked of a run: a kind, and the options that its command takes. */
export const RunRequest = z.discriminatedUnion("kind", [
  ForecastRun,
  BacktestRun,
  ScenarioRun,
  RoiRun,
  KpiRun,
  ChangesRun,
]);
export type RunRequest = z.infer<typeof RunRequest>;
export type RunKind = RunRequest["kind"];
export const RUN_KINDS = RunRequest.options.map(({ shape }) => shape.kind.value);
export type RunRequestOf<Kind extends RunKind> = Extract<RunRequest, { kind: Kind }>;

/**
 * Owners that the runs of a team are about, as they were when it was started. Laid into the request by the service and never taken from
 * one, so that they are part of every digest of the run.
 */
export interface WithTeam {
  readonly teamOwners?: readonly string[];
}

/** The owners of a run that is about a team; undefined for one of the company. */
export function teamOwnersOf(request: unknown): readonly string[] | undefined {
  if (typeof request !== "object" || request === null || !("teamOwners" in request)) return undefined;
  return z.array(z.string()).parse(request.teamOwners);
}

export const RUN_STATES = ["waiting", "running", "done", "failed", "cancelled"] as const;

const FAILURE_CODES = Object.keys(FAILURES) as [FailureCode, ...FailureCode[]];
export const RunFailure = z.strictObject({
  code: z.enum(FAILURE_CODES),
  message: z.string(),
  /** The cell that could not be done. */
  cell: z.int().optional(),
});
export type RunFailure = z.infer<typeof RunFailure>;

const Progress = {
  state: z.enum(RUN_STATES),
  cells: z.strictObject({
    all: z.int().min(0).describe("Pieces that the work is cut into"),
    done: z.int().min(0),
    dead: z.int().min(0).describe("Given up after several executions that died"),
  }),
  failure: RunFailure.nullable(),
};

/** A run as lists show it. */
export const RunSummary = z.strictObject({
  id: z.uuid(),
  kind: z.string(),
  request: z.record(z.string(), z.unknown()),
  ...Progress,
  revision: z.int().nullable().describe("Revision of the workspace that it reads"),
  engineVersion: z.string(),
  seed: z.number().nullable(),
  planDigest: z.string().nullable(),
  resultDigest: z.string().nullable(),
  madeBy: z.string(),
  madeAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  scheduleId: z.uuid().nullable(),
});
export type RunSummary = z.infer<typeof RunSummary>;

/** How a run stands after its `id`-th change; the same in every connection. */
export const RunEvent = z.strictObject({ id: z.int().min(0), ...Progress });
export type RunEvent = z.infer<typeof RunEvent>;

/** States after which nothing happens by itself. */
export function isSettled(state: RunSummary["state"]): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}
