import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { addKey } from "../../../src/app/access/add-key.ts";
import { ensureTenant, openWorkspace } from "../../../src/app/workspace/workspace.ts";
import { NewKey } from "../../../src/contracts/api/key.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";
import { startCli } from "../../cli/run-cli.ts";
import { freshPlace } from "../../store/fresh-places.ts";
import { killDatabase, untilStopped, victimOf, type Victim } from "./kill-database.ts";
import { sendForEver, type Upload } from "./sent-imports.ts";
import { whatImportsLeft, type ImportsLeft } from "./what-imports-left.ts";

export interface KillPlan {
  readonly seed: number;
  readonly kills: number;
  /** Control: an import counts as acknowledged when it is sent. */
  readonly isHasty: boolean;
}

/** What the kills left. */
export interface KillReport extends ImportsLeft {
  readonly seconds: number;
  /** How often what was killed: the server alone, the database's first process before it, or all processes of the database. */
  readonly kills: Readonly<Record<Victim, number>>;
  /** Longest time until a server answered again, seconds. */
  readonly longestRecovery: number;
}

/** A look at what is left reads every revision of a tenant: after so many kills a new tenant begins. */
const KILLS_PER_TENANT = 20;
/** A server dies after so many imports at most, or after this time, and a moment later. */
const MOST_IMPORTS = 6;
const LONGEST_WORK_MS = 15_000;
const LONGEST_MOMENT_MS = 150;
const SENDERS = 3;

/** Kills a built server that imports into an embedded workspace again and again, and counts what is there in the end. */
export async function killImports(plan: KillPlan): Promise<KillReport> {
  const began = performance.now();
  const { place, remove } = await freshPlace("embedded");
  const scratch = mkdtempSync(join(tmpdir(), "revcast-imports-"));
  const draw = smallFastRandom(plan.seed, 0);
  const kills = { user: 0, postmaster: 0, database: 0 };
  const acknowledged: Upload[] = [];
  let unheard: Upload[] = [];
  let longestRecovery = 0;
  try {
    const keys = await keysOf(place.folder, Math.ceil(plan.kills / KILLS_PER_TENANT));
    for (let round = 1; round <= plan.kills; round++) {
      const tenant = Math.ceil(round / KILLS_PER_TENANT);
      const victim = victimOf(round);
      const server = startServer(place.folder);
      // One in eight dies while it starts.
      if (draw() < 1 / 8) await sleep(draw() * 1_200);
      else {
        longestRecovery = Math.max(longestRecovery, await server.isReady);
        const sending = sendForEver({
          url: server.url(),
          keys,
          tenant: `tenant-${tenant}`,
          scratch,
          seed: plan.seed,
          round,
          senders: SENDERS,
          isHasty: plan.isHasty,
          again: unheard,
        });
        await Promise.race([
          sending.untilAcknowledged(Math.floor(draw() * MOST_IMPORTS)),
          sleep(LONGEST_WORK_MS),
        ]);
        await sleep(draw() * LONGEST_MOMENT_MS);
        if (victim !== "user") {
          killDatabase(place.folder, victim);
          await sleep(draw() * 20);
        }
        await server.kill();
        const sent = await sending.end();
        acknowledged.push(...sent.acknowledged);
        unheard = [...sent.unheard];
      }
      await server.kill();
      kills[victim]++;
    }
    const left = await whatImportsLeft(place.folder, scratch, acknowledged, [...keys.keys()]);
    return { seconds: (performance.now() - began) / 1_000, kills, longestRecovery, ...left };
  } finally {
    await untilStopped(place.folder);
    await remove();
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @returns keys by tenant */
async function keysOf(folder: string, tenantCount: number): Promise<Map<string, string>> {
  const { store } = await openWorkspace({ folder });
  const keys = new Map<string, string>();
  try {
    for (let number = 1; number <= tenantCount; number++) {
      const tenant = `tenant-${number}`;
      await ensureTenant(store, tenant, tenant);
      const asked = NewKey.parse({ name: "importer", role: "finance" });
      keys.set(tenant, (await addKey(store, tenant, asked, { actor: "test" })).secret);
    }
  } finally {
    await store.close();
  }
  return keys;
}

interface KilledServer {
  /** Seconds until it served. */
  readonly isReady: Promise<number>;
  /** Where it serves, once it does. */
  readonly url: () => string;
  readonly kill: () => Promise<void>;
}

function startServer(folder: string): KilledServer {
  const began = performance.now();
  const args = ["serve", "--port", "0", "--workspace", folder, "--log-level", "silent"];
  const { child, done } = startCli(
    [...args, "--requests-per-minute", "1000000"],
    undefined,
    // The workspace of the folder, whatever the environment says.
    { DATABASE_URL: undefined },
  );
  let url = "";
  const isReady = new Promise<number>((resolve, reject) => {
    let said = "";
    child.stderr!.on("data", (text: string) => {
      said += text;
      url = /serving on (\S+?),/.exec(said)?.[1] ?? "";
      if (url !== "") resolve((performance.now() - began) / 1_000);
    });
    void done.then(({ stderr }) => reject(new Error(`the server ended by itself: ${stderr}`)));
  });
  // Of one that is killed while it starts nobody waits for this.
  isReady.catch(() => undefined);
  return {
    isReady,
    url: () => url,
    kill: async () => {
      child.kill("SIGKILL");
      await done;
    },
  };
}
