import { isIP } from "node:net";
import { AppFailure } from "../../contracts/failure.ts";
import type { Webhook } from "../../contracts/schedule.ts";
import { isPublicAddress } from "./public-address.ts";

/** What addresses the service may report to, besides public ones over https on port 443. */
export interface WebhookRules {
  /** `host:port` that may be private and over plain http, such as a receiver in the company's own network. */
  readonly allowed: readonly string[];
}

/**
 * The address of a webhook, held against the rules. Where its name leads to is checked again with every connection.
 * @throws {AppFailure} usage for an address that the service does not report to
 */
export function checkWebhook({ url: text }: Pick<Webhook, "url">, rules: WebhookRules): URL {
  const url = new URL(text);
  const refuse = (why: string): AppFailure =>
    new AppFailure(
      "usage",
      `Cannot report to ${url.protocol}//${url.host}: ${why}; whoever runs the service can allow an address with REVCAST_WEBHOOK_ALLOW=host:port`,
    );
  if (url.username !== "" || url.password !== "") throw refuse("it holds a user or a password");
  if (isAllowed(url, rules)) return url;
  if (url.protocol !== "https:") throw refuse("it is not https");
  if (url.port !== "" && url.port !== "443") throw refuse("its port is not 443");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw refuse("it is an address of a private network");
  if (isIP(host) === 0 && !host.includes(".")) throw refuse("it is a name of a private network");
  return url;
}

/** Whether an address is one that whoever runs the service has named. */
export function isAllowed(url: URL, { allowed }: WebhookRules): boolean {
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  return allowed.includes(`${url.hostname}:${port}`);
}
