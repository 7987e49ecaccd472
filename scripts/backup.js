import { resolve } from "node:path";
import { runTool } from "./run-tool.js";

const [file, ...flags] = process.argv.slice(2);
await runTool(import.meta.url, ["backup", ...(file ? [resolve(process.env.INIT_CWD ?? ".", file)] : []), ...flags]);
