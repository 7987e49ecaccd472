import { readdirSync, readFileSync } from "node:fs";
import { startInstance } from "../instance.js";
import { median } from "./measure.js";

/** From the command to the printed address, everything built: on a new data folder, and on one that was used. */
export async function benchStart() {
  const first = [];
  const later = [];
  for (let round = 0; round < 3; round += 1) {
    const fresh = await startInstance();
    first.push(fresh.seconds);
    await fresh.stop();
    const again = await startInstance({ environment: { CAIRN_DATA: fresh.data } });
    later.push(again.seconds);
    await again.remove();
  }
  return [row("Start with an empty data folder to ready", first), row("Start to ready", later)];
}

function row(what, seconds) {
  const value = median(seconds);
  return {
    what: `${what} (median of ${seconds.length})`,
    value: `${value.toFixed(1)} s`,
    aim: "≤ 6 s",
    isMet: value <= 6,
    seen: seconds.map((one) => one.toFixed(1)).join(", "),
  };
}

/** What all processes of an instance hold after a minute of rest: each page counted once (PSS), npm and the terminal's own included. */
export async function benchMemory({ data, pid }) {
  await new Promise((resolve) => setTimeout(resolve, 60_000));
  const held = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => belongsTo(name, data, pid))
    .map((name) => ({ name: nameOf(name), megabytes: pssOf(name) }))
    .sort((a, b) => b.megabytes - a.megabytes);
  const total = held.reduce((sum, one) => sum + one.megabytes, 0);
  return {
    what: "Memory at rest of all processes",
    value: `${Math.round(total)} MB`,
    aim: "≤ 500 MB",
    isMet: total <= 500,
    seen: held
      .filter((one) => one.megabytes >= 10)
      .map((one) => `${one.name} ${Math.round(one.megabytes)}`)
      .join(", "),
  };
}

function belongsTo(name, data, pid) {
  try {
    const environment = readFileSync(`/proc/${name}/environ`, "utf8");
    const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
    return (
      Number(name) === pid || environment.includes(`CAIRN_DATA=${data}\0`) || command.includes(`${data}/database`) || isBackend(name, data)
    );
  } catch {
    return false;
  }
}

/** The database's own children change their titles; their parent tells whose they are. */
function isBackend(name, data) {
  const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, "utf8"))?.[1];
  return readFileSync(`/proc/${parent}/cmdline`, "utf8").includes(`${data}/database`);
}

function nameOf(name) {
  const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
  return (
    /processes\/(\w+)\.js/.exec(command)?.[1] ??
    (command.includes("postgres") ? "database" : (command.split(" ")[0].split("/").at(-1) ?? name))
  );
}

function pssOf(name) {
  return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${name}/smaps_rollup`, "utf8"))?.[1] ?? 0) / 1024;
}
