import type { FastifyReply } from "fastify";
import { once } from "node:events";

/** One event of a stream. */
export interface StreamEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

const HEARTBEAT_MS = 10_000;

/**
 * Sends events as they come, and a comment now and then so that nobody in between takes the connection for dead. A reader that does not
 * keep up is waited for; one that has gone ends the events.
 * @param events told when to end by the signal that they are made with
 */
export async function sendEvents(
  reply: FastifyReply,
  events: (signal: AbortSignal) => AsyncIterable<StreamEvent>,
): Promise<void> {
  const { raw } = reply;
  const gone = new AbortController();
  raw.on("close", () => gone.abort());
  const headers = Object.fromEntries(
    Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
  reply.hijack();
  raw.writeHead(200, {
    ...headers,
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  const beat = setInterval(() => void raw.write(": still here\n\n"), HEARTBEAT_MS);
  try {
    for await (const { id, event, data } of events(gone.signal)) {
      if (gone.signal.aborted) break;
      const isTaken = raw.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      if (!isTaken) await once(raw, "drain", { signal: gone.signal }).catch(() => undefined);
    }
  } finally {
    clearInterval(beat);
    raw.end();
  }
}
