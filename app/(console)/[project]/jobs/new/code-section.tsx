"use client";

import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CodeEditor } from "@/components/ui/code-editor";
import { Field } from "@/components/ui/field";
import { FileButton } from "@/components/ui/file-button";
import { Input } from "@/components/ui/input";
import type { JobDraft } from "./draft";

const longest = 512 * 1024;

interface CodeSectionProps {
  readonly draft: JobDraft;
  readonly change: (changes: Partial<JobDraft>) => void;
  readonly errors: { readonly code: string | undefined; readonly fileName: string | undefined; readonly command: string | undefined };
}

/** The script: written here, or one file from this computer, which can then be changed here. */
export function CodeSection({ draft, change, errors }: CodeSectionProps) {
  const t = useTranslations("jobs.form");
  const [refused, setRefused] = useState<string>();

  async function read(file: File) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes.length > longest) return setRefused(t("fileTooLong", { name: file.name, kib: longest / 1024 }));
    const text = decode(bytes);
    if (text === null) return setRefused(t("fileNotText", { name: file.name }));
    setRefused(undefined);
    change({ code: text, fileName: file.name });
  }

  return (
    <div className="grid gap-4">
      <Field label={t("code")} error={refused ?? errors.code} hint={t("codeHint")}>
        <div className="grid gap-2">
          <div className="flex flex-wrap gap-2">
            <div className="min-w-40 flex-1">
              <Input
                size="low"
                mono
                aria-label={t("fileName")}
                aria-invalid={errors.fileName ? true : undefined}
                value={draft.fileName}
                onChange={(event) => change({ fileName: event.target.value })}
              />
            </div>
            <FileButton size="low" accept=".py,.sh,.txt,text/*" onFile={read}>
              <FileUp aria-hidden="true" strokeWidth={1.75} />
              {t("uploadFile")}
            </FileButton>
          </div>
          {errors.fileName ? <p className="text-12 text-bad-text">{errors.fileName}</p> : null}
          <CodeEditor
            label={draft.fileName}
            language={draft.fileName.endsWith(".py") ? "python" : "text"}
            value={draft.code}
            onChange={(code) => change({ code })}
            placeholder={t("codePlaceholder")}
            className="min-h-60 max-h-120 overflow-auto"
          />
        </div>
      </Field>
      <Field label={t("command")} error={errors.command} hint={t("commandHint")}>
        <Input
          mono
          value={draft.command}
          placeholder={`python ${draft.fileName}`}
          onChange={(event) => change({ command: event.target.value })}
        />
      </Field>
    </div>
  );
}

/** UTF-8, or null for what is no text. */
function decode(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? null : text;
  } catch {
    return null;
  }
}
