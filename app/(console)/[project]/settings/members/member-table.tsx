"use client";

import { useTranslations } from "next-intl";
import { changeRoleAction } from "@/app/(console)/[project]/settings/actions";
import { RemoveMember } from "@/app/(console)/[project]/settings/members/remove-member";
import { useSubmit } from "@/components/account/use-submit";
import { Select } from "@/components/ui/select";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import { projectRoles } from "@/db/values";
import type { MemberView } from "@/lib/projects/member";
import type { ProjectView } from "@/lib/projects/project";

interface MemberTableProps {
  readonly project: ProjectView;
  readonly members: readonly MemberView[];
  readonly ownId: string;
  readonly mayManage: boolean;
}

export function MemberTable({ project, members, ownId, mayManage }: MemberTableProps) {
  const t = useTranslations("projects");
  return (
    <Table label={t("members.title")}>
      <thead>
        <tr>
          <Th>{t("members.name")}</Th>
          <Th>{t("members.role")}</Th>
          <Th className="max-sm:hidden">{t("members.since")}</Th>
          <Th />
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <Tr key={member.userId}>
            <Td className="max-sm:wrap-anywhere max-sm:whitespace-normal">
              <span className="flex items-center gap-x-2 max-sm:flex-wrap max-sm:py-1.5">
                <span className="font-medium">{member.displayName}</span>
                {member.displayName === member.name ? null : <span className="text-muted max-sm:hidden">{member.name}</span>}
                {member.userId === ownId ? <Tag>{t("members.you")}</Tag> : null}
                {member.isDisabled ? <Tag look="warn">{t("members.disabled")}</Tag> : null}
              </span>
            </Td>
            <Td>{mayManage ? <RoleSelect projectId={project.id} member={member} /> : t(`roles.${member.role}`)}</Td>
            <Td className="max-sm:hidden">
              <Time at={member.since} />
            </Td>
            <Td className="text-right">
              {project.kind === "shared" && (mayManage || member.userId === ownId) ? (
                <RemoveMember project={project} member={member} isLeaving={member.userId === ownId} />
              ) : null}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function RoleSelect({ projectId, member }: { readonly projectId: string; readonly member: MemberView }) {
  const t = useTranslations("projects");
  const { busy, error, submit } = useSubmit(changeRoleAction, () => undefined);
  return (
    <span className="inline-grid w-28 gap-1 sm:w-36">
      <Select
        size="low"
        label={t("members.role")}
        value={member.role}
        disabled={busy}
        onValueChange={(role) => role !== member.role && submit({ projectId, userId: member.userId, role })}
        options={projectRoles.map((value) => ({ value, label: t(`roles.${value}`) }))}
      />
      {error ? (
        <span role="alert" className="text-12 text-bad-text whitespace-normal">
          {error}
        </span>
      ) : null}
    </span>
  );
}
