import { expect, test } from "vitest";
import { faceReader, labelOfApp } from "@/lib/gateway/face";

const read = faceReader({ appsUrl: "http://*.apps.localhost:3001", gatewayUrl: "http://127.0.0.1:3001", port: 3001, listen: "127.0.0.1" });

test.each([
  ["files.apps.localhost:3001", { kind: "files" }],
  ["E.apps.localhost:3001", { kind: "endpoints" }],
  ["127.0.0.1:3001", { kind: "literal" }],
  ["[::1]:3001", { kind: "literal" }],
  ["board-0123456789.apps.localhost:3001", { kind: "app", label: "board-0123456789" }],
])("%s is served", (host, face) => expect(read(host)).toEqual(face));

test.each([
  "evil.test",
  "localhost:3001",
  "localhost.:3001",
  "127.0.0.1",
  "127.0.0.1:3002",
  "127.1:3001",
  "apps.localhost:3001",
  "files.apps.localhost",
  "files.apps.localhost.:3001",
  "x.files.apps.localhost:3001",
  "board.apps.localhost:3001",
  "board-0123456789.apps.localhost:3001.evil.test",
  "evilapps.localhost:3001",
  "",
])("%j is not", (host) => expect(read(host)).toBeNull());

test("an app's label is its slug and the end of its id", () => {
  const label = labelOfApp("my-board", "0199c1f2-aaaa-7bbb-8ccc-1234567890ab");
  expect(label).toBe("my-board-34567890ab");
  expect(read(`${label}.apps.localhost:3001`)).toEqual({ kind: "app", label });
});
