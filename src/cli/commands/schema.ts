import { Argument, type Command } from "commander";
import { z } from "zod";
import { recordLayouts } from "../../app/record-layouts.ts";
import { BacktestPolicy, BacktestReply } from "../../contracts/backtest.ts";
import { ChangesReply } from "../../contracts/changes.ts";
import { ForecastReply } from "../../contracts/forecast.ts";
import { FunnelDefinition } from "../../contracts/funnel.ts";
import { ImportPreview } from "../../contracts/import-preview.ts";
import { InvestmentReply } from "../../contracts/investment.ts";
import { KpiReply } from "../../contracts/kpi.ts";
import { KpiTargets } from "../../contracts/kpi-targets.ts";
import { ScenarioDocument } from "../../contracts/scenario.ts";
import { WorkspaceImportReply } from "../../contracts/workspace-import.ts";
import { print } from "../write-output.ts";

/** Documents whose contract can be printed. */
const SCHEMAS = {
  forecast: ForecastReply,
  backtest: BacktestReply,
  changes: ChangesReply,
  funnel: FunnelDefinition,
  import: ImportPreview,
  policy: BacktestPolicy,
  scenario: ScenarioDocument,
  investment: InvestmentReply,
  kpi: KpiReply,
  "kpi-targets": KpiTargets,
  "workspace-import": WorkspaceImportReply,
} as const;

export function addSchemaCommand(program: Command): void {
  program
    .command("schema")
    .description("Print the JSON Schema of a document, or the columns of tables of customers (records)")
    .addArgument(new Argument("<name>", "document").choices([...Object.keys(SCHEMAS), "records"]))
    .action(async (name: keyof typeof SCHEMAS | "records") => {
      if (name === "records") return print(`${JSON.stringify(recordLayouts(), undefined, 2)}\n`);
      // What revcast writes is its output form; what people write for it, such as a funnel, the input form.
      const isWritten = [
        "forecast",
        "backtest",
        "changes",
        "import",
        "investment",
        "kpi",
        "workspace-import",
      ].includes(name);
      const io = isWritten ? "output" : "input";
      await print(`${JSON.stringify(z.toJSONSchema(SCHEMAS[name], { io }), undefined, 2)}\n`);
    });
}
