import { expect, test } from "vitest";
import { chooseTarget, type Standings, type Target } from "@/lib/gateway/table";

const replica = (address: string, revision = 1, weight = 50): Target => ({ revisionId: `r${revision}`, revision, address, weight });
const idle: Standings = { busy: () => 0, isSilent: () => false };
const drawn = (targets: readonly Target[], random: number, standings: Partial<Standings> = {}) =>
  chooseTarget(targets, random, { ...idle, ...standings })?.address ?? null;

test("nobody is chosen where there is none, or none with a weight", () => {
  expect(drawn([], 0.5)).toBeNull();
  expect(drawn([replica("a", 1, 0)], 0.5)).toBeNull();
});

test("replicas that have equally much in hand take turns by chance", () => {
  const both = [replica("a"), replica("b")];
  expect([drawn(both, 0.1), drawn(both, 0.9)]).toEqual(["a", "b"]);
});

test("of the replicas of one revision the least busy one is asked", () => {
  const busy = (address: string) => (address === "b" ? 1 : 3);
  expect(drawn([replica("a"), replica("b"), replica("c")], 0, { busy })).toBe("b");
});

test("a silent replica is left alone while another one of its revision answers, and asked where none does", () => {
  const both = [replica("a"), replica("b")];
  expect(drawn(both, 0, { isSilent: (address) => address === "a" })).toBe("b");
  expect(drawn(both, 0, { isSilent: () => true })).toBe("a");
});

test("a revision keeps its share, however busy or silent its replicas are", () => {
  const all = [replica("a", 1, 90), replica("b", 2, 5), replica("c", 2, 5)];
  expect(drawn(all, 0.5, { busy: (address) => (address === "a" ? 9 : 0), isSilent: (address) => address === "a" })).toBe("a");
  expect(drawn(all, 0.97, { busy: (address) => (address === "c" ? 1 : 0) })).toBe("b");
});
