import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";

/**
 * Another program that does the same work. It says `ready` when it has read its input, then answers each line `run` with
 * the milliseconds that the work took it and each line `write PATH` with `written`, the draws of the last run being
 * in that file: Float64, row-major [row x draw].
 */
export class PeerProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #name: string;
  #errors = "";

  private constructor(name: string, command: string, args: readonly string[]) {
    this.#name = name;
    // One thread for the libraries that NumPy calls, as for everybody else.
    const oneThread = { OPENBLAS_NUM_THREADS: "1", OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
    this.#child = spawn(command, args, { env: { ...process.env, ...oneThread } });
    this.#child.stderr.on("data", (text: Buffer) => (this.#errors += text.toString()));
    this.#child.on("error", (error) => (this.#errors += error.message));
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  static async start(name: string, command: string, args: readonly string[]): Promise<PeerProcess> {
    const peer = new PeerProcess(name, command, args);
    await peer.#expect("ready");
    return peer;
  }

  /** @returns milliseconds */
  run(): Promise<number> {
    return this.ask("run");
  }

  /** Sends a line that is answered with a number. */
  async ask(line: string): Promise<number> {
    this.#child.stdin.write(`${line}\n`);
    const answer = Number(await this.#nextLine());
    if (!(answer > 0)) throw new RangeError(`Cannot read what ${this.#name} answers to ${line}`);
    return answer;
  }

  async write(path: string): Promise<void> {
    this.#child.stdin.write(`write ${path}\n`);
    await this.#expect("written");
  }

  /** Ends the program by closing its input. */
  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once("close", resolve));
    if (this.#child.exitCode !== null) return;
    this.#child.stdin.end();
    await ended;
  }

  async #expect(word: string): Promise<void> {
    const line = await this.#nextLine();
    if (line !== word) throw new RangeError(`${this.#name} said ${line} and not ${word}: ${this.#errors}`);
  }

  async #nextLine(): Promise<string> {
    const { value, done } = await this.#lines.next();
    if (done === true) throw new RangeError(`${this.#name} ended: ${this.#errors}`);
    return value;
  }
}
