import { refuse } from "./refuse.js";
import { runTool } from "./run-tool.js";

const [command, ...args] = process.argv.slice(2);
if (command !== "reset-password") refuse("What can be done from the shell: npm run admin -- reset-password NAME");
await runTool(import.meta.url, { name: command, args });
