import { commands } from "@/cli/commands";
import { run } from "@/cli/run";

process.on("SIGINT", () => process.exit(130));
// A reader that closes early (`cairn job logs … | head`) is no failure.
process.stdout.on("error", () => process.exit(0));
process.exitCode = await run(commands, process.argv.slice(2), {
  environment: process.env,
  streams: { input: process.stdin, output: process.stdout, error: process.stderr },
});
