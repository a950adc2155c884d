import type { FastifyRequest } from "fastify";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AppFailure } from "../contracts/failure.ts";
import { mostUploadBytes, type Limits } from "./limits.ts";
import { inMegabytes } from "./problem-of.ts";
import { checkText } from "./strict-json.ts";

export interface ReceivedFile {
  readonly name: string;
  readonly path: string;
  readonly byteCount: number;
  readonly sha256: string;
}

/** An upload on disk: its files, and the fields of the form. */
export interface Received {
  readonly folder: string;
  readonly files: readonly ReceivedFile[];
  readonly fields: Readonly<Record<string, string>>;
  readonly remove: () => Promise<void>;
}

/** A name that is one in every file system and says what the file is. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._()+-]{0,150}\.(csv|tsv|txt|xlsx|json|ya?ml)$/iu;

/**
 * Writes the files of a multipart upload into a folder of their own as they come; none of them is in memory whole.
 * @throws {AppFailure} too_large past a limit; usage for names that are none, or twice the same, and for an upload without a file
 */
export async function receiveFiles(
  request: FastifyRequest,
  scratchFolder: string,
  limits: Limits,
): Promise<Received> {
  ensureLength(request, limits);
  const folder = await mkdtemp(join(scratchFolder, "upload-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const files: ReceivedFile[] = [];
    const fields: Record<string, string> = {};
    let byteCount = 0;
    for await (const part of request.parts()) {
      if (part.type === "field") {
        const { fieldname, value } = part;
        if (typeof value !== "string" || Object.hasOwn(fields, fieldname)) {
          throw new AppFailure("usage", "Cannot read the form: each field may be there once, as text");
        }
        checkText(value, "form");
        fields[fieldname] = value;
        continue;
      }
      const name = nameOf(part.filename, files);
      const path = join(folder, name);
      const measure = measured((count, fileByteCount) => {
        byteCount += count;
        if (fileByteCount > limits.fileBytes) throw tooLarge(`${name} is larger than`, limits.fileBytes);
        if (byteCount > limits.uploadBytes) throw tooLarge("it is larger than", limits.uploadBytes);
      });
      await pipeline(part.file, measure.stream, createWriteStream(path, { mode: 0o600 }));
      files.push({ name, path, ...measure.result() });
    }
    if (files.length === 0)
      throw new AppFailure(
        "usage",
        "Cannot import: the upload holds no file; send each as a part of the form with its name, as curl -F file=@history.csv does",
      );
    return { folder, files, fields, remove };
  } catch (error) {
    await remove();
    throw asFailure(error, limits);
  }
}

/** What the reader of forms says without a code is about the form; a full disk ends once others have let go of it. */
function asFailure(error: unknown, { filesPerUpload }: Limits): unknown {
  const { code } = error as { code?: unknown };
  if (code === "FST_FILES_LIMIT") {
    return new AppFailure("too_large", `Cannot take the upload: it holds more than ${filesPerUpload} files`);
  }
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new AppFailure("unavailable", "Cannot take the upload: there is no room for it", { cause: error });
  }
  if (code !== undefined || error instanceof AppFailure) return error;
  return new AppFailure("usage", "Cannot read the upload: it is no whole multipart form", { cause: error });
}

/** What says itself that it is too large is refused before a byte of it is read. */
function ensureLength({ headers }: FastifyRequest, limits: Limits): void {
  const length = Number(headers["content-length"] ?? 0);
  if (length > mostUploadBytes(limits)) throw tooLarge("it is larger than", limits.uploadBytes);
}

function tooLarge(what: string, limitBytes: number): AppFailure {
  const limit = inMegabytes(limitBytes);
  return new AppFailure(
    "too_large",
    `Cannot take the upload: ${what} ${limit}; send the rows in several uploads`,
  );
}

function nameOf(filename: string | undefined, files: readonly ReceivedFile[]): string {
  const name = (filename ?? "").normalize("NFC");
  if (!NAME.test(name)) {
    throw new AppFailure(
      "usage",
      "Cannot take a file of the upload: its name has to be letters, digits, spaces and . _ - + ( ), and to end in .csv, .tsv, .txt, .xlsx, .json or .yaml",
    );
  }
  if (files.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
    throw new AppFailure("usage", `Cannot take two files of the name ${name}`);
  }
  return name;
}

function measured(count: (bytes: number, fileBytes: number) => void) {
  const hash = createHash("sha256");
  let byteCount = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        byteCount += chunk.length;
        count(chunk.length, byteCount);
        hash.update(chunk);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  return { stream, result: () => ({ byteCount, sha256: hash.digest("hex") }) };
}
