import { runTool } from "./run-tool.js";

const given = process.argv.slice(2);
await runTool(import.meta.url, {
  name: "restore",
  file: given.find((word) => !word.startsWith("--")),
  args: given.filter((word) => word.startsWith("--")),
});
