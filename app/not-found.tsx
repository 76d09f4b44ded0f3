import { Anchor } from "@mantine/core";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { AuthFrame } from "#components/shell/auth-frame.tsx";

export default async function NotFoundPage() {
  const t = await getTranslations("shell");
  return (
    <AuthFrame title={t("notFound.title")} intro={t("notFound.body")}>
      <Anchor component={Link} href="/">
        {t("notFound.home")}
      </Anchor>
    </AuthFrame>
  );
}
