import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/**
 * Three tiers, told apart by the file's ending: `*.test.ts` are unit, oracle and property tests (`npm run check`),
 * `*.release.test.ts` need the real data, the built command or a browser (`npm test`), `*.full.test.ts` take long
 * (`npm run test:full`).
 */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    coverage: {
      include: ["src/**/*.ts"],
      exclude: ["**/*.generated.ts"],
      reporter: ["text-summary", "html"],
    },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/**/*.release.test.ts", "test/**/*.full.test.ts"],
          // Files of a thread share what they import: to load it anew for each took longer than the tests themselves. So a unit test
          // leaves nothing behind in modules, in the environment or in the working directory.
          pool: "threads",
          // One core less than there are by default, which on two cores is one thread for everything.
          maxWorkers: 2,
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "release",
          include: ["test/**/*.release.test.ts"],
          globalSetup: ["test/store/database-servers.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: "full",
          include: ["test/**/*.full.test.ts"],
          globalSetup: ["test/store/database-servers.ts"],
          testTimeout: 3_600_000,
          hookTimeout: 600_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
