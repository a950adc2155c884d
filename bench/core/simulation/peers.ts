import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PeerProcess } from "../../tools/peer-process.ts";

const folder = fileURLToPath(new URL("../../peers/", import.meta.url));
const C_FLAGS = ["-O3", "-march=native", "-ffp-contract=off", "-std=c11", "-D_POSIX_C_SOURCE=200809L"];

export const NUMPY_WAYS = ["thresholds", "wins", "permutations"] as const;
export type NumpyWay = (typeof NUMPY_WAYS)[number];

/** The other languages that are there, and what is absent, in words. */
export interface Peers {
  /** Path of the compiled program. */
  readonly c: string | undefined;
  /** Name of the interpreter. */
  readonly python: string | undefined;
  readonly versions: readonly string[];
  readonly absent: readonly string[];
}

/** Looks for gcc and NumPy and compiles the C peer into a temporary folder. */
export function findPeers(temporaryFolder: string): Peers {
  const versions: string[] = [];
  const absent: string[] = [];
  let c: string | undefined = join(temporaryFolder, "permutation_kernel");
  const gcc = firstLine("gcc", ["--version"]);
  if (gcc === undefined) {
    c = undefined;
    absent.push("gcc is not there: nothing is compared with C");
  } else {
    const compiled = spawnSync("gcc", [...C_FLAGS, "-o", c, join(folder, "permutation_kernel.c"), "-lm"]);
    if (compiled.status !== 0)
      throw new RangeError(`Cannot compile the C peer: ${compiled.stderr.toString()}`);
    versions.push(`${gcc}, ${C_FLAGS.slice(0, 3).join(" ")}`);
  }
  const numpy = firstLine("python3", ["-c", "import numpy; print('NumPy', numpy.__version__)"]);
  if (numpy === undefined) absent.push("Python with NumPy is not there: nothing is compared with NumPy");
  else versions.push(numpy);
  return { c, python: numpy === undefined ? undefined : "python3", versions, absent };
}

export function startC(program: string, input: string): Promise<PeerProcess> {
  return PeerProcess.start("C", program, [input]);
}

export function startNumpy(
  python: string,
  input: string,
  way: NumpyWay,
  blockCount: number,
): Promise<PeerProcess> {
  return PeerProcess.start(`NumPy ${way}`, python, [
    join(folder, "expert_numpy.py"),
    input,
    way,
    String(blockCount),
  ]);
}

function firstLine(command: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? stdout.split("\n")[0] : undefined;
}
