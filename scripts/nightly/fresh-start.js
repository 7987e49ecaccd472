import { root } from "../bootstrap.js";
import { startInstance } from "../instance.js";

// Run in a fresh clone by whoever owns it: install, build, start, answer, end.
const instance = await startInstance({ folder: root, patienceSeconds: 900 });
try {
  console.log(instance.output());
  const response = await fetch(`${instance.url}/api/ready`);
  console.log(`/api/ready answered ${response.status} after ${instance.seconds.toFixed(0)} s`);
  process.exitCode = response.status === 200 ? 0 : 1;
} finally {
  await instance.remove();
}
