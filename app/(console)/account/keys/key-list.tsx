"use client";

import { useTranslations } from "next-intl";
import { revokeAccessKeyAction } from "@/app/(console)/account/actions";
import { NewKeyDialog } from "@/app/(console)/account/keys/new-key-dialog";
import { DeleteRow } from "@/components/account/delete-row";
import { Empty } from "@/components/ui/empty";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { Tag } from "@/components/ui/tag";
import { Time } from "@/components/ui/time";
import type { AccessKeyView } from "@/lib/keys/access-key";

export interface KeyProject {
  readonly id: string;
  readonly name: string;
}

interface KeyListProps {
  readonly keys: readonly AccessKeyView[];
  readonly projects: readonly KeyProject[];
  /** The console's own address, for the line to try. */
  readonly address: string;
}

export function KeyList({ keys, projects, address }: KeyListProps) {
  const t = useTranslations("keys");
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-13 text-muted">{t("sentence")}</p>
        <NewKeyDialog projects={projects} address={address} />
      </div>
      {keys.length === 0 ? (
        <Empty kind="first-use" title={t("empty.title")}>
          {t("empty.sentence")}
        </Empty>
      ) : (
        <Table label={t("title")}>
          <thead>
            <tr>
              <Th>{t("list.name")}</Th>
              <Th className="max-sm:hidden">{t("list.access")}</Th>
              <Th className="max-sm:hidden">{t("list.projects")}</Th>
              <Th className="max-sm:hidden">{t("list.lastUsed")}</Th>
              <Th>{t("list.expires")}</Th>
              <Th />
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <KeyRow key={key.id} accessKey={key} projects={projects} />
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}

function KeyRow({ accessKey: key, projects }: { readonly accessKey: AccessKeyView; readonly projects: readonly KeyProject[] }) {
  const t = useTranslations("keys");
  const names = key.projectIds?.map((id) => projects.find((project) => project.id === id)?.name ?? "–");
  return (
    <Tr>
      <Td className="max-sm:wrap-anywhere max-sm:whitespace-normal">
        <span className="grid leading-tight max-sm:py-1.5">
          <span className="font-medium">{key.name}</span>
          <span className="font-mono text-12 text-muted">{key.hint}…</span>
        </span>
      </Td>
      <Td className="max-sm:hidden">{t(`access.${key.access}`)}</Td>
      <Td className="max-w-60 truncate max-sm:hidden" title={names?.join(", ")}>
        {names === undefined ? t("projects.all") : names.length === 1 ? names[0] : t("projects.count", { count: names.length })}
      </Td>
      <Td className="max-sm:hidden">
        {key.lastUsedAt === null ? (
          <span className="text-muted">{t("list.never")}</span>
        ) : (
          <span title={key.lastUsedAddress === null ? undefined : t("list.from", { address: key.lastUsedAddress })}>
            <Time at={key.lastUsedAt} />
          </span>
        )}
      </Td>
      <Td>{key.isExpired ? <Tag look="warn">{t("list.expired")}</Tag> : <Time at={key.expiresAt} form="date" />}</Td>
      <Td className="text-right">
        <DeleteRow
          verb={t("revoke")}
          title={t("revokeTitle", { name: key.name })}
          sentence={t("revokeSentence")}
          done={t("revoked", { name: key.name })}
          remove={() => revokeAccessKeyAction({ id: key.id })}
        />
      </Td>
    </Tr>
  );
}
