import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";

/** How an upload ended: its answer, or how the connection broke. */
export interface UploadEnd {
  readonly status: string;
  readonly body: string;
  readonly sentMb: number;
}

const HEAD = '--b\r\nContent-Disposition: form-data; name="f"; filename="big.csv"\r\n\r\n';

/** Sends a form with a file of so many bytes, saying how many they are, or not, or waiting for a sign before it sends them. */
export function upload(
  service: { readonly url: string; readonly key: string },
  byteCount: number,
  length: "declared" | "chunked" | "expected",
): Promise<UploadEnd> {
  const isDeclared = length !== "chunked";
  return new Promise((resolve) => {
    let sent = 0;
    const end = (status: string, body = ""): void => resolve({ status, body, sentMb: sent / 2 ** 20 });
    const request = httpRequest(`${service.url}/v1/imports`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${service.key}`,
        "content-type": "multipart/form-data; boundary=b",
        ...(isDeclared ? { "content-length": String(byteCount + HEAD.length) } : {}),
        ...(length === "expected" ? { expect: "100-continue" } : {}),
      },
    });
    request.on("response", (reply: IncomingMessage) => {
      void textOf(reply)
        .then((body) => end(String(reply.statusCode), body))
        .finally(() => request.destroy());
    });
    request.on("error", (error: NodeJS.ErrnoException) => end(error.code ?? "error"));
    const piece = Buffer.alloc(1 << 16, "a,b\n");
    const pump = (): void => {
      while (sent < byteCount && !request.destroyed) {
        sent += piece.length;
        if (!request.write(piece)) return void request.once("drain", pump);
      }
      request.end();
    };
    const begin = (): void => {
      request.write(HEAD);
      pump();
    };
    if (length === "expected") {
      request.flushHeaders();
      request.once("continue", begin);
    } else begin();
  });
}

async function textOf(reply: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of reply) pieces.push(piece as Buffer);
  } catch {
    // Cut off: what came before is what there is.
  }
  return Buffer.concat(pieces).toString("utf8");
}

/** A connection that is spoken to by hand. */
export interface HandConnection {
  readonly socket: Socket;
  /** All that came, when the connection is closed; with the seconds that it lasted. */
  readonly closed: Promise<{ readonly heard: string; readonly seconds: number }>;
}

/** Opens a connection and says something on it. */
export function speak(port: number, text: string): Promise<HandConnection> {
  const began = performance.now();
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let heard = "";
    const closed = new Promise<{ heard: string; seconds: number }>((done) => {
      socket.on("close", () => done({ heard, seconds: (performance.now() - began) / 1_000 }));
    });
    socket.setEncoding("latin1").on("data", (piece: string) => (heard += piece));
    socket.on("error", () => resolve({ socket, closed }));
    socket.on("connect", () => {
      if (text !== "") socket.write(text);
      resolve({ socket, closed });
    });
  });
}

/** Sends the text one byte after another, so slowly that it never comes to its end; until the service has had enough. */
export async function drip(port: number, text: string, everyMs: number): Promise<number> {
  const { socket, closed } = await speak(port, "");
  let at = 0;
  const timer = setInterval(() => void socket.write(text[at++ % text.length]!), everyMs);
  const { seconds } = await closed;
  clearInterval(timer);
  return seconds;
}

/** Asks, reads a little now and then or nothing at all, and says after how many seconds the service has had enough. */
export function readSlowly(port: number, request: string, bytesPerSecond: number): Promise<number> {
  const began = performance.now();
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    socket.pause();
    const timer = setInterval(() => void socket.read(Math.max(1, Math.floor(bytesPerSecond / 10))), 100);
    // What is paused does not hear that the other side has gone: writing to it does.
    const probe = setInterval(() => void socket.write("\r\n"), 250);
    const end = (): void => {
      clearInterval(timer);
      clearInterval(probe);
      resolve((performance.now() - began) / 1_000);
    };
    socket.on("error", () => undefined).on("close", end);
  });
}
