import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import path from "node:path";
import { root } from "../bootstrap.js";

const file = path.join(root, "docs/benchmarks.md");

/** Measurements as rows of a page's table: a row that could not be measured says why. */
export class Rows {
  #rows = [];
  #wanted;

  /** `wanted`: names of the measurements to take; none are all. */
  constructor(wanted) {
    this.#wanted = wanted;
  }

  async measure(name, run) {
    if (this.#wanted.length > 0 && !this.#wanted.includes(name)) return;
    console.log(`\n— ${name}`);
    try {
      for (const row of [await run()].flat()) {
        this.#rows.push(row);
        console.log(`${row.isMet ? "✓" : "✗"} ${row.what}: ${row.value} (aim ${row.aim}; ${row.seen})`);
      }
    } catch (error) {
      this.#rows.push({ what: name, value: "not measured", aim: "", isMet: false, seen: error.message.split("\n")[0] });
      console.log(`✗ ${name}: ${error.stack}`);
    }
  }

  /** Puts the rows in the place of a section of the page, once all of them were taken. `beside` says what else the machine had to do. */
  write(title, command, beside = "") {
    if (this.#wanted.length > 0) return;
    const lines = this.#rows.map((row) => `| ${row.what} | ${row.value} | ${row.aim} | ${row.isMet ? "met" : "missed"} | ${row.seen} |`);
    const section = `## ${title}

Written by \`${command}\` on ${new Date().toISOString().slice(0, 10)}: ${machine()}, Node.js ${process.versions.node}.${beside && ` ${beside}`}

| what | measured | aim | | seen |
| --- | --- | --- | --- | --- |
${lines.join("\n")}
`;
    writeFileSync(file, withSection(existsSync(file) ? readFileSync(file, "utf8") : "", title, section));
    // A page that is written here is checked like every other.
    execFileSync(process.execPath, ["node_modules/@biomejs/biome/bin/biome", "format", "--write", file], { cwd: root });
  }
}

const preamble = `# Benchmarks

What is compared was measured in the same run on the same machine, one after the other. Aims are reported and never asserted: a busy machine
is no defect.
`;

function withSection(page, title, section) {
  const others = page
    .split(/^(?=## )/m)
    .slice(1)
    .filter((one) => !one.startsWith(`## ${title}\n`));
  return [
    preamble,
    ...[...others, section].sort((a, b) => (a.startsWith("## One machine") ? -1 : b.startsWith("## One machine") ? 1 : 0)),
  ].join("\n");
}

function machine() {
  return `${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? "unknown"}), ${Math.round(totalmem() / 1024 ** 3)} GiB memory`;
}
