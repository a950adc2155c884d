// npm run bench [-- PART...]: measures the parts that are named, or all. See README.md.
import { benchKernel } from "./core/simulation/kernel.ts";

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  kernel: benchKernel,
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in PARTS));
if (unknown.length > 0) {
  console.error(`Cannot measure ${unknown.join(", ")}: there are ${Object.keys(PARTS).join(", ")}`);
  process.exit(64);
}
for (const name of named.length > 0 ? named : Object.keys(PARTS)) await PARTS[name]!();
