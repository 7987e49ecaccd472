import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { identify, isAlive } from "./process-identity";

test("a process is itself while it runs, and its number alone proves nothing", async () => {
  const child = spawn("sleep", ["60"]);
  await once(child, "spawn");
  const identity = identify(child.pid ?? 0);
  expect(identity).not.toBeNull();
  if (!identity) return;
  expect(isAlive(identity)).toBe(true);
  expect(isAlive({ ...identity, start: "another boot/1" })).toBe(false);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isAlive(identity)).toBe(false);
});

test("a zombie is nobody", async () => {
  // The shell never waits for its child, which stays a zombie until the shell ends.
  const shell = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"]);
  const [text] = await once(shell.stdout, "data");
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(identify(Number(String(text)))).toBeNull();
  shell.kill("SIGKILL");
});
