import { useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";

/** What is not there and what one may not see look alike. */
export function NothingHere() {
  const t = useTranslations("shell.notFound");
  return (
    <div className="mx-auto w-full max-w-[720px] p-4 md:p-12">
      <Empty
        kind="no-permission"
        title={<h1 className="text-16 tracking-normal">{t("title")}</h1>}
        action={
          <ButtonLink size="low" href="/">
            {t("home")}
          </ButtonLink>
        }
      >
        {t("words")}
      </Empty>
    </div>
  );
}
