"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { UserMenu } from "@/app/(console)/admin/users/user-menu";
import { DataTable } from "@/components/ui/data-table";
import type { DataColumn } from "@/components/ui/data-table-column";
import { Empty } from "@/components/ui/empty";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { UserView } from "@/lib/accounts/user";

interface UserTableProps {
  readonly users: readonly UserView[];
  readonly total: number;
  readonly next: string | null;
  readonly ownId: string;
  /** Where people sign in, to be handed over with a password. */
  readonly address: string;
}

export function UserTable({ users, total, next, ownId, address }: UserTableProps) {
  const t = useTranslations("admin.users");
  const columns = useMemo(
    (): readonly DataColumn<UserView>[] => [
      { id: "name", header: t("name"), grow: true, phone: "title", cell: (user) => <Name user={user} isOwn={user.id === ownId} /> },
      { id: "state", header: t("state"), phone: "below", cell: (user) => <State user={user} /> },
      { id: "role", header: t("role"), wide: true, cell: (user) => (user.isAdministrator ? t("administrator") : t("person")) },
      {
        id: "lastSignIn",
        header: t("lastSignIn"),
        wide: true,
        cell: ({ lastSignInAt }) => (lastSignInAt === null ? <span className="text-muted">{t("never")}</span> : <Time at={lastSignInAt} />),
      },
      { id: "created", header: t("created"), wide: true, cell: (user) => <Time at={user.createdAt} /> },
      {
        id: "actions",
        header: "",
        align: "right",
        phone: "corner",
        cell: (user) => <UserMenu user={user} isOwn={user.id === ownId} address={address} />,
      },
    ],
    [t, ownId, address],
  );
  return (
    <DataTable
      label={t("title")}
      rows={users}
      rowKey={({ id }) => id}
      columns={columns}
      searchText={({ name }) => name}
      searchPlaceholder={t("search")}
      filters={[
        {
          id: "state",
          label: t("state"),
          options: [
            { value: "active", label: t("active") },
            { value: "disabled", label: t("disabled") },
          ],
        },
      ]}
      server={{ total, next }}
      empty={<Empty kind="none-match" title={t("none")} />}
    />
  );
}

function Name({ user, isOwn }: { readonly user: UserView; readonly isOwn: boolean }) {
  const t = useTranslations("admin.users");
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="truncate font-medium">{user.displayName}</span>
      {user.displayName === user.name ? null : <span className="truncate text-muted">{user.name}</span>}
      {isOwn ? <Tag>{t("you")}</Tag> : null}
    </span>
  );
}

function State({ user }: { readonly user: UserView }) {
  const t = useTranslations("admin.users");
  if (user.isDisabled) return <Tag look="warn">{t("disabled")}</Tag>;
  if (user.lastSignInAt === null) return <span className="text-muted">{t("invited")}</span>;
  return <span>{user.mustChangePassword ? t("mustChange") : t("active")}</span>;
}
