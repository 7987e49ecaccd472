import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ChartSection } from "@/app/design/chart-section";
import { ControlSection } from "@/app/design/control-section";
import { DesignShell } from "@/app/design/design-shell";
import { FeedbackSection } from "@/app/design/feedback-section";
import { ListSection } from "@/app/design/list-section";
import { LogSection } from "@/app/design/log-section";
import { StatusSection } from "@/app/design/status-section";
import { TokenSection } from "@/app/design/token-section";
import { Crumbs } from "@/components/shell/crumbs";
import { Page } from "@/components/ui/page";
import { env } from "@/lib/env";

export async function generateMetadata() {
  return { title: (await getTranslations("design"))("title") };
}

/** Every part in every state. For who builds the console: a production server has no such page. */
export default async function DesignPage() {
  if (env.NODE_ENV === "production") notFound();
  const t = await getTranslations("design");
  return (
    <DesignShell>
      <Crumbs items={[{ label: t("title") }]} />
      <Page title={t("title")} sentence={t("sentence")}>
        <div className="grid gap-10">
          <TokenSection />
          <StatusSection />
          <ControlSection />
          <FeedbackSection />
          <ListSection />
          <ChartSection />
          <LogSection />
        </div>
      </Page>
    </DesignShell>
  );
}
