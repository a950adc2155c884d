// Compiles the simulation kernel to WebAssembly and writes it, as base64, into src/core/simulation, so that neither the
// checkout nor the built package has a binary file to find. Skips when sources, options and compiler are unchanged.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const folder = dirname(fileURLToPath(import.meta.url));
const output = join(folder, "../../src/core/simulation/kernel-wasm.generated.ts");
const sourceNames = readdirSync(folder)
  .filter((name) => name.endsWith(".ts"))
  .sort();
const sources = new Map(sourceNames.map((name) => [name, readFileSync(join(folder, name), "utf8")]));
// No runtime and no static data: the kernel works in memory that its caller lays out.
const options = ["--runtime", "stub", "--noAssert", "-O3", "--enable", "simd", "--outFile", "kernel.wasm"];
const stamp = digestOf([asc.version, ...options, ...[...sources].flat()]);

if (readStamp() !== stamp) {
  const binary = await compile();
  const base64 = Buffer.from(binary).toString("base64");
  const text = `// Made by workers/kernel/build.mjs from ${stamp}; do not edit.\nexport const KERNEL_WASM_BASE64 =\n  "${base64}";\n`;
  const unfinished = `${output}.${process.pid}.tmp`;
  writeFileSync(unfinished, text);
  renameSync(unfinished, output); // so that nobody reads half a file
  console.log(`Kernel: ${binary.length} bytes of WebAssembly`);
}

async function compile() {
  let binary;
  const { error, stderr } = await asc.main(["kernel.ts", ...options], {
    readFile: (name) => sources.get(name.replace(/^\.\//, "")) ?? null,
    writeFile: (name, contents) => {
      if (name === "kernel.wasm") binary = contents;
    },
    listFiles: () => sourceNames,
  });
  if (error) throw new Error(`Cannot compile the kernel: ${error.message}\n${stderr.toString()}`);
  return binary;
}

function readStamp() {
  try {
    return /from ([0-9a-f]{64});/.exec(readFileSync(output, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}

function digestOf(parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest("hex");
}
