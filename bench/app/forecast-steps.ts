// Started by forecast.ts: one forecast by the built modules, as the command makes it, with the time of each step.
import type { FilesQuestion } from "../../src/app/forecast-files.ts";

const loadedAt = performance.now();
const { forecastFiles } = (await import(
  new URL("../../dist/src/app/forecast-files.js", import.meta.url).href
)) as typeof import("../../src/app/forecast-files.ts");
const question = JSON.parse(process.argv[2]!) as FilesQuestion;

const stepStarts: { step: string; at: number }[] = [{ step: "loading modules", at: loadedAt }];
const enter = (step: string): void => {
  if (stepStarts.at(-1)!.step !== step) stepStarts.push({ step, at: performance.now() });
};
enter("looking at files");
await forecastFiles(question, {
  onProgress: (step) =>
    enter(
      step.startsWith("looking") ? "looking at files" : step.startsWith("reading") ? "reading files" : step,
    ),
});
enter("end");
const steps = stepStarts.slice(0, -1).map(({ step, at }, index) => ({
  step,
  milliseconds: stepStarts[index + 1]!.at - at,
}));
process.stdout.write(JSON.stringify(steps));
