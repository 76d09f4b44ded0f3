"use client";

import { Stack, Text, Title } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { ColorSchemeToggle } from "#components/shell/color-scheme-toggle.tsx";
import { LocaleMenu } from "#components/shell/locale-menu.tsx";
import { Logo } from "#components/shell/logo.tsx";
import { SessionProvider } from "#components/shell/session.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { ReviewDetail } from "#lib/review/schema.ts";
import type { SessionView } from "#lib/workspace/schema.ts";
import { shownContent } from "./content.ts";
import classes from "./review.module.css";
import { ReviewStatus } from "./review-list.tsx";
import { Sentence } from "./review-summary.tsx";
import { RiskMarks } from "./risk-marks.tsx";
import { SampleView } from "./sample-view.tsx";
import { SettingsView } from "./settings-view.tsx";
import { TemplateView } from "./template-view.tsx";

/** Nobody's session: somebody who may do nothing here but read. */
const OUTSIDER: SessionView = {
  user: { user_id: "", name: "", email: "", role: "" },
  workspace: { workspace_id: "", name: "", time_zone: "UTC" },
  scopes: [],
};

/** One review for somebody without an account: everything at once, nothing to press. */
export function SharedReview({ review, intro }: { review: ReviewDetail; intro: string }) {
  const t = useTranslations("reviews");
  const { type, name } = review.subject;
  const proposed = useMemo(() => shownContent(type, review.proposed), [type, review.proposed]);
  const baseline = useMemo(
    () => review.baseline && shownContent(type, review.baseline),
    [type, review.baseline],
  );
  return (
    <SessionProvider session={OUTSIDER}>
      <header className={classes.sharedHead}>
        <Logo size={24} />
        <Text fw={650}>Signalbox</Text>
        <span style={{ flex: 1 }} />
        <LocaleMenu />
        <ColorSchemeToggle />
      </header>
      <main className={classes.sharedMain}>
        <Stack gap="lg">
          <div>
            <Title order={1}>
              {name} <ReviewStatus status={review.status} />
            </Title>
            <Text c="dimmed">{intro}</Text>
          </div>
          <SectionCard title={t("summary.title")}>
            <Stack gap="sm">
              <Sentence facts={review.facts} timeZone="UTC" />
              <RiskMarks risks={review.facts.risks} />
            </Stack>
          </SectionCard>
          <SectionCard title={t("levels.requests")}>
            <SampleView samples={review.samples} compared={baseline !== null} />
          </SectionCard>
          <Title order={2} size="h3">
            {t("levels.template")}
          </Title>
          <TemplateView proposed={proposed} baseline={baseline} />
          <SettingsView proposed={proposed} baseline={baseline} />
        </Stack>
      </main>
    </SessionProvider>
  );
}
