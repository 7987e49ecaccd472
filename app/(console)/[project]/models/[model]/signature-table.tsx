import { useTranslations } from "next-intl";
import { Panel } from "@/components/ui/page";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { ModelSignature } from "@/lib/models/signature";

/** What the model takes and gives, as its model.json says. */
export function SignatureTable({ signature }: { readonly signature: ModelSignature | null }) {
  const t = useTranslations("models.signature");
  if (!signature) {
    return (
      <Panel title={t("title")}>
        <p className="text-13 text-muted">
          {t.rich("none", { mono: (words) => <code className="font-mono text-12 text-text">{words}</code> })}
        </p>
      </Panel>
    );
  }
  const rows = [
    ...signature.inputs.map((spec) => ({ ...spec, way: t("input") })),
    ...signature.outputs.map((spec) => ({ ...spec, way: t("output") })),
  ];
  return (
    <Panel title={t("title")}>
      <Table label={t("title")}>
        <thead>
          <tr>
            <Th>{t("name")}</Th>
            <Th>{t("way")}</Th>
            <Th>{t("datatype")}</Th>
            <Th>{t("shape")}</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Tr key={`${row.way} ${row.name}`}>
              <Td className="font-mono text-12">{row.name}</Td>
              <Td className="text-muted">{row.way}</Td>
              <Td className="font-mono text-12">{row.datatype}</Td>
              <Td className="font-mono text-12">[{row.shape.map((size) => (size === -1 ? "–" : size)).join(", ")}]</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {signature.classes ? (
        <p className="pt-3 text-13 text-muted">
          {t("classes")}: {signature.classes.slice(0, 40).join(", ")}
          {signature.classes.length > 40 ? " …" : ""}
        </p>
      ) : null}
    </Panel>
  );
}
