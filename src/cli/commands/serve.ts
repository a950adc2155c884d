import { Option, type Command } from "commander";
import { DEFAULT_LIMITS } from "../../api/limits.ts";
import { startService } from "../../api/start-service.ts";
import { importDemo } from "../../app/import-demo.ts";
import { wholeNumber } from "../option-values.ts";
import { packageVersion } from "../package-version.ts";
import { addWorkspaceOption, placeOf } from "../reading-options.ts";

interface ServeFlags {
  host: string;
  port: number;
  logLevel: string;
  requestsPerMinute: number;
  demo?: boolean;
  workspace?: string;
}

/** Time for what is under way to end after SIGTERM, before the process goes all the same. */
const DRAIN_MS = 25_000;

export function addServeCommand(program: Command): void {
  const command = program
    .command("serve")
    .description("Serve the workspace over HTTP: the API under /v1, its description at /docs")
    .option(
      "--host <address>",
      "address to listen on; other machines reach it only when it is one of theirs",
      "127.0.0.1",
    )
    .option("--port <number>", "port; 0 takes a free one", wholeNumber(0, 65_535), 3_000)
    .addOption(
      new Option("--log-level <level>", "least level that is logged")
        .choices(["debug", "info", "warn", "error", "silent"])
        .default("info"),
    )
    .option(
      "--requests-per-minute <number>",
      "requests that one key may send in a minute; an address, such as that of a proxy, may send twice as many",
      wholeNumber(1, 100_000_000),
      DEFAULT_LIMITS.perKeyAndMinute,
    );
  addWorkspaceOption(command)
    .option("--demo", "import the generated demo company first, where nothing was imported yet")
    .action(serve);
}

async function serve(flags: ServeFlags): Promise<void> {
  const place = placeOf(flags);
  if (flags.demo === true && (await importDemo(place))) {
    process.stderr.write("revcast: imported the demo company, a generated one\n");
  }
  const service = await startService({
    place,
    host: flags.host,
    port: flags.port,
    version: packageVersion(),
    logLevel: flags.logLevel,
    limits: {
      perKeyAndMinute: flags.requestsPerMinute,
      perAddressAndMinute: 2 * flags.requestsPerMinute,
    },
  });
  process.stderr.write(`revcast: serving on ${service.url}, API at ${service.url}/docs\n`);
  if (service.firstKey !== undefined)
    process.stderr.write(firstKeyText(service.url, service.firstKey, flags.demo === true));
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  // A second signal ends the process by its own effect.
  setTimeout(() => process.exit(1), DRAIN_MS).unref();
  await service.stop();
}

function firstKeyText(url: string, key: string, hasFiles: boolean): string {
  const bearer = `-H "Authorization: Bearer $REVCAST_KEY"`;
  const importing = [
    "revcast: import an export of your CRM, here or with `revcast import PATH`:",
    "",
    `    curl -sX POST ${url}/v1/imports ${bearer} -F file=@history.csv`,
    "",
  ];
  return [
    "revcast: this is the owner key of the new workspace. It is shown this once and stored nowhere:",
    "",
    `    export REVCAST_KEY=${key}`,
    "",
    ...(hasFiles ? [] : importing),
    "revcast: ask for a forecast, then read it under its id:",
    "",
    `    curl -sX POST ${url}/v1/forecasts ${bearer} \\`,
    `      -H 'Content-Type: application/json' -H 'Prefer: wait=25' -d '{"horizon": "90d"}'`,
    `    curl -s ${url}/v1/forecasts/ID ${bearer}`,
    "",
    "revcast: more keys, with other rights: revcast key add NAME --role finance\n",
  ].join("\n");
}
