import { isIP } from "node:net";

/** A range of addresses: the first of them as a number, and how many of its bits are fixed. */
export interface Cidr {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly prefix: number;
}

/** An address, or a range such as `203.0.113.0/24`; undefined for anything else. Bits behind the prefix do not count. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = "", prefixText, ...rest] = text.trim().split("/");
  const family = isIP(address);
  if ((family !== 4 && family !== 6) || rest.length > 0 || address.includes("%")) return undefined;
  const bits = bitsOf(family);
  const prefix = prefixText === undefined ? bits : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : Number.NaN;
  if (!(prefix >= 0 && prefix <= bits)) return undefined;
  const open = BigInt(bits - prefix);
  return { family, first: ((family === 4 ? toNumber4(address) : toNumber6(address)) >> open) << open, prefix };
}

export function formatCidr({ family, first, prefix }: Cidr): string {
  const [size, count, radix, mark] = family === 4 ? ([8n, 4, 10, "."] as const) : ([16n, 8, 16, ":"] as const);
  const parts = Array.from({ length: count }, (_, at) => (first >> (size * BigInt(count - 1 - at))) & ((1n << size) - 1n));
  const address = parts.map((part) => part.toString(radix)).join(mark);
  return `${family === 4 ? address : new URL(`http://[${address}]`).hostname.slice(1, -1)}/${prefix}`;
}

/** Whether all of a range lies in networks that are not the public internet. */
export function isPrivate(range: Cidr): boolean {
  return privateRanges.some((one) => contains(one, range));
}

/** The private networks that a larger range would include. */
export function privateWithin(range: Cidr): readonly Cidr[] {
  return privateRanges.filter((one) => contains(range, one));
}

function contains(outer: Cidr, inner: Cidr): boolean {
  const open = BigInt(bitsOf(outer.family) - outer.prefix);
  return outer.family === inner.family && outer.prefix <= inner.prefix && inner.first >> open === outer.first >> open;
}

function bitsOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

function toNumber4(address: string): bigint {
  return address.split(".").reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
}

/** The URL parser knows every way to write one, and turns mapped addresses into plain groups. */
function toNumber6(address: string): bigint {
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const groups = (text: string | undefined) => (text ? text.split(":") : []);
  const missing = 8 - groups(head).length - groups(tail).length;
  const all = tail === undefined ? groups(head) : [...groups(head), ...Array<string>(missing).fill("0"), ...groups(tail)];
  return all.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

/** Networks that are not the public internet. */
export const privateNetworks = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/127",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
] as const;

/** As ranges, with those that only embed an address of the other family. */
const privateRanges: readonly Cidr[] = [...privateNetworks, "::ffff:0:0/96"].flatMap((text) => parseCidr(text) ?? []);
