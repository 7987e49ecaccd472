import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NewUserDialog } from "@/app/(console)/admin/users/new-user-dialog";
import { UserTable } from "@/app/(console)/admin/users/user-table";
import { Page } from "@/components/ui/page";
import { listUsers, listUsersQuery } from "@/lib/accounts/list-users";
import { requireActor } from "@/lib/auth/require-actor";
import { env } from "@/lib/env";
import { found } from "@/lib/http/found";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin.users"))("title") };
}

interface Search {
  readonly q?: string;
  readonly state?: string;
  readonly after?: string;
}

export default async function UsersPage({ searchParams }: { readonly searchParams: Promise<Search> }) {
  const actor = await requireActor();
  const t = await getTranslations("admin.users");
  const { q, state, after } = await searchParams;
  const query = listUsersQuery.safeParse({ search: q || undefined, state: state || undefined, cursor: after || undefined });
  const users = await found(listUsers(actor, query.data ?? listUsersQuery.parse({})));
  return (
    <Page title={t("title")} actions={<NewUserDialog address={env.CAIRN_URL} />}>
      <UserTable users={users.items} total={users.total} next={users.nextCursor} ownId={actor.userId} address={env.CAIRN_URL} />
    </Page>
  );
}
