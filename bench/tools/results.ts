import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { format } from "prettier";

/** A goal of the project and what was found. */
export interface Target {
  readonly what: string;
  readonly found: number | undefined;
  readonly goal: number;
  readonly isUpperLimit: boolean;
}

/** Results of one part: tables for people, values for programs. */
export class Results {
  readonly #part: string;
  readonly #values: Record<string, unknown> = {};
  readonly #targets: Target[] = [];
  readonly #startedAt = new Date();

  constructor(part: string) {
    this.#part = part;
    console.log(`\n# ${part}`);
  }

  /** Prints a table whose first column is text and keeps the rows under a name. */
  table(name: string, rows: readonly Readonly<Record<string, string | number>>[]): void {
    this.#values[name] = rows;
    console.log(`\n${name}`);
    const columns = Object.keys(rows[0] ?? {});
    const texts = [columns, ...rows.map((row) => columns.map((column) => shown(row[column] ?? "")))];
    const widths = columns.map((_, c) => Math.max(...texts.map((cells) => cells[c]!.length)));
    for (const cells of texts) {
      const padded = cells.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)));
      console.log(`  ${padded.join("  ").trimEnd()}`);
    }
  }

  note(text: string): void {
    console.log(`  ${text}`);
    const notes = (this.#values["notes"] ??= []) as string[];
    notes.push(text.trim());
  }

  value(name: string, value: unknown): void {
    this.#values[name] = value;
  }

  target(target: Target): void {
    this.#targets.push(target);
  }

  /** Prints the goals and writes everything to results/PART.json. */
  async finish(): Promise<void> {
    const judged = this.#targets.map((target) => ({ ...target, verdict: verdictOf(target) }));
    if (judged.length > 0) {
      this.table(
        "goals",
        judged.map(({ what, found, goal, isUpperLimit, verdict }) => ({
          goal: what,
          found: found ?? "-",
          wanted: `${isUpperLimit ? "<=" : ">="} ${goal}`,
          verdict,
        })),
      );
    }
    const folder = new URL("../results/", import.meta.url);
    mkdirSync(folder, { recursive: true });
    const path = fileURLToPath(new URL(`${this.#part}.json`, folder));
    const whole = {
      part: this.#part,
      command: `npm run bench -- ${this.#part}`,
      date: this.#startedAt.toISOString().slice(0, 10),
      seconds: Math.round((Date.now() - this.#startedAt.getTime()) / 1_000),
      machine: machine(),
      ...this.#values,
    };
    writeFileSync(path, await format(JSON.stringify(whole), { parser: "json", printWidth: 110 }));
    console.log(`\nWritten to bench/results/${this.#part}.json`);
  }
}

function verdictOf({ found, goal, isUpperLimit }: Target): string {
  if (found === undefined) return "not measured";
  return (isUpperLimit ? found <= goal : found >= goal) ? "reached" : "missed";
}

function machine(): Record<string, string | number> {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    loadAtEnd: Math.round(loadavg()[0]! * 100) / 100,
  };
}

function shown(value: string | number): string {
  if (typeof value === "string" || Number.isInteger(value)) return String(value);
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toFixed(digits);
}
