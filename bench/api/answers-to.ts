import autocannon from "autocannon";

export interface LoadPlan {
  readonly url: string;
  readonly key?: string;
  /** Each asks again as soon as it is answered. */
  readonly connections: number;
  readonly seconds: number;
  /** Digest of the answer that is there already. */
  readonly etag?: string;
}

export interface Answers {
  /** Milliseconds to answer, by status. */
  readonly ofStatus: ReadonlyMap<number, readonly number[]>;
  /** Connections that broke and requests that ran out of time. */
  readonly unanswered: number;
}

/** Asks for one thing from many connections, and notes when each answer came. */
export async function answersTo({ url, key, connections, seconds, etag }: LoadPlan): Promise<Answers> {
  const ofStatus = new Map<number, number[]>();
  const running = autocannon({
    url,
    connections,
    duration: seconds,
    headers: {
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(etag === undefined ? {} : { "if-none-match": etag }),
    },
  });
  running.on("response", (_client: unknown, status: number, _bytes: number, milliseconds: number) => {
    const known = ofStatus.get(status);
    if (known === undefined) ofStatus.set(status, [milliseconds]);
    else known.push(milliseconds);
  });
  const { errors } = await running;
  return { ofStatus, unanswered: errors };
}

/** @returns NaN without values */
export function percentile(values: readonly number[], level: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))] ?? Number.NaN;
}
