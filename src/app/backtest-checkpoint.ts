import { appendFile, readFile, rm } from "node:fs/promises";
import { deserialize, serialize } from "node:v8";
import { AppFailure } from "../contracts/failure.ts";
import type { CutoffResult } from "../core/backtest/run-cutoffs.ts";

/** Keeps finished cut-offs of one backtest. */
export interface Checkpoint {
  load(): Promise<CutoffResult[]>;
  add(result: CutoffResult): Promise<void>;
  /** Takes it away when the backtest is complete. */
  remove(): Promise<void>;
}

/**
 * A checkpoint in a file: one line per finished cut-off, each under the key of the backtest, so that lines of another
 * request or other files are not taken for its own. A line that was cut off by a crash is left out; every line begins with
 * a line feed, so that the next one does not run on from it.
 * @param key digest of the request and of the files' content
 */
export function fileCheckpoint(path: string, key: string): Checkpoint {
  return {
    async load() {
      const text = await readOrEmpty(path);
      const results = new Map<number, CutoffResult>();
      for (const line of text.split("\n")) {
        const [ownKey, length, data] = line.split(" ");
        if (ownKey !== key || data === undefined || data.length !== Number(length)) continue;
        const result = deserialize(Buffer.from(data, "base64")) as CutoffResult;
        results.set(result.index, result);
      }
      return [...results.values()];
    },
    async add(result) {
      const data = serialize(result).toString("base64");
      try {
        await appendFile(path, `\n${key} ${data.length} ${data}`);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new AppFailure("cannot_write", `Cannot write the checkpoint ${path}: ${reason}`, {
          cause: error,
        });
      }
    },
    remove: () => rm(path, { force: true }),
  };
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppFailure("not_found", `Cannot read the checkpoint ${path}: ${reason}`, { cause: error });
  }
}
