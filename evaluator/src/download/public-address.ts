import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Blocks that are not globally reachable, by IANA's special-purpose registries, and multicast. */
const blocked4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const;

/** Within global unicast: tunnels and identifiers that can hold any other address, and documentation. */
const blocked6 = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const;

const notPublic = new BlockList();
for (const [net, prefix] of blocked4) notPublic.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of blocked6) notPublic.addSubnet(net, prefix, "ipv6");
const globalUnicast = new BlockList();
globalUnicast.addSubnet("2000::", 3, "ipv6");

/**
 * May a download connect to this IP address? Not to private, loopback, link-local, shared (CGNAT), mapped, translated or
 * multicast ones: a file's publisher may not reach into the network of whoever fetches it.
 */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !notPublic.check(address, "ipv4");
  // A zone ("%eth0") names a link.
  if (!isIPv6(address) || address.includes("%")) return false;
  return globalUnicast.check(address, "ipv6") && !notPublic.check(address, "ipv6");
}
