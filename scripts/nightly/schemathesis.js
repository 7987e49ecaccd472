import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const version = "4.32.5";

/**
 * Asks every route of the API for what its own description allows, by schemathesis (PyPI): answers have to have a described
 * status, type and shape, and nothing may end in a 500. True when it found nothing.
 */
export function runSchemathesis({ url, token, python, examples = 40 }) {
  const folder = mkdtempSync(path.join(tmpdir(), "cairn-schemathesis-"));
  try {
    const command = install(folder, python);
    const checks = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"];
    const { status } = spawnSync(
      command,
      [
        "run",
        `${url}/api/v1/openapi.json`,
        ...["--header", `Authorization: Bearer ${token}`],
        ...["--checks", checks.join(",")],
        ...["--max-examples", String(examples)],
        ...["--exclude-path-regex", "/stream$|/follow$"],
        ...["--seed", "1"],
        "--no-color",
      ],
      { stdio: "inherit", cwd: folder },
    );
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function install(folder, python) {
  const command = path.join(folder, "venv/bin/schemathesis");
  for (const [program, ...args] of [
    [python, "-m", "venv", path.join(folder, "venv")],
    [path.join(folder, "venv/bin/pip"), "install", "--quiet", "--disable-pip-version-check", `schemathesis==${version}`],
  ]) {
    const { status, stderr } = spawnSync(program, args, { encoding: "utf8", stdio: ["ignore", "ignore", "pipe"] });
    if (status !== 0) throw new Error(`schemathesis could not be installed: ${stderr}`);
  }
  if (!existsSync(command)) throw new Error("schemathesis was installed without its command");
  return command;
}
