import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { MachineBars } from "@/app/(console)/machine-bars";
import { Pairs } from "@/components/ui/key-facts";
import { Page, Panel } from "@/components/ui/page";
import { Time } from "@/components/ui/time";
import { requireActor } from "@/lib/auth/require-actor";
import { found } from "@/lib/http/found";
import { getMachine } from "@/lib/machine/get-machine";
import { CleanList } from "./clean-list";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("home.machine"))("page") };
}

/** What this machine has, how jobs are kept apart on it, and what can be freed. */
export default async function MachinePage() {
  const machine = await found(getMachine(await requireActor()));
  const t = await getTranslations("home.machine");
  const [node] = machine.nodes;
  return (
    <Page title={t("page")} sentence={node && machine.sampledAt ? t("help") : t("silent")}>
      {node ? (
        <div className="grid gap-4 lg:grid-cols-2">
          <Panel title={node.name} note={machine.sampledAt ? <Time at={machine.sampledAt} /> : undefined}>
            <div className="grid gap-4">
              <MachineBars node={node} />
              <Pairs
                facts={[
                  { name: t("architecture"), value: node.architecture },
                  {
                    name: t("accelerators"),
                    value:
                      node.accelerators.length === 0
                        ? t("noAccelerators")
                        : node.accelerators.map(({ type, allocatable }) => `${allocatable} × ${type}`).join(", "),
                  },
                ]}
              />
            </div>
          </Panel>
          <Panel title={t("free")}>
            <p className="pb-2 text-13 text-muted">{t("freeHelp")}</p>
            <CleanList sizes={machine.cleanables} />
          </Panel>
          <Panel title={t("isolationTitle")} className="lg:col-span-2">
            <p className="max-w-180 text-13 text-secondary">{t("isolationWords", { level: t(`isolation.${node.isolation}`) })}</p>
          </Panel>
        </div>
      ) : null}
    </Page>
  );
}
