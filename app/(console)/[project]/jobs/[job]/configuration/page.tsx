import { getLocale, getTranslations } from "next-intl/server";
import { CodeFrame, CodeLines } from "@/components/ui/code-frame";
import { Pairs } from "@/components/ui/key-facts";
import { Panel } from "@/components/ui/page";
import { formatMemory } from "@/lib/format/bytes";
import { formatDuration } from "@/lib/format/duration";
import { formatNumber } from "@/lib/format/number";
import { isLocale } from "@/lib/i18n/locales";
import { dockerLine } from "@/lib/jobs/docker-line";
import { jobYaml } from "@/lib/jobs/job-yaml";
import { type JobPageProps, loadJob } from "../load-job";

/** What was asked for, and the same as a file for the command line. */
export default async function JobConfigurationPage(props: JobPageProps) {
  const { job } = await loadJob(props);
  const [t, given] = await Promise.all([getTranslations("jobs"), getLocale()]);
  const locale = isLocale(given) ? given : "en";
  const yaml = jobYaml(job);
  const line = job.environment.image === null ? null : dockerLine(job, job.environment.image);
  const parameters = Object.entries(job.parameters);
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <div className="grid content-start gap-4">
        <Panel title={t("configuration.asked")}>
          <Pairs
            facts={[
              { name: t("configuration.command"), value: <code className="font-mono text-12">{job.command.join(" ")}</code> },
              { name: t("form.cpu"), value: formatNumber(job.cpuMilli / 1000, locale, 2) },
              { name: t("form.memory"), value: formatMemory(job.memoryBytes, locale) },
              ...Object.entries(job.accelerators).map(([type, count]) => ({ name: type, value: count })),
              ...(job.sharedMemoryBytes === null
                ? []
                : [{ name: t("form.sharedMemory"), value: formatMemory(job.sharedMemoryBytes, locale) }]),
              {
                name: t("form.maxRun"),
                value: job.maxRunSeconds === null ? t("form.noLimit") : formatDuration(job.maxRunSeconds * 1000, locale),
              },
              { name: t("form.retries"), value: job.maxAttempts },
              ...parameters.map(([name, value]) => ({
                name: <code className="font-mono text-12">{name}</code>,
                value: <code className="font-mono text-12">{value}</code>,
              })),
            ]}
          />
        </Panel>
        {line ? (
          <CodeFrame title={t("configuration.dockerTitle")} copy={line} note={t("configuration.dockerNote")}>
            <CodeLines code={line} label={t("configuration.dockerTitle")} />
          </CodeFrame>
        ) : null}
        <CodeFrame title="job.yaml" copy={yaml} note={t("configuration.yamlNote")}>
          <CodeLines code={yaml} label="job.yaml" />
        </CodeFrame>
      </div>
      <CodeFrame title={job.code.fileName} copy={job.code.text}>
        <CodeLines code={job.code.text} label={job.code.fileName} />
      </CodeFrame>
    </div>
  );
}
