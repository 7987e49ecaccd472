import { sql } from "drizzle-orm";
import { transaction } from "@/db/client";
import { environments, environmentVersions } from "@/db/schema";
import { newId } from "@/lib/id";

/** What every project can run in from the first day. Built when first needed. */
const seeds = [
  {
    slug: "plain-python",
    name: "Plain Python",
    description: "The interpreter of this machine and its standard library.",
    requirements: "",
  },
  {
    slug: "scikit-learn",
    name: "scikit-learn",
    description: "Classical machine learning on tables: scikit-learn, pandas, NumPy, joblib.",
    requirements: "scikit-learn==1.9.1\npandas==3.0.6\nnumpy==2.4.6\njoblib",
  },
] as const;

/** Puts the platform's environments in place; what is there already, or was deleted by an administrator, stays as it is. */
export async function seedEnvironments(): Promise<void> {
  await transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(7231011)`);
    const known = new Set(
      (await tx.select({ slug: environments.slug }).from(environments).where(sql`${environments.projectId} is null`)).map(
        (row) => row.slug,
      ),
    );
    for (const { requirements, ...seed } of seeds) {
      if (known.has(seed.slug)) continue;
      const id = newId();
      await tx.insert(environments).values({ id, ...seed, kind: "python", visibility: "platform", latestVersion: 1 });
      await tx.insert(environmentVersions).values({ id: newId(), environmentId: id, number: 1, requirements });
    }
  });
}
