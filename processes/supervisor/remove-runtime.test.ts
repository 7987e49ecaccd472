import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { removeRuntime } from "./remove-runtime";

let data: string;
let runtime: string;
let replica: string;

beforeEach(() => {
  data = mkdtempSync(path.join(tmpdir(), "cairn-runtime-"));
  runtime = path.join(data, "sockets");
  replica = path.join(data, "runs/project/attempt/main-0");
  for (const folder of [replica, path.join(runtime, "database"), path.join(runtime, "w/one")]) mkdirSync(folder, { recursive: true });
});

afterEach(() => rmSync(data, { recursive: true }));

test("the folder for sockets goes once every program has ended, and not before", () => {
  writeFileSync(path.join(replica, "state.json"), "{}");
  removeRuntime({ data, runtime });
  expect(existsSync(path.join(runtime, "w/one"))).toBe(true);
  writeFileSync(path.join(replica, "exit.json"), "{}");
  removeRuntime({ data, runtime });
  expect(existsSync(runtime)).toBe(false);
});

test("what somebody else keeps there stays", () => {
  writeFileSync(path.join(runtime, "theirs"), "");
  removeRuntime({ data, runtime });
  expect(existsSync(path.join(runtime, "theirs"))).toBe(true);
  expect(existsSync(path.join(runtime, "database"))).toBe(false);
});
