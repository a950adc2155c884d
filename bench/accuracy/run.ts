// node --import tsx bench/accuracy/run.ts, with REVCAST_DATA set: scores the eight columns and writes README.md.
import { benchAccuracy } from "./accuracy.ts";

await benchAccuracy();
