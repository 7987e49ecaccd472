import { expect } from "@playwright/test";
import { expectAccessible, gatewayUrl, open, test } from "./fixtures";

test("one's own table and script become a model that answers with a key", async ({ page, someone, request }) => {
  test.setTimeout(420_000);
  const { project } = await someone("en");

  await open(page, `/${project}/datasets/new`);
  await page.getByLabel("Name", { exact: true }).fill('Iris "of the" 花园');
  await page.getByLabel("Files", { exact: true }).setInputFiles({ name: "iris.csv", mimeType: "text/csv", buffer: Buffer.from(flowers()) });
  await page.getByRole("button", { name: "Create and upload" }).click();
  await page.getByRole("button", { name: "Commit version" }).click({ timeout: 30_000 });
  await expect(page.getByText("v1 is committed.")).toBeVisible();
  await page
    .getByRole("link", { name: /iris\.csv/ })
    .first()
    .click();
  await expect(page.getByRole("columnheader", { name: /petal_length/ })).toBeVisible();
  await expectAccessible(page);

  await open(page, `/${project}/jobs/new`);
  await page.getByLabel("Name", { exact: true }).fill("petals");
  await page.getByRole("combobox", { name: "Environment" }).click();
  await page.getByRole("option", { name: /scikit-learn/i }).click();
  await page.getByLabel("From a file").setInputFiles({ name: "petals.py", mimeType: "text/x-python", buffer: Buffer.from(script) });
  await page.getByRole("button", { name: "Add a dataset" }).click();
  await expect(page.getByRole("combobox", { name: "Dataset" }), "the one there is").toContainText("花园");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Submit job" }).click();
  await page.waitForURL(/\/jobs\/petals$/);
  await page.getByRole("link", { name: "Log", exact: true }).click();
  await expect(page.getByText("round 3"), "the log is shown while it is written").toBeVisible({ timeout: 240_000 });
  await expect(page.locator("main").getByText("Succeeded", { exact: true }).first()).toBeVisible({ timeout: 60_000 });

  await page.getByRole("link", { name: "Register model" }).click();
  await expectAccessible(page);
  await page.getByLabel("Model", { exact: true }).fill("petal-reader");
  await page.getByRole("button", { name: "Register" }).click();
  await page.waitForURL(/\/models\/petal-reader/);

  await page.getByRole("link", { name: "Deploy" }).first().click();
  await page.getByRole("button", { name: "Deploy" }).click();
  await page.waitForURL(/\/endpoints\/petal-reader/);
  await expect(page.locator("main").getByText("Ready", { exact: true }).first()).toBeVisible({ timeout: 120_000 });

  await page.getByRole("button", { name: "New key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("a program");
  await dialog.getByRole("button", { name: "New key" }).click();
  const key = await dialog.getByText(/^cairn_ep_/).textContent();
  const ask = (authorization: string) =>
    request.post(`${gatewayUrl}/e/${project}/petal-reader/v2/models/petal-reader/infer`, {
      headers: { authorization },
      data: { inputs: [{ name: "input", datatype: "FP64", shape: [1, 2], data: [4.2, 1.2] }] },
    });
  const answer = await ask(`Bearer ${key}`);
  expect(await answer.json()).toMatchObject({ outputs: [{ data: ["virginica"] }, {}] });
  expect((await ask("Bearer cairn_ep_none")).status()).toBe(401);
});

/** A table of two kinds of flowers. */
function flowers(): string {
  const rows = Array.from(
    { length: 60 },
    (_, row) => `${(1 + (row % 2) * 3 + row / 100).toFixed(2)},${(0.2 + (row % 2)).toFixed(2)},${row % 2 ? "virginica" : "setosa"}`,
  );
  return ["petal_length,petal_width,kind", ...rows].join("\n");
}

const script = `import csv, os, time
import joblib
from sklearn.linear_model import LogisticRegression

with open(os.path.join(os.environ["CAIRN_DATA_DIR"], "iris.csv")) as file:
    rows = list(csv.DictReader(file))
x = [[float(row["petal_length"]), float(row["petal_width"])] for row in rows]
for i in range(1, 4):
    model = LogisticRegression().fit(x, [row["kind"] for row in rows])
    print("round", i, flush=True)
    time.sleep(0.5)
joblib.dump(model, os.path.join(os.environ["CAIRN_OUTPUT_DIR"], "model.joblib"))
`;
