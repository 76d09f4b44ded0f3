import { Anchor } from "@mantine/core";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export default async function NotFound() {
  const t = await getTranslations("shell");
  return (
    <>
      <PageHeader title={t("notFound.title")} />
      <EmptyState
        title={t("notFound.body")}
        action={
          <Anchor component={Link} href="/">
            {t("notFound.home")}
          </Anchor>
        }
      />
    </>
  );
}
