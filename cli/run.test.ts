import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import type { Command } from "@/cli/command";
import { Refusal } from "@/cli/refusal";
import { run } from "@/cli/run";

const greet: Command = {
  name: "greet person",
  takes: "NAME [TITLE]",
  says: "whoami.says",
  options: { loud: { type: "boolean", says: "option.json" } },
  async run({ positionals, options, terminal }) {
    const [name = "", title = ""] = positionals;
    if (name === "nobody") throw new Refusal(5, "Nobody is there.", { details: ["name: unknown"] });
    const text = `${title} ${name}${options["loud"] ? "!" : ""}`.trim();
    terminal.result({ greeting: text }, [text]);
    return 0;
  },
};

async function type(line: string, environment: Record<string, string> = {}) {
  const [output, error] = [new PassThrough(), new PassThrough()];
  const code = await run([greet], line.split(" ").filter(Boolean), {
    environment: { HOME: "/nonexistent", ...environment },
    streams: { input: new PassThrough(), output, error },
  });
  return { code, output: String(output.read() ?? ""), error: String(error.read() ?? "") };
}

test("a command writes its result for people, or as one line of JSON", async () => {
  expect(await type("greet person Ada --loud")).toEqual({ code: 0, output: "Ada!\n", error: "" });
  expect(await type("greet person Ada Lady --json")).toEqual({ code: 0, output: '{"greeting":"Lady Ada"}\n', error: "" });
});

test("a refusal names what is wrong below the sentence and decides the exit code", async () => {
  expect(await type("greet person nobody")).toEqual({ code: 5, output: "", error: "✗ Nobody is there.\n  name: unknown\n" });
  const { error } = await type("greet person nobody --json");
  expect(JSON.parse(error)).toEqual({ detail: "Nobody is there.", errors: ["name: unknown"] });
});

test("a command line that makes no sense exits with 2 and points at the help", async () => {
  for (const line of ["dance", "greet person", "greet person a b c", "greet person a --wild"]) {
    const { code, error } = await type(line);
    expect(code, line).toBe(2);
    expect(error, line).toContain("--help");
  }
});

test("help tells every command and its options, in the language of the terminal", async () => {
  const all = await type("--help", { LANG: "zh_CN.UTF-8" });
  expect(all.code).toBe(0);
  expect(all.output).toContain("cairn greet person NAME [TITLE]");
  expect(all.output).toContain("退出码");
  const one = await type("greet person --help");
  expect(one.output).toContain("--loud");
  expect(one.output).toContain("-p, --project PROJECT");
});

test("who is not signed in is told how to, with exit code 4", async () => {
  const needsApi: Command = { ...greet, name: "ask", takes: "", run: async (call) => void call.api() as undefined };
  const error = new PassThrough();
  const code = await run([needsApi], ["ask"], {
    environment: { HOME: "/nonexistent" },
    streams: { input: new PassThrough(), output: new PassThrough(), error },
  });
  expect(code).toBe(4);
  expect(String(error.read())).toContain("cairn login");
});
