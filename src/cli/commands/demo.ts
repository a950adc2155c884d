import type { Command } from "commander";
import { runDemo } from "../../app/run-demo.ts";
import { forecastAsText } from "../../reports/forecast-as-text.ts";
import { progressLine } from "../progress-line.ts";
import { terminalLook } from "../terminal.ts";
import { print } from "../write-output.ts";

export function addDemoCommand(program: Command): void {
  program
    .command("demo")
    .description("Generate the demo company and forecast its current quarter")
    .option("--out <folder>", "folder of the demo company", "demo")
    .action(async (flags: { out: string }) => {
      const progress = progressLine(process.stderr);
      progress.show("generating the demo company");
      const { reply, command } = await runDemo(flags.out, {
        onProgress: (step, share) => progress.show(step, step === "simulating" ? share : undefined),
      });
      progress.end();
      await print(forecastAsText(reply, terminalLook()));
      await print(
        `\nThe demo company is in ${flags.out}/; the target is what was booked in the same quarter a year before.\n` +
          `The same again:  ${command}\n`,
      );
    });
}
