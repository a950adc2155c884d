import type { FastifyReply, FastifyRequest } from "fastify";
import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { AppFailure } from "../contracts/failure.ts";
import type { Api } from "./api.ts";
import { mostUploadBytes, type Limits } from "./limits.ts";

/** A connection too many that sends nothing is let go of after this time. */
const EXCESS_IDLE_MS = 5_000;
/** Who has had so long to ask something gives way to who comes. */
const QUIET_MS = 1_000;
const SWEEP_MS = 1_000;

/**
 * Where there are as many connections as are allowed, whoever comes takes the place of the one that has asked nothing for longest: of those
 * that have never asked anything, else of those that keep a connection for later. Where all have just come or are being answered, requests
 * on connections beyond the limit are answered 503 and end them, so that who comes is told to come again. Beyond twice the limit connections
 * are closed as they come: to answer them would take what the others need.
 */
export function addConnectionLimit(api: Api, { connections, idleMs }: Limits): void {
  const { server } = api;
  server.maxConnections = 2 * connections;
  const excess = new WeakSet<Socket>();
  // Those that were there first stand first.
  const [strangers, idle] = [new Map<Socket, number>(), new Map<Socket, number>()];
  const quietest = (): Socket | undefined => {
    for (const sockets of [strangers, idle]) {
      for (const [socket, since] of sockets) {
        if (performance.now() - since >= QUIET_MS) return socket;
        break;
      }
    }
    return undefined;
  };
  const leave = (socket: Socket): void => {
    strangers.delete(socket);
    idle.delete(socket);
  };
  let open = 0;
  server.on("connection", (socket: Socket) => {
    open++;
    socket.once("close", () => {
      open--;
      leave(socket);
    });
    if (open > connections) {
      const quiet = quietest();
      if (quiet === undefined) {
        excess.add(socket);
        socket.setTimeout(EXCESS_IDLE_MS);
      } else {
        leave(quiet);
        quiet.destroy();
      }
    }
    strangers.set(socket, performance.now());
  });
  server.on("request", ({ socket }: { readonly socket: Socket }, reply: ServerResponse) => {
    leave(socket);
    reply.once("close", () => {
      if (!socket.destroyed) idle.set(socket, performance.now());
    });
  });
  // Empty lines between requests are allowed, and would keep a connection for ever.
  const sweep = setInterval(() => {
    for (const [socket, since] of idle) {
      if (performance.now() - since < idleMs / 2) break;
      socket.destroy();
    }
  }, SWEEP_MS).unref();
  api.addHook("onClose", (_api, done) => {
    clearInterval(sweep);
    done();
  });
  api.addHook("onRequest", (request, reply, done) => {
    if (!excess.has(request.raw.socket)) return done();
    void reply.header("connection", "close");
    if (open <= connections || isHealth(request)) return done();
    done(new AppFailure("unavailable", "Cannot take another connection now: the service is at its limit"));
  });
}

/**
 * Ends connections on which nothing goes either way, but not those whose request has come whole and is being answered: then it is the
 * service that takes its time, for which its routes have limits of their own.
 */
export function addIdleLimit(api: Api, { idleMs }: Limits): void {
  const asked = new WeakMap<Socket, FastifyRequest["raw"]>();
  api.addHook("onRequest", (request, _reply, done) => {
    asked.set(request.raw.socket, request.raw);
    done();
  });
  api.addHook("onResponse", (request, _reply, done) => {
    asked.delete(request.raw.socket);
    done();
  });
  api.server.on("timeout", (socket: Socket) => {
    const isAtWork = asked.get(socket)?.complete === true && socket.writableLength === 0;
    if (isAtWork) socket.setTimeout(idleMs);
    else socket.destroy();
  });
}

/** How long an answer before the end of a body may be on its way to who still sends. */
const LINGER_MS = 2_000;

/**
 * Ends the connection of a request whose body nobody will read: reading it to its end could take for ever. The rest of the body stays
 * unread and the way out is closed at once, the way in a little later: closed at once, what is still coming would have the operating
 * system throw away the answer before it is read.
 */
export function endUnread({ raw }: FastifyRequest, reply: FastifyReply): void {
  void reply.header("connection", "close");
  raw.read(0); // taken as read, or Node would read on after the answer
  const { socket } = raw;
  socket.destroySoon = () => {
    socket.end();
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };
}

/** Whether the service lives has to be told most of all when it is at its limit. */
export function isHealth({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.startsWith("/health") === true;
}

/**
 * Lets go on who waits for a sign before sending a body (`Expect: 100-continue`), unless the body would be refused for its length.
 */
export function addExpectation({ server }: Api, limits: Limits): void {
  const mostBytes = mostUploadBytes(limits);
  server.on("checkContinue", (request, response) => {
    if (Number(request.headers["content-length"] ?? 0) <= mostBytes) response.writeContinue();
    server.emit("request", request, response);
  });
}
