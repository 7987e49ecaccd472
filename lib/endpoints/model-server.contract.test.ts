import { execFile } from "node:child_process";
import { access, mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";

const run = promisify(execFile);
const packages = ["scikit-learn==1.9.1", "tritonclient[http]==2.73.0"];
const folder = path.resolve(`node_modules/.cache/cairn-test/model-server-${packages.join("+").replace(/[^\w.+-]/g, "_")}`);
const python = path.join(folder, "bin", "python");

beforeAll(async () => {
  if (await exists(python)) return;
  const made = `${folder}.${process.pid}`;
  await mkdir(path.dirname(folder), { recursive: true });
  await run(process.env["CAIRN_PYTHON"] ?? "python3", ["-m", "venv", made]);
  await run(path.join(made, "bin", "pip"), ["install", "--quiet", "--disable-pip-version-check", ...packages], { maxBuffer: 2 ** 26 });
  await rename(made, folder).catch(() => rm(made, { recursive: true, force: true }));
}, 600_000);

test("the model server speaks the Open Inference Protocol as plain HTTP sees it", () => passes("tests.test_server"), 300_000);

test("the unmodified tritonclient from PyPI gets its answers", () => passes("tests.test_tritonclient"), 120_000);

/** Runs one of the server's own test modules in an environment as a model has it. */
async function passes(module: string): Promise<void> {
  const { stderr } = await run(python, ["-B", "-m", "unittest", module], { cwd: path.resolve("python/model_server"), maxBuffer: 2 ** 26 });
  expect(stderr).toMatch(/Ran \d+ tests/);
  expect(stderr).toMatch(/\nOK\s*$/);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
