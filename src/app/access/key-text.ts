import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { crc32 } from "node:zlib";

/** `rvc_`, ten characters that find the key, a secret of 256 bits and a checksum that tells a typing mistake from a wrong key. */
const FORM = /^(rvc_[0-9a-z]{10})_([0-9a-f]{64})([0-9a-f]{8})$/;
const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

export interface KeyText {
  readonly prefix: string;
  readonly sha256: Buffer;
}

/** A new key: its text, which nobody keeps, and what is stored of it. */
export function newKeyText(): KeyText & { readonly text: string } {
  const prefix = `rvc_${[...randomBytes(10)].map((byte) => ALPHABET[byte & 31]).join("")}`;
  const body = `${prefix}_${randomBytes(32).toString("hex")}`;
  const text = body + checksum(body);
  return { text, prefix, sha256: sha256Of(text) };
}

/** Parts of a key as it was sent; undefined when it cannot be one. */
export function readKeyText(text: string): KeyText | undefined {
  const match = FORM.exec(text);
  if (match === null) return undefined;
  const [, prefix, secret, sum] = match;
  if (checksum(`${prefix}_${secret}`) !== sum) return undefined;
  return { prefix: prefix!, sha256: sha256Of(text) };
}

/** Compares digests in a time that does not tell where they differ. */
export function isSameDigest(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function sha256Of(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
