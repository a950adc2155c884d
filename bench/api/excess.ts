import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { ensure } from "../../src/core/base/ensure.ts";
import type { Results } from "../tools/results.ts";
import { outputOf } from "../tools/run-command.ts";
import { answersTo, percentile } from "./answers-to.ts";

const SECONDS = 5;
/** An address of the same machine that is not the one of the load: limits are by address. */
const OTHER_ADDRESS = "127.0.0.2";
const OTHER_CALLER = fileURLToPath(new URL("other-caller.mjs", import.meta.url));

interface Load {
  readonly name: string;
  readonly url: string;
  readonly key: string;
  readonly connections: number;
  /** How what is too much is answered. */
  readonly refusal: 429 | 503;
  /** Of another caller at the same time. */
  readonly probe: { readonly path: string; readonly key?: string };
}

/** More than is allowed: what is too much is answered at once, and others are answered meanwhile and afterwards. */
export async function benchExcess(results: Results, loads: readonly Load[]): Promise<void> {
  const rows: Record<string, string | number>[] = [];
  for (const load of loads) {
    const [answers, probes] = await Promise.all([
      answersTo({ ...load, url: `${load.url}/v1/runs`, seconds: SECONDS }),
      // What is too much has begun by then.
      sleep(SECONDS * 200).then(() => probesOf(load, SECONDS * 800)),
    ]);
    const refused = answers.ofStatus.get(load.refusal) ?? [];
    ensure(refused.length > 0, `${load.name}: nothing was answered ${load.refusal}`);
    const others = [...answers.ofStatus].filter(([status]) => status !== 200 && status !== load.refusal);
    ensure(others.length === 0, `${load.name}: answers of ${others.map(([status]) => status).join(", ")}`);
    const [afterwards] = await probesOf(load, 1);
    ensure(afterwards?.status === 200, `${load.name}: another caller is not answered afterwards`);
    const served = answers.ofStatus.get(200) ?? [];
    rows.push({
      load: load.name,
      connections: load.connections,
      served: served.length,
      refused: refused.length,
      unanswered: answers.unanswered,
      "refusal p50 ms": percentile(refused, 0.5),
      "refusal p99 ms": percentile(refused, 0.99),
      "others answered": `${probes.filter(({ status }) => status === 200).length} of ${probes.length}`,
      "others p99 ms": percentile(
        probes.map(({ milliseconds }) => milliseconds),
        0.99,
      ),
    });
    results.target({
      what: `others answered beside: ${load.name}, share`,
      found: probes.filter(({ status }) => status === 200).length / probes.length,
      goal: 1,
      isUpperLimit: false,
    });
  }
  results.table(`more than is allowed, ${SECONDS} s each`, rows);
}

interface Probe {
  readonly status: number;
  readonly milliseconds: number;
}

/** What another caller is answered while there is too much, or, for no time, once. */
async function probesOf(
  { url, probe: { path, key } }: Load,
  milliseconds: number,
): Promise<readonly Probe[]> {
  const asked = [OTHER_CALLER, `${url}${path}`, OTHER_ADDRESS, String(milliseconds)];
  return JSON.parse(await outputOf(process.execPath, key === undefined ? asked : [...asked, key])) as Probe[];
}
