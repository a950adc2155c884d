// A bare fastify server: sends the same bytes under each path. Says its port, ends with its input.
import fastify from "fastify";
import { readFileSync } from "node:fs";

const server = fastify();
for (const [index, path] of process.argv.slice(2).entries()) {
  const body = readFileSync(path);
  server.get(`/${index}`, (_request, reply) => reply.type("application/json; charset=utf-8").send(body));
}
console.log(await server.listen({ host: "127.0.0.1", port: 0 }));
process.stdin.resume().on("end", () => process.exit(0));
