import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { ended } from "./jobs.js";

const training = `
import joblib, os
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
x, y = load_digits(return_X_y=True)
joblib.dump(LogisticRegression(max_iter=200).fit(x, y), os.path.join(os.environ.get("CAIRN_OUTPUT_DIR", "."), "model.joblib"))
`;

/** A trained, registered and deployed model, and the same training once more for a server of its own beside Cairn. */
export async function prepareModel({ client, projectId, scratch, data }) {
  const job = await client.post("jobs", { projectId, name: "digits", environment: "scikit-learn", code: { text: training } });
  await ended(client, job);
  const { attempt } = await client.get(`jobs/${job.id}`);
  const { version } = await client.post("models", { projectId, attemptId: attempt.id, model: "digits" });
  const endpoint = await client.post("endpoints", { projectId, modelVersionId: version.id, name: "digits" });
  await isReady(client, endpoint.id);
  const environmentPython = findPython(path.join(data, "environments"));
  execFileSync(environmentPython, ["-c", training], { cwd: scratch, env: { PATH: process.env.PATH, CAIRN_OUTPUT_DIR: scratch } });
  const { token } = await client.post("endpoint-keys", { endpointId: endpoint.id, name: "bench", days: 1 });
  const project = await client.get(`projects/${projectId}`);
  const pixels = Array.from({ length: 64 }, (_, at) => (at * 7) % 17);
  return {
    token,
    address: `${project.slug}/${endpoint.slug}`,
    model: path.join(scratch, "model.joblib"),
    question: { inputs: [{ name: "input", shape: [1, 64], datatype: "FP64", data: pixels }] },
    environmentPython,
  };
}

async function isReady(client, id) {
  for (const endsAt = Date.now() + 120_000; Date.now() < endsAt; ) {
    const { status } = await client.get(`endpoints/${id}`);
    if (status === "ready") return;
    if (status === "failed") throw new Error("the endpoint failed");
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error("the endpoint is not ready");
}

/** The interpreter of the environment that has scikit-learn. */
function findPython(folder) {
  const found = readdirSync(folder, { recursive: true })
    .filter((name) => /bin\/python$/.test(name))
    .map((name) => path.join(folder, name))
    .find(
      (file) =>
        existsSync(file) &&
        readdirSync(path.join(path.dirname(file), "../lib"), { recursive: true }).some((name) => /site-packages\/sklearn$/.test(name)),
    );
  if (!found) throw new Error("no environment with scikit-learn");
  return found;
}
