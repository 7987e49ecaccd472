import { expect, test } from "vitest";
import { addressKey } from "@/lib/rates/consume";
import { readLimits } from "@/lib/rates/limits";

test("a setting changes just the limits it names", () => {
  expect(readLimits("")).toEqual({});
  expect(readLimits(" apiRead=1200/60 , signIn=10/900,")).toEqual({
    apiRead: { points: 1200, seconds: 60 },
    signIn: { points: 10, seconds: 900 },
  });
});

test("a limit that nobody knows or that has no length stops the start", () => {
  for (const setting of ["apiReads=1/1", "apiRead", "apiRead=1", "apiRead=1/0", "apiRead=-1/60", "toString=1/1"]) {
    expect(() => readLimits(setting), setting).toThrow("CAIRN_LIMITS");
  }
});

test("an IPv4 address counts by itself, an IPv6 address by its /64", () => {
  expect(addressKey("192.0.2.7")).toBe("192.0.2.7");
  expect(addressKey("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
  expect(addressKey("2001:0db8:0001:0002::9")).toBe("2001:db8:1:2::/64");
  expect(addressKey("::1")).toBe("0:0:0:0::/64");
  expect(addressKey("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
  expect(addressKey(null)).toBe("unknown");
});
