import { BlockList, isIPv4 } from "node:net";
import { privateNetworks } from "@/lib/cidr";

/** Private networks, and what is nobody's on the internet: examples, and addresses that only embed others. */
const networks = [
  ...privateNetworks,
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "168.63.129.16/32",
  "::/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "fec0::/10",
];

const blocked = new BlockList();
for (const network of networks) {
  const [address = "", bits] = network.split("/");
  blocked.addSubnet(address, Number(bits), familyOf(address));
}

/** Whether an address lies within one's own networks, where a stranger's word must not lead. */
export function isPrivate(address: string): boolean {
  return blocked.check(address, familyOf(address));
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv4(address) ? "ipv4" : "ipv6";
}
