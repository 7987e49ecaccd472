import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllEnvs());

async function addressSeen(ranges: string, peer: string, forwarded?: string): Promise<string | null> {
  vi.stubEnv("CAIRN_TRUSTED_PROXIES", ranges);
  const { requestFacts } = await import("@/lib/http/request-facts");
  return requestFacts(new Headers({ "x-cairn-peer": peer, ...(forwarded !== undefined && { "x-forwarded-for": forwarded }) })).address;
}

test.each(["203.0.113.9", "127.0.0.1, 203.0.113.9", "::1", "garbage", ""])(
  "without a trusted proxy “%s” changes no address",
  async (forged) => {
    expect(await addressSeen("", "192.0.2.7", forged)).toBe("192.0.2.7");
    expect(await addressSeen("10.0.0.0/8", "192.0.2.7", forged)).toBe("192.0.2.7");
  },
);

test.each([
  ["198.51.100.7", "198.51.100.7"],
  ["203.0.113.9, 198.51.100.7", "198.51.100.7"],
  ["203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"],
  ["2001:db8::9", "2001:db8::9"],
])("behind trusted proxies “%s” comes from %s, whatever stands before", async (forwarded, address) => {
  expect(await addressSeen("10.0.0.0/8", "10.0.0.1", forwarded)).toBe(address);
  expect(await addressSeen("10.0.0.0/8", "::ffff:10.0.0.1", forwarded)).toBe(address);
});

test("a trusted proxy that says nothing is the address itself", async () => {
  expect(await addressSeen("10.0.0.0/8", "10.0.0.1")).toBe("10.0.0.1");
});
