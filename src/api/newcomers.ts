import type { Socket } from "node:net";
import type { Api } from "./api.ts";

/** For how many turns of the event loop, and for how long at most, who was answered is not heard while others come in. */
const MOST_TURNS = 500;
const MOST_MS = 500;

/**
 * While connections come in, whoever was answered is not heard again until they are in, or half a second is over. Node lets in one connection
 * at each turn of its event loop (libuv/libuv#3696), and a turn in which a thousand callers ask again at once is a long one: hundreds who
 * come would wait for seconds. Without them a turn is short, and who comes waits for what is under way and no longer.
 */
export function letNewcomersIn(api: Api): void {
  const unheard = new Set<Socket>();
  let turns = 0;
  let since = 0;
  let areComing = false;
  let hasOneCome = false;
  const atTurn = (): void => {
    if (hasOneCome && ++turns < MOST_TURNS && performance.now() - since < MOST_MS) {
      hasOneCome = false;
      setImmediate(atTurn);
      return;
    }
    areComing = false;
    for (const socket of unheard) socket.resume();
    unheard.clear();
  };
  api.server.on("connection", () => {
    hasOneCome = true;
    if (areComing) return;
    areComing = true;
    turns = 0;
    since = performance.now();
    setImmediate(atTurn);
  });
  api.addHook("onResponse", ({ raw: { socket } }, reply, done) => {
    // A connection that we end with its answer asks nothing more.
    if (areComing && reply.getHeader("connection") !== "close") {
      socket.pause();
      unheard.add(socket);
    }
    done();
  });
}
