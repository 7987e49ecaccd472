import { getTranslations } from "next-intl/server";
import { Elapsed } from "@/components/ui/elapsed";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { Time } from "@/components/ui/time";
import type { MessageKey } from "@/lib/i18n/keys";
import { type JobPageProps, loadJob } from "../load-job";

/** Everything that happened to the job, in words, with times. */
export default async function JobEventsPage(props: JobPageProps) {
  const { job } = await loadJob(props);
  const [t, sentence] = await Promise.all([getTranslations("jobs"), getTranslations()]);
  return (
    <Table label={t("tabs.events")}>
      <thead>
        <tr>
          <Th>{t("events.when")}</Th>
          <Th className="max-sm:hidden">{t("events.stage")}</Th>
          <Th>{t("events.what")}</Th>
          <Th className="text-right">{t("events.lasted")}</Th>
        </tr>
      </thead>
      <tbody>
        {job.timeline.toReversed().map((entry) => (
          <Tr key={`${entry.attempt}-${entry.stage}-${entry.since}`}>
            <Td className="whitespace-nowrap">
              <Time at={entry.since} form="seconds" />
            </Td>
            <Td className="whitespace-nowrap max-sm:hidden">
              {t(`stages.${entry.stage}`)}
              {entry.attempt > 1 ? <span className="ml-2 text-muted">{t("attemptNumber", { attempt: entry.attempt })}</span> : null}
            </Td>
            <Td className="py-2 whitespace-normal">
              {sentence.has(entry.key as MessageKey) ? sentence(entry.key as MessageKey, entry.params as never) : entry.key}
            </Td>
            <Td className="text-right text-muted">{entry.stage === "ended" ? "–" : <Elapsed from={entry.since} to={entry.until} />}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
