"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { DeleteRow } from "@/components/account/delete-row";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Empty } from "@/components/ui/empty";
import { Link } from "@/components/ui/link";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { SharedVolumeView } from "@/lib/volumes/shared-volume";
import { deleteSharedVolumeAction } from "./actions";
import { EditVolume } from "./edit-volume";
import { NewVolume } from "./new-volume";
import type { ProjectChoice } from "./project-choices";

interface VolumeListProps {
  readonly volumes: readonly SharedVolumeView[];
  readonly projects: readonly ProjectChoice[];
}

/** Shared volumes, where their files are, who may mount them and who does. */
export function VolumeList({ volumes, projects }: VolumeListProps) {
  const t = useTranslations("volumes");
  /** The volume that is being changed; null for a new one. */
  const [setting, setSetting] = useState<SharedVolumeView | null>();
  const close = () => setSetting(undefined);
  return (
    <div className="grid gap-3">
      <Button look="primary" className="justify-self-end" onClick={() => setSetting(null)}>
        <Plus aria-hidden="true" strokeWidth={1.75} />
        {t("add")}
      </Button>
      {volumes.length === 0 ? (
        <Empty kind="first-use" title={t("empty")}>
          {t("emptyHint")}
        </Empty>
      ) : (
        <Table label={t("title")}>
          <thead>
            <tr>
              <Th>{t("name")}</Th>
              <Th className="max-md:hidden">{t("place")}</Th>
              <Th className="max-sm:hidden">{t("access")}</Th>
              <Th className="max-sm:hidden">{t("projects")}</Th>
              <Th className="max-lg:hidden">{t("usedBy")}</Th>
              <Th />
            </tr>
          </thead>
          <tbody>
            {volumes.map((volume) => (
              <Tr key={volume.id}>
                <Td className="py-1.5 max-sm:whitespace-normal">
                  <span className="font-medium">{volume.name}</span>
                  <span className="wrap-anywhere block text-12 text-muted md:hidden">
                    <Place source={volume.source} /> · {t(volume.readOnly ? "readOnly" : "readWrite")}
                  </span>
                  {volume.description ? <span className="block whitespace-normal text-12 text-muted">{volume.description}</span> : null}
                </Td>
                <Td className="wrap-anywhere whitespace-normal max-md:hidden">
                  <Place source={volume.source} />
                </Td>
                <Td className="max-sm:hidden">{t(volume.readOnly ? "readOnly" : "readWrite")}</Td>
                <Td className="whitespace-normal max-sm:hidden">
                  <Projects projects={volume.projects} />
                </Td>
                <Td className="whitespace-normal max-lg:hidden">
                  <Users users={volume.users} />
                </Td>
                <Td className="text-right">
                  <span className="inline-flex gap-1 max-sm:grid">
                    <Button size="low" look="bare" onClick={() => setSetting(volume)}>
                      {t("edit")}
                    </Button>
                    <DeleteRow
                      verb={t("delete")}
                      title={t("deleteTitle", { name: volume.name })}
                      sentence={t("deleteSentence")}
                      done={t("deleted", { name: volume.name })}
                      remove={() => deleteSharedVolumeAction({ id: volume.id })}
                    />
                  </span>
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      <Dialog
        open={setting !== undefined}
        onOpenChange={(open) => !open && close()}
        title={setting ? t("editTitle", { name: setting.name }) : t("add")}
      >
        {setting ? (
          <EditVolume key={setting.id} volume={setting} projects={projects} onDone={close} />
        ) : (
          <NewVolume projects={projects} onDone={close} />
        )}
      </Dialog>
    </div>
  );
}

function Place({ source }: Pick<SharedVolumeView, "source">) {
  const t = useTranslations("volumes");
  const place = source.kind === "claim" ? t("claimPlace", { claim: source.claim }) : `${source.server}:${source.path}`;
  return <span className={source.kind === "claim" ? undefined : "font-mono text-12"}>{place}</span>;
}

const shown = 3;

function Projects({ projects }: Pick<SharedVolumeView, "projects">) {
  const t = useTranslations("volumes");
  if (projects === null) return t("allProjects");
  if (projects.length === 0) return <span className="text-muted">{t("noProjects")}</span>;
  return projects.length > shown ? t("projectCount", { count: projects.length }) : projects.map(({ name }) => name).join(", ");
}

function Users({ users }: Pick<SharedVolumeView, "users">) {
  const t = useTranslations("volumes");
  if (users.length === 0 || users.length > shown) return t("jobs", { count: users.length });
  return users.map(({ project, slug, name }) => (
    <Link key={`${project}/${slug}`} className="mr-2 text-accent hover:underline" href={`/${project}/jobs/${slug}`}>
      {name}
    </Link>
  ));
}
