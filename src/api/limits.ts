/** How much the service takes on. */
export interface Limits {
  /** Requests under way at once; more are answered 503 at once. */
  readonly requestsAtOnce: number;
  /** Delay of the event loop from which on new requests are answered 503, milliseconds. */
  readonly loopDelayMs: number;
  /** Requests of one key, and of one address without a valid key, in a minute. */
  readonly perKeyAndMinute: number;
  readonly refusedPerAddressAndMinute: number;
  readonly perAddressAndMinute: number;
  /** Connections at once; a request on another one is answered 503, as long as there are not twice as many. */
  readonly connections: number;
  /** Time to receive a whole request and to answer it, milliseconds; of an upload its own. */
  readonly requestMs: number;
  readonly uploadMs: number;
  /** Time without a byte in either direction, milliseconds. */
  readonly idleMs: number;
  readonly jsonBytes: number;
  /** One uploaded file, and all files of an upload. */
  readonly fileBytes: number;
  readonly uploadBytes: number;
  readonly filesPerUpload: number;
  /** Uploads that are read at once; one more is answered 503. */
  readonly uploadsAtOnce: number;
  /** Memory, in MB, and time that reading the files of one upload may take in its own process. */
  readonly readingMb: number;
  readonly readingMs: number;
  /** Streams of events at once, of one key; as many downloads of rows. */
  readonly streamsPerKey: number;
  /** Longest `Prefer: wait`, seconds. */
  readonly waitSeconds: number;
}

export const DEFAULT_LIMITS: Limits = {
  requestsAtOnce: 1_000,
  loopDelayMs: 1_000,
  perKeyAndMinute: 6_000,
  refusedPerAddressAndMinute: 60,
  perAddressAndMinute: 12_000,
  connections: 2_000,
  requestMs: 30_000,
  uploadMs: 600_000,
  idleMs: 30_000,
  jsonBytes: 2 << 20,
  fileBytes: 512 << 20,
  uploadBytes: 512 << 20,
  filesPerUpload: 50,
  uploadsAtOnce: 4,
  readingMb: 2_048,
  readingMs: 300_000,
  streamsPerKey: 8,
  waitSeconds: 25,
};

/** What a form may have around its files. */
const FORM_BYTES = 1 << 20;

/** Most bytes of the body of an upload. */
export function mostUploadBytes({ uploadBytes }: Limits): number {
  return uploadBytes + FORM_BYTES;
}
