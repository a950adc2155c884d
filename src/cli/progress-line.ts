/** Shows how far long work has come: one changing line on a terminal, a line every few seconds elsewhere. */
export interface ProgressLine {
  show(step: string, share?: number): void;
  /** Takes the line away. */
  end(): void;
}

const REDRAW_MS = 80;
const PLAIN_EVERY_MS = 5_000;
/** Short work stays silent. */
const SILENT_MS = 300;

export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  const startedAt = Date.now();
  let shownAt = 0;
  let isShown = false;
  return {
    show(step, share) {
      const now = Date.now();
      const wait = stream.isTTY ? REDRAW_MS : PLAIN_EVERY_MS;
      if (now - startedAt < (stream.isTTY ? SILENT_MS : PLAIN_EVERY_MS) || now - shownAt < wait) return;
      shownAt = now;
      const text = share === undefined ? step : `${step} ${Math.round(100 * share)} %`;
      stream.write(stream.isTTY ? `\r\u001B[2K${text}` : `revcast: ${text}\n`);
      isShown = stream.isTTY;
    },
    end() {
      if (isShown) stream.write("\r\u001B[2K");
      isShown = false;
    },
  };
}
