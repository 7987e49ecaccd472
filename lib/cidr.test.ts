import { expect, test } from "vitest";
import { formatCidr, isPrivate, parseCidr, privateWithin } from "@/lib/cidr";

const written = (text: string) => {
  const range = parseCidr(text);
  return range && formatCidr(range);
};

test.each([
  ["203.0.113.7", "203.0.113.7/32"],
  ["203.0.113.7/24", "203.0.113.0/24"],
  ["0.0.0.0/0", "0.0.0.0/0"],
  ["2001:DB8:0:0::1", "2001:db8::1/128"],
  ["2001:db8:1:2:3:4:5:6/48", "2001:db8:1::/48"],
  ["::/0", "::/0"],
])("%s is the range %s", (text, expected) => {
  expect(written(text)).toBe(expected);
});

test.each(["", "10.0.0", "10.0.0.1/33", "10.0.0.1/-1", "10.0.0.1/8/8", "example.com", "10.0.0.0/", "fe80::1%eth0", "::/129"])(
  "%j is no range",
  (text) => {
    expect(parseCidr(text)).toBeUndefined();
  },
);

test.each([
  ["10.1.2.3", true],
  ["169.254.169.254", true],
  ["172.32.0.1", false],
  ["8.8.8.8", false],
  ["10.0.0.0/7", false],
  ["fd00::1", true],
  ["::ffff:10.0.0.1", true],
  ["2001:db8::1", false],
])("%s is private: %s", (text, expected) => {
  const range = parseCidr(text);
  expect(range && isPrivate(range)).toBe(expected);
});

test("a range of the whole world names the private networks in it", () => {
  const world = parseCidr("0.0.0.0/0");
  expect(world && privateWithin(world).map(formatCidr)).toContain("10.0.0.0/8");
  const narrow = parseCidr("203.0.113.0/24");
  expect(narrow && privateWithin(narrow)).toEqual([]);
});
