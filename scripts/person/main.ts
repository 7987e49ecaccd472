import { eq } from "drizzle-orm";
import { pool, transaction } from "@/db/client";
import { projects, users } from "@/db/schema";
import { setupAdministrator } from "@/lib/accounts/setup-administrator";
import { createKey } from "@/lib/keys/create-key";

const name = "bench";
const password = "seven stones on a hill";

// Through the setup link as in the browser, then a key as the profile page makes it: prints both as JSON.
const [setupLink = ""] = process.argv.slice(2);
const facts = { requestId: "bench", address: null, locale: "en" as const };
await setupAdministrator({ token: setupLink.split("#")[1] ?? "", name, password }, facts);
const made = await transaction(async (tx) => {
  const [user] = await tx.select().from(users).where(eq(users.name, name));
  const [project] = await tx.select().from(projects);
  if (!user || !project) throw new Error("The set-up made nobody");
  const { token } = await createKey(tx, {
    kind: "personal",
    name: "bench",
    userId: user.id,
    access: "write",
    projectIds: null,
    subjectId: null,
    expiresAt: new Date(Date.now() + 24 * 3_600_000),
  });
  return { token, projectId: project.id };
});
process.stdout.write(JSON.stringify({ ...made, name, password }));
await pool.end();
