import { eq } from "drizzle-orm";
import { db, transaction } from "@/db/client";
import { projectLimits } from "@/db/schema";
import type { Actor } from "@/lib/auth/actor";
import { authorize } from "@/lib/auth/authorize";
import { recordChange } from "@/lib/changes/record-change";
import { formatCidr, isPrivate, parseCidr } from "@/lib/cidr";
import type { Egress } from "@/lib/compute/tenancy";
import { invalidField } from "@/lib/errors";
import { getLimits } from "@/lib/projects/get-limits";
import { changeLimits } from "@/lib/projects/internal/change-limits";
import type { EgressInput, ProjectLimitsView, SetEgressInput } from "@/lib/projects/limits";
import { wake } from "@/lib/worker/wake";

/** Where jobs of a project may connect to beside Cairn. Networks that are not the public internet take an administrator. */
export async function setEgress(
  actor: Actor,
  projectId: string,
  input: SetEgressInput,
  version: number | null = null,
): Promise<ProjectLimitsView> {
  const project = await authorize(actor, "project:update", projectId);
  const [before] = await db.select().from(projectLimits).where(eq(projectLimits.projectId, projectId));
  const mayAllowPrivate = actor.kind === "user" && actor.isAdministrator;
  const egress = input.egress.map((one, at) => toEgress(one, { at, mayAllowPrivate, known: before?.egress ?? [] }));
  await transaction(async (tx) => {
    await changeLimits(tx, projectId, { egress }, version);
    await recordChange(tx, actor, {
      type: "project.egress_set",
      subject: { type: "project", id: projectId, name: project.name },
      projectId,
      fields: { egress: egress.map(({ to, ports }) => [to, ...ports].join(" ")) },
    });
    await wake(tx, "tenant", projectId);
  });
  return getLimits(actor, projectId);
}

interface About {
  readonly at: number;
  readonly mayAllowPrivate: boolean;
  readonly known: readonly Egress[];
}

function toEgress({ to: text, ports }: EgressInput, { at, mayAllowPrivate, known }: About): Egress & { ports: number[] } {
  const path = `egress.${at}.to`;
  const range = parseCidr(text);
  const to = range ? formatCidr(range) : text.toLowerCase().replace(/\.$/, "");
  if (!range && !isHostName(to)) throw invalidField(path, "projects.egress.noPlace", { to: text });
  // What an administrator allowed stays allowed, as long as nobody makes more of it.
  const isAllowedAlready = known.some((one) => one.mayBePrivate && one.to === to && String(one.ports) === String(ports));
  const isInternal = range ? isPrivate(range) : isInternalName(to);
  if (isInternal && !mayAllowPrivate && !isAllowedAlready) throw invalidField(path, "projects.egress.private", { to });
  return { to, ports: [...ports], mayBePrivate: isAllowedAlready || (mayAllowPrivate && (isInternal || !range)) };
}

/** At least two labels, the last of them no number: anything else is a typing error or a name of this very network. */
function isHostName(text: string): boolean {
  return /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text);
}

function isInternalName(name: string): boolean {
  return /(^|\.)(svc|local|localhost|internal|cluster\.local|svc\..+|lan|home\.arpa)$/.test(name);
}
