import { describe, expect, it } from "vitest";
import { checkWebhook } from "../../../src/app/schedules/check-webhook.ts";
import { isPublicAddress } from "../../../src/app/schedules/public-address.ts";
import { AppFailure } from "../../../src/contracts/failure.ts";

const rules = { allowed: ["127.0.0.1:9", "reports.internal:8443"] };

describe("checkWebhook()", () => {
  it.each(["https://hooks.example.com/a?b=c", "https://hooks.example.com:443/", "https://93.184.215.14/"])(
    "takes %s",
    (url) => expect(checkWebhook({ url }, rules).href).toContain("https://"),
  );
  it("takes what whoever runs the service has named, by host and port", () => {
    expect(checkWebhook({ url: "http://127.0.0.1:9/x" }, rules).port).toBe("9");
    expect(checkWebhook({ url: "https://reports.internal:8443/x" }, rules).port).toBe("8443");
    expect(() => checkWebhook({ url: "http://127.0.0.1:10/x" }, rules)).toThrow(AppFailure);
  });
  it.each([
    "http://hooks.example.com/",
    "https://hooks.example.com:8443/",
    "https://user:secret@hooks.example.com/",
    "https://localhost/",
    "https://intranet/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0177.0.0.1/",
    "https://127.1/",
    "https://10.1.2.3/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://0.0.0.0/",
    "https://255.255.255.255/",
    "https://224.0.0.1/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[::ffff:a00:1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://[fd12:3456::1]/",
    "https://[ff02::1]/",
    "https://[2001:db8::1]/",
  ])("refuses %s", (url) => {
    expect(() => checkWebhook({ url }, rules)).toThrow(AppFailure);
  });
});

describe("isPublicAddress()", () => {
  it("knows the edges of private networks", () => {
    const of = (...addresses: string[]) => addresses.map(isPublicAddress);
    expect(of("9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0")).toEqual([true, false, false, true]);
    expect(of("172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0")).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(of("100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0")).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(of("2a00:1450:4001::1", "2001:db8::", "2600::", "not an address", "")).toEqual([
      true,
      false,
      true,
      false,
      false,
    ]);
  });
});
