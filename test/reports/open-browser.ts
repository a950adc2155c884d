import { chromium, type Browser } from "playwright-core";

/**
 * A headless browser that comes with the development dependencies, or the one that `CHROMIUM_PATH` names. The packed
 * browser unpacks its own shared libraries where it believes to be in a bare container.
 */
export async function openBrowser(): Promise<Browser> {
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs22.x";
  const { default: packed } = await import("@sparticuz/chromium");
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? (await packed.executablePath()),
    args: [
      "--no-sandbox",
      "--headless=shell",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--disable-background-networking",
    ],
  });
}
