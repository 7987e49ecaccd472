import { getTranslations } from "next-intl/server";
import { NothingHere } from "@/components/shell/nothing-here";
import { Logo } from "@/components/ui/stones";

export async function generateMetadata() {
  return { title: (await getTranslations("shell.notFound"))("title") };
}

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col bg-surface">
      <div className="p-4 md:px-6">
        <Logo />
      </div>
      <NothingHere />
    </main>
  );
}
