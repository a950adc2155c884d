import { Argument, type Command } from "commander";
import { z } from "zod";
import { ForecastReply } from "../../contracts/forecast.ts";
import { FunnelDefinition } from "../../contracts/funnel.ts";
import { print } from "../write-output.ts";

/** Documents whose contract can be printed. */
const SCHEMAS = { forecast: ForecastReply, funnel: FunnelDefinition } as const;

export function addSchemaCommand(program: Command): void {
  program
    .command("schema")
    .description("Print the JSON Schema of a document")
    .addArgument(new Argument("<name>", "document").choices(Object.keys(SCHEMAS)))
    .action(async (name: keyof typeof SCHEMAS) => {
      // What revcast writes is its output form; what people write for it, such as a funnel, the input form.
      const io = name === "forecast" ? "output" : "input";
      await print(`${JSON.stringify(z.toJSONSchema(SCHEMAS[name], { io }), undefined, 2)}\n`);
    });
}
