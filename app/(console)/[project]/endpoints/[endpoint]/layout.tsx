import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { LivePage } from "@/components/live/live-page";
import { Crumbs } from "@/components/shell/crumbs";
import { CopyLine } from "@/components/ui/copy-line";
import { LinkTabs } from "@/components/ui/link-tabs";
import { Page } from "@/components/ui/page";
import { Status } from "@/components/ui/status";
import { Tag } from "@/components/ui/tag";
import { EndpointDeeds } from "./endpoint-deeds";
import { EndpointSentence } from "./endpoint-sentence";
import { type EndpointPageProps, loadEndpointPage } from "./load-endpoint-page";

/** The frame of an endpoint: how it is, its address, and the tabs. */
export default async function EndpointLayout({ children, params }: EndpointPageProps & { readonly children: ReactNode }) {
  const { endpoint, project, path, mayWrite } = await loadEndpointPage({ params });
  const t = await getTranslations("endpoints");
  return (
    <Page
      title={endpoint.name}
      pill={<Status status={endpoint.status} pill />}
      sentence={<EndpointSentence endpoint={endpoint} />}
      actions={mayWrite ? <EndpointDeeds endpoint={endpoint} project={project.slug} /> : null}
    >
      <Crumbs items={[{ label: endpoint.name }]} />
      <LivePage projectId={project.id} types={["endpoint"]} />
      <CopyLine
        className="mb-3"
        label={t("copyAddress")}
        before={<Tag>POST</Tag>}
        value={`${endpoint.url}/v2/models/${endpoint.slug}/infer`}
      />
      <LinkTabs
        label={endpoint.name}
        tabs={[
          { href: path, label: t("tabs.overview") },
          { href: `${path}/log`, label: t("tabs.log") },
        ]}
      />
      {children}
    </Page>
  );
}
