import type { Command } from "commander";

type AddCommand = (program: Command) => void;

/**
 * The commands by the names they have, in the order of the help. Each is loaded when it is asked for: all of them together,
 * with the service and its database, take longer to load than a forecast takes.
 */
const COMMANDS: readonly (readonly [names: readonly string[], load: () => Promise<AddCommand>])[] = [
  [["forecast"], async () => (await import("./commands/forecast.ts")).addForecastCommand],
  [["backtest"], async () => (await import("./commands/backtest.ts")).addBacktestCommand],
  [["changes"], async () => (await import("./commands/changes.ts")).addChangesCommand],
  [["scenario", "roi"], async () => (await import("./commands/investment.ts")).addInvestmentCommands],
  [["kpi"], async () => (await import("./commands/kpi.ts")).addKpiCommand],
  [["import"], async () => (await import("./commands/import.ts")).addImportCommand],
  [["generate"], async () => (await import("./commands/generate.ts")).addGenerateCommand],
  [["verify"], async () => (await import("./commands/verify.ts")).addVerifyCommand],
  [["schema"], async () => (await import("./commands/schema.ts")).addSchemaCommand],
  [["serve"], async () => (await import("./commands/serve.ts")).addServeCommand],
  [["worker"], async () => (await import("./commands/worker.ts")).addWorkerCommand],
  [["key"], async () => (await import("./commands/key.ts")).addKeyCommand],
  [["document"], async () => (await import("./commands/document.ts")).addDocumentCommand],
  [["schedule"], async () => (await import("./commands/schedule.ts")).addScheduleCommand],
  [["override", "target"], async () => (await import("./commands/override.ts")).addOverrideCommands],
  [["backup"], async () => (await import("./commands/backup.ts")).addBackupCommand],
  [["restore"], async () => (await import("./commands/backup.ts")).addRestoreCommand],
  [["export"], async () => (await import("./commands/export.ts")).addExportCommand],
  [["demo"], async () => (await import("./commands/demo.ts")).addDemoCommand],
];

/**
 * Adds the command that is asked for, or all of them where it is none of these: for help, and to name what was meant.
 * @param asked the first argument
 */
export async function loadCommands(program: Command, asked: string | undefined): Promise<void> {
  const wanted = COMMANDS.filter(([names]) => asked !== undefined && names.includes(asked));
  for (const [, load] of wanted.length > 0 ? wanted : COMMANDS) (await load())(program);
}
