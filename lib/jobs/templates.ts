import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

const templateIds = ["digits-sklearn"] as const;

export const jobTemplate = z
  .object({
    id: z.enum(templateIds),
    name: z.string().meta({ description: "A name for a job made of it." }),
    environment: z.string().meta({ description: "Address of the environment it runs in." }),
    dataset: z.string().meta({ description: "Address of the sample it reads." }),
    fileName: z.string(),
    code: z.string(),
    parameters: z.record(z.string(), z.string()),
  })
  .meta({ id: "JobTemplate", description: "A ready script to start from." });
export type JobTemplate = z.output<typeof jobTemplate>;

const templates: readonly Omit<JobTemplate, "code">[] = [
  {
    id: "digits-sklearn",
    name: "digits",
    environment: "scikit-learn",
    dataset: "digits",
    fileName: "train.py",
    parameters: { epochs: "30", "learning-rate": "0.001", "batch-size": "32" },
  },
];

/** The ready scripts that come with Cairn; they lie under `python/templates`, each in a folder of its own. */
export async function listTemplates(): Promise<readonly JobTemplate[]> {
  return Promise.all(templates.map(withCode));
}

/** One of them. */
export async function getTemplate(id: JobTemplate["id"]): Promise<JobTemplate> {
  const found = templates.find((template) => template.id === id);
  if (!found) throw new Error(`no template ${id}`);
  return withCode(found);
}

async function withCode(template: Omit<JobTemplate, "code">): Promise<JobTemplate> {
  return { ...template, code: await readFile(path.resolve("python/templates", template.id, template.fileName), "utf8") };
}
