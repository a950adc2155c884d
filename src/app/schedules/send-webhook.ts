import { lookup as lookUp, type LookupAddress } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { checkWebhook, isAllowed, type WebhookRules } from "./check-webhook.ts";
import { isPublicAddress } from "./public-address.ts";

const TIMEOUT_MS = 10_000;

/**
 * Posts a JSON body to a webhook. Where its name leads to is looked at inside the connection itself, so it cannot lead elsewhere between
 * a check and its use; redirects are not followed, no credentials are sent, and what is answered is not read.
 * @returns HTTP status
 * @throws {Error} that says in words why nothing was delivered
 */
export function sendWebhook(address: string, body: unknown, rules: WebhookRules): Promise<number> {
  const url = checkWebhook({ url: address }, rules);
  const isFree = isAllowed(url, rules);
  const text = JSON.stringify(body);
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      {
        method: "POST",
        agent: false,
        timeout: TIMEOUT_MS,
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(text),
          "user-agent": "revcast",
        },
        ...(isFree ? {} : { lookup: publicLookup }),
      },
      (response) => {
        response.resume();
        response.destroy();
        resolve(response.statusCode ?? 0);
      },
    );
    const deadline = setTimeout(() => request.destroy(new Error("it took longer than 10 s")), TIMEOUT_MS);
    request.on("timeout", () => request.destroy(new Error("it took longer than 10 s")));
    request.on("close", () => clearTimeout(deadline));
    request.on("error", reject);
    request.end(text);
  });
}

/** Looks a name up and refuses when any address of it is not public. */
const publicLookup: LookupFunction = (name, options, callback) => {
  lookUp(name, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error !== null) return callback(error, "", 4);
    const closed = addresses.find(({ address }) => !isPublicAddress(address));
    const [first] = addresses;
    if (closed !== undefined || first === undefined || isIP(first.address) === 0) {
      return callback(new Error("its name leads into a private network"), "", 4);
    }
    if (options.all === true) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};
