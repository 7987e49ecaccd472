import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, type Page } from "@playwright/test";
import { consoleUrl, open, test } from "./fixtures";

const root = path.join(import.meta.dirname, "..");

test("the tour by curl does what the README says, line by line", async ({ page, someone }) => {
  test.setTimeout(420_000);
  await someone("en");
  const tour = /```sh tour\n([\s\S]*?)```/.exec(readFileSync(path.join(root, "README.md"), "utf8"))?.[1] ?? "";
  expect(tour).toContain("curl");
  const { code, output } = await run("bash", ["-euo", "pipefail", "-c", tour], { CAIRN_TOKEN: await makeKey(page) });
  expect(code, output).toBe(0);
  expect(output).toContain("1,797 images");
  expect(output).toMatch(/accuracy 0\.9\d/);
  expect(output.trim().split("\n").at(-1)).toBe("[3]");
});

test("the command line does the same, and its exit codes tell how it went", async ({ page, someone }) => {
  test.setTimeout(420_000);
  const { project, projectId, api } = await someone("zh-CN", "王小云");
  const environment = { HOME: mkdtempSync(path.join(tmpdir(), "cairn-cli-")), CAIRN_URL: consoleUrl, LANG: "zh_CN.UTF-8" };
  const cairn = (...args: string[]) => run(process.execPath, ["cli/bin.js", ...args], environment);

  expect((await cairn("whoami")).code, "not signed in").toBe(4);
  const login = await run(process.execPath, ["cli/bin.js", "login"], environment, await makeKey(page));
  expect(login.output).toContain(`项目：${project}`);
  expect((await cairn("whoami")).output).toContain("王小云");

  await api.post("datasets/samples", { projectId, sample: "digits" });
  const submitted = await cairn("job", "submit", "docs/examples/digits.yaml", "--follow");
  expect(submitted.output).toMatch(/accuracy 0\.9\d/);
  expect(submitted.code, submitted.output).toBe(0);
  expect((await cairn("model", "register", "digits")).code).toBe(0);
  const deployed = await cairn("endpoint", "deploy", "digits", "--wait");
  expect(deployed.code, deployed.output).toBe(0);
  const answer = await cairn("endpoint", "ask", "digits", "docs/examples/question.json", "--json");
  expect(JSON.parse(answer.output)).toMatchObject({ outputs: [{ name: "label", data: [3] }] });

  expect((await cairn("job", "submit", "docs/examples/question.json")).code, "a file that is no job").toBe(3);
  expect((await cairn("job", "logs", "nothing")).code).toBe(5);
  expect((await cairn("job", "dance")).code).toBe(2);
});

test("a folder goes up, comes down the same, and goes up again as a difference", async ({ page, someone }) => {
  await someone("en");
  const environment = { HOME: mkdtempSync(path.join(tmpdir(), "cairn-cli-")), CAIRN_URL: consoleUrl, CAIRN_TOKEN: await makeKey(page) };
  const cairn = (...args: string[]) => run(process.execPath, ["cli/bin.js", ...args], environment);
  const copy = mkdtempSync(path.join(tmpdir(), "cairn-pull-"));

  const first = await cairn("dataset", "push", "docs/examples", "examples", "-m", "first");
  expect(first.output).toContain("examples v1: 3 files");
  expect((await cairn("dataset", "pull", "examples@1", copy)).code).toBe(0);
  expect(readFileSync(path.join(copy, "train.py"))).toEqual(readFileSync(path.join(root, "docs/examples/train.py")));

  const second = await cairn("dataset", "push", "docs/decisions", "examples", "--json");
  expect(JSON.parse(second.output)).toMatchObject({ version: { number: 2, removedFiles: 3 } });
});

/** An access key, made where people make it: a key cannot make keys. */
async function makeKey(page: Page): Promise<string> {
  await open(page, "/account/keys");
  const response = await page.context().request.post("/api/v1/access-keys", {
    headers: { origin: consoleUrl },
    data: { name: "tour", access: "write" },
  });
  expect(response.status()).toBe(201);
  return ((await response.json()) as { token: string }).token;
}

function run(command: string, args: readonly string[], environment: Record<string, string>, input = "") {
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { PATH: process.env.PATH, CAIRN_URL: consoleUrl, ...environment } as unknown as NodeJS.ProcessEnv,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text) => {
        output += text;
      });
    }
    child.on("close", (code) => resolve({ code, output }));
    child.stdin.end(input);
  });
}
