import { BlockList, isIP } from "node:net";

/** Networks that are not the public internet, by the registries of special addresses of IANA (RFC 6890 and its updates). */
const V4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.31.196.0/24",
  "192.52.193.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "192.175.48.0/24",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
];
/** The public part of IPv6 is 2000::/3; within it, what is a way to other networks, documentation or not to be reached. */
const V6 = ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"];

function listOf(networks: readonly string[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits = "0"] = network.split("/");
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}

const SPECIAL_V4 = listOf(V4, "ipv4");
const PUBLIC_V6 = listOf(["2000::/3"], "ipv6");
const SPECIAL_V6 = listOf(V6, "ipv6");

/** Whether an address is one of the public internet. What is no address is not. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !SPECIAL_V4.check(address, "ipv4");
  // An IPv4 address within an IPv6 one lies outside of 2000::/3.
  if (family === 6) return PUBLIC_V6.check(address, "ipv6") && !SPECIAL_V6.check(address, "ipv6");
  return false;
}
