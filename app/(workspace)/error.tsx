"use client";

import { useTranslations } from "next-intl";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void };

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const t = useTranslations("shell");
  return (
    <>
      <PageHeader title={t("crash.title")} />
      <ErrorState error={error} title={t("crash.body", { id: error.digest ?? "–" })} onRetry={reset} />
    </>
  );
}
