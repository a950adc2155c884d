import { fileURLToPath } from "node:url";
import { outputOf } from "../tools/run-command.ts";

/** Programs that ask: the second makes nothing of what it reads. */
const ASKERS = { autocannon: "ask-autocannon.mjs", bytes: "ask-bytes.mjs" };
export type Asker = keyof typeof ASKERS;

export interface LoadPlan {
  /** autocannon by default. */
  readonly asker?: Asker;
  readonly url: string;
  readonly key?: string;
  /** Each asks again as soon as it is answered. */
  readonly connections: number;
  /** Of which nothing is noted: the one who asks has to get into his stride as well. */
  readonly warmUpSeconds?: number;
  readonly seconds: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answers {
  /** Milliseconds to answer, by status. */
  readonly ofStatus: ReadonlyMap<number, readonly number[]>;
  /** Connections that broke and requests that ran out of time. */
  readonly unanswered: number;
}

/** What the process says that asks. */
interface Said {
  readonly ofStatus: readonly (readonly [number, readonly number[]])[];
  readonly unanswered: number;
}

/** Asks for one thing from many connections, and notes when each answer came. */
export async function answersTo(plan: LoadPlan): Promise<Answers> {
  const { asker = "autocannon", url, key, connections, warmUpSeconds = 0, seconds } = plan;
  const headers = {
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    ...plan.headers,
  };
  const asked = JSON.stringify({ url, connections, warmUpSeconds, seconds, headers });
  const program = fileURLToPath(new URL(ASKERS[asker], import.meta.url));
  const { ofStatus, unanswered } = JSON.parse(await outputOf(process.execPath, [program, asked])) as Said;
  return { ofStatus: new Map(ofStatus), unanswered };
}

/** @returns NaN without values */
export function percentile(values: readonly number[], level: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))] ?? Number.NaN;
}
