"use client";

import { Anchor } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { AuthFrame } from "#components/shell/auth-frame.tsx";

export default function NotFoundPage() {
  const t = useTranslations("shell");
  return (
    <AuthFrame title={t("notFound.title")} intro={t("notFound.body")}>
      <Anchor component={Link} href="/">
        {t("notFound.home")}
      </Anchor>
    </AuthFrame>
  );
}
