import { describe, expect, it } from "vitest";
import { openStore } from "../../src/store/store.ts";
import { startMortalDatabase } from "../app/runs/mortal-database.ts";
import { catalogueOf } from "./catalogue.ts";
import { killAtStatements, type KnownDatabase } from "./doomed-migrations.ts";
import { ENGINES, freshPlace } from "./fresh-places.ts";

const EVERY = { first: 1, stride: 1 };

describe.each(ENGINES)("migrations on the %s database", (engine) => {
  it.each(["before", "after"] as const)(
    "killed %s every statement end the same when they are run again",
    async (moment) => {
      const { place, remove } = await freshPlace(engine);
      const held = await openStore(place);
      const known: KnownDatabase = {
        place,
        connection: held.connection,
        whole: await catalogueOf(held.connection),
      };
      const killedAt = await killAtStatements(known, { moment, ...EVERY });
      expect(killedAt).toEqual(killedAt.map((_, index) => index + 1));
      expect(killedAt.length).toBeGreaterThan(40);
      await held.close();
      await remove();
    },
  );
});

it("migrations whose server is killed at every statement end the same when they are run again", async () => {
  const database = await startMortalDatabase();
  try {
    const place = { databaseUrl: database.url, folder: "" };
    const store = await openStore(place);
    const { connection } = store;
    await store.close();
    const known = { place, connection, whole: await catalogueOf(connection) };
    const killedAt = await killAtStatements(known, { moment: "hang", ...EVERY }, database.killAndRestart);
    expect(killedAt.length).toBeGreaterThan(40);
  } finally {
    await database.remove();
  }
});
