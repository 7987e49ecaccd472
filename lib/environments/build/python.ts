import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { env } from "@/lib/env";

/** The interpreter that environments are made for. */
export const python = env.CAIRN_PYTHON ?? "/usr/bin/python3";

export interface PythonFacts {
  /** Such as 3.11.2. */
  readonly version: string;
  /** Such as linux-x86_64. */
  readonly platform: string;
  readonly executable: string;
  /** What it consists of, wherever that lies. */
  readonly folders: readonly string[];
}

const question = `import json, os, sys, sysconfig
print(json.dumps({"version": ".".join(map(str, sys.version_info[:3])), "platform": sysconfig.get_platform(), "executable": os.path.realpath(sys.executable), "folders": sorted({sys.prefix, sys.base_prefix, sys.executable})}))`;

let asked: Promise<PythonFacts> | undefined;

/** What the interpreter says of itself; asked once. */
export function pythonFacts(): Promise<PythonFacts> {
  asked ??= promisify(execFile)(python, ["-I", "-c", question]).then(({ stdout }) => JSON.parse(stdout) as PythonFacts);
  return asked;
}
