import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApiProblem, createClient } from "../../../src/contracts/api/client.ts";
import { smallFastRandom } from "../../../src/core/maths/small-fast-random.ts";

/** A file that was sent to a tenant. */
export interface Upload {
  readonly tenant: string;
  readonly name: string;
  readonly sha256: string;
}

export interface SendPlan {
  readonly url: string;
  /** Keys by tenant. */
  readonly keys: ReadonlyMap<string, string>;
  readonly tenant: string;
  /** Folder for the files that are sent; they stay there. */
  readonly scratch: string;
  readonly seed: number;
  readonly round: number;
  /** Requests under way at once. */
  readonly senders: number;
  readonly isHasty: boolean;
  /** Sent once more before anything new, each with its idempotency key. */
  readonly again: readonly Upload[];
}

export interface Sent {
  readonly acknowledged: readonly Upload[];
  /** Sent, and nothing heard of it. */
  readonly unheard: readonly Upload[];
}

export interface Sending {
  /** Resolves when so many files were acknowledged. */
  readonly untilAcknowledged: (count: number) => Promise<void>;
  /** Resolves when the server is gone. @throws what it refused, which it should not */
  readonly end: () => Promise<Sent>;
}

/** Sends one small file after another until the server is gone. */
export function sendForEver(plan: SendPlan): Sending {
  const acknowledged: Upload[] = [];
  let heardOf = (): void => undefined;
  const unheard: Upload[] = [];
  const waiting = plan.isHasty ? [] : [...plan.again];
  const draw = smallFastRandom(plan.seed, plan.round);
  let answeredCount = 0;
  let number = 0;
  const isAnswered = async (upload: Upload): Promise<boolean> => {
    const { tenant, name } = upload;
    const client = createClient({ url: plan.url, key: plan.keys.get(tenant)! });
    if (plan.isHasty) acknowledged.push(upload);
    const file = new File([readFileSync(join(plan.scratch, name))], name, { type: "text/csv" });
    try {
      await client.importFiles([file], {}, { idempotencyKey: name });
      if (!plan.isHasty) acknowledged.push(upload);
      answeredCount++;
      heardOf();
      return true;
    } catch (error) {
      // 503: the database is gone, and the server not yet.
      if (error instanceof ApiProblem && error.problem.status !== 503) throw error;
      unheard.push(upload);
      return false;
    }
  };
  const row = async (): Promise<void> => {
    while (await isAnswered(waiting.shift() ?? newUpload(plan, number++, draw)));
  };
  const rows = Promise.all(Array.from({ length: plan.senders }, row));
  rows.catch(() => undefined);
  return {
    untilAcknowledged: (count) =>
      new Promise((resolve) => {
        heardOf = () => (answeredCount >= count ? resolve() : undefined);
        heardOf();
      }),
    end: async () => {
      await rows;
      return { acknowledged, unheard: [...unheard, ...waiting] };
    },
  };
}

function newUpload({ scratch, tenant, round }: SendPlan, number: number, draw: () => number): Upload {
  const name = `part-${round}-${number}.csv`;
  const text = someChanges(`${round}-${number}`, draw);
  writeFileSync(join(scratch, name), text);
  return { tenant, name, sha256: createHash("sha256").update(text).digest("hex") };
}

/** A few rows: some opportunities of this file alone, and one that many files change. */
function someChanges(file: string, draw: () => number): string {
  const lines = ["opportunity_id,changed_at,stage,amount,product"];
  const rowCount = 2 + Math.floor(draw() * 40);
  for (let row = 0; row < rowCount; row++) {
    const id = row === 0 ? "shared" : `${file}-${row}`;
    const day = String(1 + Math.floor(draw() * 28)).padStart(2, "0");
    const stage = ["Qualify", "Propose", "Closed Won", "Closed Lost"][Math.floor(draw() * 4)]!;
    lines.push(`${id},2025-0${1 + (row % 9)}-${day},${stage},${Math.floor(draw() * 1e6) / 100},P${row % 5}`);
  }
  return `${lines.join("\n")}\n`;
}
