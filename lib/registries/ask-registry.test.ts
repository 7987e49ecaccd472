import { afterAll, expect, test } from "vitest";
import { type ImageReference, parseImageReference } from "@/lib/environments/image-reference";
import { askRegistry } from "@/lib/registries/ask-registry";
import { registryHosts } from "@/lib/registries/registry-hosts";
import { fakeRegistry } from "@/lib/registries/testing";

const registry = await fakeRegistry();
const hosts = registryHosts(["http://127.0.0.1"]);
const login = { registry: registry.host, username: "reader", password: "geheim" };
afterAll(() => registry.close());

function image(text: string): ImageReference {
  const parsed = parseImageReference(`${registry.host}/${text}`);
  if (!parsed) throw new Error(`${text} is no image`);
  return parsed;
}

test("an image of several platforms tells its digest, its architectures and what a node loads", async () => {
  const digest = registry.put("team/train", "1", ["linux/amd64", "linux/arm64", "linux/s390x", "windows/amd64"]);
  const answer = { outcome: "found", digest, architectures: ["x86-64", "arm64"], sizeBytes: 1000 };
  expect(await askRegistry(image("team/train:1"), { login: null, hosts })).toEqual(answer);
  expect(await askRegistry(image(`team/train@${digest}`), { login: null, hosts })).toEqual(answer);
});

test("an image of one platform says in its configuration which", async () => {
  const digest = registry.put("one", "arm", ["linux/arm64"]);
  expect(await askRegistry(image("one:arm"), { login: null, hosts })).toMatchObject({ digest, architectures: ["arm64"] });
});

test.each([
  ["one:missing", { outcome: "missing" }],
  ["nobody/has:1", { outcome: "missing" }],
  ["win:1", { outcome: "notLinux" }],
  ["wins:1", { outcome: "notLinux" }],
  [`one@sha256:${"0".repeat(64)}`, { outcome: "missing" }],
])("%s is refused in words of its own", async (text, expected) => {
  registry.put("win", "1", ["windows/amd64"]);
  registry.put("wins", "1", ["windows/amd64", "windows/arm64"]);
  expect(await askRegistry(image(text), { login: null, hosts })).toEqual(expected);
});

test("a login is shown to the registry's own token service and nowhere else", async () => {
  const own = await fakeRegistry();
  const digest = own.put("private", "1", ["linux/amd64"]);
  own.protect("reader", "geheim");
  const asked = (given: typeof login | null) =>
    askRegistry({ registry: own.host, repository: "private", tag: "1", digest: null }, { login: given, hosts });
  expect(await asked(null)).toEqual({ outcome: "denied" });
  expect(await asked({ ...login, password: "wrong" })).toEqual({ outcome: "denied" });
  expect(await asked(login)).toMatchObject({ outcome: "found", digest });
  const basic = own.asked.filter((line) => line.includes("Basic"));
  expect(basic.every((line) => line.startsWith("/token "))).toBe(true);
  await own.close();
});

test("a registry that nobody named is not asked within one's own networks", async () => {
  const nobody = registryHosts([]);
  expect(await askRegistry(image("team/train:1"), { login: null, hosts: nobody })).toEqual({ outcome: "unreachable", fault: "refused" });
  const unknown = { registry: "registry.invalid", repository: "a", tag: "1", digest: null };
  expect(await askRegistry(unknown, { login: null, hosts: nobody })).toEqual({ outcome: "unreachable", fault: "unknownHost" });
});

test("a registry that is named and away is said to be away", async () => {
  const gone = await fakeRegistry();
  await gone.close();
  const answer = await askRegistry({ registry: gone.host, repository: "a", tag: "1", digest: null }, { login: null, hosts });
  expect(answer).toEqual({ outcome: "unreachable", fault: "unreachable" });
});
