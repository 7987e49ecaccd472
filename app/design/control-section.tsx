"use client";

import { Copy, Ellipsis, FileCode2, List, Plus, Search, Square, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Columns, Spec } from "@/app/design/spec";
import { Button } from "@/components/ui/button";
import { Cells } from "@/components/ui/cells";
import { Checkbox } from "@/components/ui/checkbox";
import { CodeEditor } from "@/components/ui/code-editor";
import { CodeFrame, CodeLines } from "@/components/ui/code-frame";
import { CopyLine } from "@/components/ui/copy-line";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Kbd } from "@/components/ui/kbd";
import { Menu, MenuGroup, MenuItem, MenuLine } from "@/components/ui/menu";
import { RadioRows } from "@/components/ui/radio-rows";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { Tag } from "@/components/ui/tag";
import { Textarea } from "@/components/ui/textarea";
import { Tooltip } from "@/components/ui/tooltip";

const script = `import json, os
from sklearn.linear_model import LogisticRegression

def main(epochs: int = 40) -> None:
    """Trains until it is good enough."""
    for step in range(epochs):
        loss = 1.0 / (step + 1)  # falls
        print(f"step {step} loss {loss:.4f}")
`;

/** Buttons, fields, choices, code. */
export function ControlSection() {
  const t = useTranslations("design");
  const [view, setView] = useState<"form" | "yaml">("form");
  const [environment, setEnvironment] = useState("sk");
  const [resource, setResource] = useState("a100");
  const [code, setCode] = useState(script);
  const [keep, setKeep] = useState(true);
  return (
    <Columns>
      <Spec title={t("buttons")}>
        <div className="flex flex-wrap gap-2">
          <Button look="primary">
            <Plus aria-hidden="true" strokeWidth={1.75} />
            {t("submit")}
          </Button>
          <Button>
            <Copy aria-hidden="true" strokeWidth={1.75} />
            {t("clone")}
          </Button>
          <Button look="bare">{t("cancel")}</Button>
          <Button look="danger">{t("delete")}</Button>
          <Button look="solidDanger">{t("deleteDataset")}</Button>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Button disabled>{t("disabled")}</Button>
          <span className="text-12 text-muted">{t("disabledWhy")}</span>
          <Button look="primary" busy>
            {t("submit")}
          </Button>
          <Button busy>{t("clone")}</Button>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Button size="low">{t("clone")}</Button>
          <Tooltip words={t("stop")}>
            <Button size="icon" aria-label={t("stop")}>
              <Square aria-hidden="true" strokeWidth={1.75} />
            </Button>
          </Tooltip>
          <Menu
            trigger={
              <Button size="icon" aria-label={t("more")}>
                <Ellipsis aria-hidden="true" strokeWidth={1.75} />
              </Button>
            }
          >
            <MenuGroup label="resnet50-defects">
              <MenuItem icon={<Copy aria-hidden="true" strokeWidth={1.75} />}>{t("clone")}</MenuItem>
              <MenuItem disabled>{t("disabled")}</MenuItem>
            </MenuGroup>
            <MenuLine />
            <MenuItem danger icon={<Trash2 aria-hidden="true" strokeWidth={1.75} />}>
              {t("delete")}
            </MenuItem>
          </Menu>
          <Segmented
            label={t("view")}
            value={view}
            onValueChange={setView}
            options={[
              { value: "form", label: t("form"), icon: <List aria-hidden="true" strokeWidth={1.75} /> },
              { value: "yaml", label: "YAML", icon: <FileCode2 aria-hidden="true" strokeWidth={1.75} /> },
            ]}
          />
          <Kbd>⌘K</Kbd>
          <Tag>joblib</Tag>
          <Tag look="accent">champion</Tag>
          <Tag look="line">v4</Tag>
          <Tag look="warn">{t("likelyCause")}</Tag>
        </div>
        <CopyLine
          value="curl http://127.0.0.1:3001/e/vision-lab/digit-reader/v2/models/digit-reader/infer"
          before={<Tag look="accent">POST</Tag>}
        />
      </Spec>
      <Spec title={t("fields")}>
        <div className="grid gap-x-4 gap-y-3.5 sm:grid-cols-2">
          <Field label={t("name")} hint={t("nameHint")}>
            <Input defaultValue="lr-probe" />
          </Field>
          <Field label={t("nodes")} error={t("nodesError")}>
            <Input defaultValue="12" inputMode="numeric" />
          </Field>
          <Field label={t("digest")} hint={t("digestHint")}>
            <Input mono readOnly defaultValue="sha256:9f2c…41" />
          </Field>
          <Field label={t("memory")}>
            <Input defaultValue="16" after="GiB" before={<Search aria-hidden="true" strokeWidth={1.75} />} />
          </Field>
          <Field label={t("environment")}>
            <Select
              value={environment}
              onValueChange={setEnvironment}
              options={[
                { value: "sk", label: "scikit-learn", detail: "1.7 · Python 3.11" },
                { value: "plain", label: t("plainPython"), detail: "3.11" },
                { value: "torch", label: "pytorch 2.9", detail: "CUDA 13", disabled: true },
              ]}
            />
          </Field>
          <Field label={t("emptyChoice")}>
            <Select<string> value={undefined} onValueChange={() => undefined} options={[]} emptyWords={t("noDatasets")} />
          </Field>
          <Field label={t("description")} className="sm:col-span-2">
            <Textarea placeholder={t("descriptionHint")} />
          </Field>
          <Checkbox label={t("resume")} hint={t("resumeHint")} defaultChecked />
          <Switch label={t("keepAwake")} hint={t("keepAwakeHint")} checked={keep} onCheckedChange={setKeep} />
        </div>
      </Spec>
      <Spec title={t("picker")}>
        <RadioRows
          label={t("picker")}
          value={resource}
          onValueChange={setResource}
          rows={[
            {
              value: "a100",
              name: "A100",
              detail: "80 GB",
              middle: <Cells small label="5/8" cells={["mine", "mine", "mine", "others", "others", "free", "free", "free"]} />,
              right: t("free", { free: 3, total: 32 }),
              tells: t("about"),
              tone: "wait",
            },
            {
              value: "l40s",
              name: "L40S",
              detail: "48 GB",
              middle: <Cells small label="3/4" cells={["mine", "others", "others", "free"]} />,
              right: t("free", { free: 5, total: 12 }),
              tells: t("now"),
              tone: "good",
            },
            {
              value: "910b",
              name: "Ascend 910B",
              detail: "64 GB",
              right: t("free", { free: 12, total: 16 }),
              tells: t("impossible"),
              tone: "warn",
              impossible: true,
            },
            { value: "cpu", name: t("noAccelerator"), detail: "CPU", right: t("cores", { count: 342 }), tells: t("now"), tone: "good" },
          ]}
        />
      </Spec>
      <Spec title={t("code")}>
        <CodeFrame title="train.py" note={<span>{t("valid")}</span>} copy={code}>
          <CodeEditor language="python" label="train.py" value={code} onChange={setCode} errorLines={[7]} />
        </CodeFrame>
        <CodeFrame title="curl" copy="curl $URL">
          <CodeLines label="curl" code={'curl $URL -H "Authorization: Bearer $KEY" \\\n  -d @digit.json'} />
        </CodeFrame>
      </Spec>
    </Columns>
  );
}
