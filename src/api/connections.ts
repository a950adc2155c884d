import type { FastifyReply, FastifyRequest } from "fastify";
import type { Socket } from "node:net";
import { AppFailure } from "../contracts/failure.ts";
import type { Api } from "./api.ts";
import { mostUploadBytes, type Limits } from "./limits.ts";

/** A connection too many that sends nothing is let go of after this time. */
const EXCESS_IDLE_MS = 5_000;

/**
 * Answers requests on connections beyond the limit 503 and ends them, so that who comes is told to come again. Beyond twice the limit
 * connections are closed as they come: to answer them would take what the others need.
 */
export function addConnectionLimit(api: Api, { connections }: Limits): void {
  const { server } = api;
  server.maxConnections = 2 * connections;
  const excess = new WeakSet<Socket>();
  let open = 0;
  server.on("connection", (socket: Socket) => {
    open++;
    socket.once("close", () => open--);
    if (open <= connections) return;
    excess.add(socket);
    socket.setTimeout(EXCESS_IDLE_MS);
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
