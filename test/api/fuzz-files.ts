import { sample } from "fast-check";
import { hostileFile, type HostileFile } from "./hostile-files.ts";
import type { ServiceProcess } from "./service-process.ts";

export interface FuzzedFiles {
  readonly count: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  /** Answers that should not be: of 5xx, without a reason, or that leave a row unmentioned; at most ten. */
  readonly bad: readonly string[];
}

/** Of the files whose bad rows are known, one in so many is imported for good, in the place of the one before. */
const IMPORT_EVERY = 3;

/** Sends hostile files one after another, and holds what comes back against what is known of them. */
export async function fuzzFiles(service: ServiceProcess, count: number, seed: number): Promise<FuzzedFiles> {
  const byStatus: Record<string, number> = {};
  const bad: string[] = [];
  let slowestMs = 0;
  for (const [index, file] of sample(hostileFile, { numRuns: count, seed }).entries()) {
    const began = performance.now();
    const isImport = index % IMPORT_EVERY === 0 && file.badLines !== undefined;
    const reply = await send(service, file, isImport);
    slowestMs = Math.max(slowestMs, performance.now() - began);
    byStatus[reply.status] = (byStatus[reply.status] ?? 0) + 1;
    const fault = reply.status < 300 ? await faultOf(service, file, reply) : refusalFault(reply);
    if (fault !== undefined && bad.length < 10) {
      bad.push(
        `seed ${seed}, file ${index} (${file.name}): ${fault}; ${JSON.stringify(reply).slice(0, 400)}`,
      );
    }
  }
  return { count, byStatus, slowestMs: Math.round(slowestMs), bad };
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
}

async function send(service: ServiceProcess, file: HostileFile, isImport: boolean): Promise<Reply> {
  const form = new FormData();
  form.append("replace", "true");
  form.append("file", new File([new Uint8Array(file.content)], file.name));
  const reply = await fetch(`${service.url}/v1/imports${isImport ? "" : "?dryRun=true"}`, {
    method: "POST",
    headers: { authorization: `Bearer ${service.key}` },
    body: form,
    signal: AbortSignal.timeout(20_000),
  });
  const type = reply.headers.get("content-type") ?? "";
  return { status: reply.status, type, body: (await reply.json()) as Reply["body"] };
}

function refusalFault({ status, type, body }: Reply): string | undefined {
  if (status >= 500 && status !== 501) return "a mistake of ours";
  if (!type.startsWith("application/problem+json")) return "no problem+json";
  if (typeof body.detail !== "string" || !body.detail.startsWith("Cannot ")) return "no reason";
  return undefined;
}

/** Every row that is known to be bad is told of by its line, and no other; each row of an import is in one of its files. */
async function faultOf(
  service: ServiceProcess,
  file: HostileFile,
  { status, body }: Reply,
): Promise<string | undefined> {
  if (file.badLines === undefined) return undefined;
  const told = (body.rejections as { line: number }[]).map(({ line }) => line);
  const expected = file.badLines.join(" ");
  if (new Set(told).size !== file.badLines.length || told.join(" ") !== expected) {
    return `told of lines ${told.join(" ")}, not ${expected}`;
  }
  if (status !== 201) return undefined;
  const lines: string[] = [];
  for (const name of ["accepted", "rejected", "duplicates"]) {
    const reply = await fetch(`${service.url}/v1/imports/${String(body.importId)}/${name}.csv`, {
      headers: { authorization: `Bearer ${service.key}` },
    });
    const rows = (await reply.text()).trimEnd().split("\r\n").slice(1);
    lines.push(...new Set(rows.map((row) => row.split(",")[1]!)));
  }
  const all = lines.map(Number).sort((a, b) => a - b);
  const isEach = all.every((line, index) => line === index + 2);
  return isEach && all.length === 24 ? undefined : `rows of its lines ${all.join(" ")} are in its files`;
}
