import { pino, type DestinationStream, type Logger } from "pino";

/** Frames of a stack, without its message: messages quote what people have written. */
function framesOf(error: Error): string[] {
  return (error.stack ?? "")
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
}

/**
 * The service's log: JSON lines without personal data. Of an error it keeps class, code and place, and not its message.
 * @param out where to; standard output by default
 */
export function serviceLog(level: string, out?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: {
        err: (error: unknown) =>
          error instanceof Error
            ? { type: error.name, code: (error as { code?: unknown }).code, frames: framesOf(error) }
            : { type: typeof error },
        // Fastify hands these to its own messages; what they hold of value is in the line of the request.
        req: () => undefined,
        res: () => undefined,
      },
    },
    out ?? pino.destination({ dest: 1, sync: false }),
  );
}
