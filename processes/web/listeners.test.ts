import { beforeEach, expect, test, vi } from "vitest";

beforeEach(() => vi.resetModules());

async function listening(podUrl?: string) {
  vi.stubEnv("CAIRN_WEB_PORT", "3000");
  vi.stubEnv("CAIRN_POD_URL", podUrl);
  const { listeners } = await import("@/processes/web/listeners");
  return (await listeners()).map(({ address, port, isForPods, isOptional }) => [`${address} ${port}`, isForPods, isOptional]);
}

const own = [
  ["127.0.0.1 3000", false, false],
  ["::1 3000", false, true],
];

test("browsers of this machine are served at both of its loopback addresses", async () => {
  expect(await listening()).toEqual(own);
});

test("pods are served at their address, whether an interface has it at the moment or not", async () => {
  expect(await listening("http://192.0.2.77:3999")).toEqual([...own, ["192.0.2.77 3999", true, true]]);
});

test.each(["https://cairn.example.com", "http://127.0.0.1:3999", "http://[::1]:3999", "http://nowhere.invalid:3999"])(
  "nothing more is opened for %s",
  async (podUrl) => {
    expect(await listening(podUrl)).toEqual(own);
  },
);
