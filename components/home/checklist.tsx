"use client";

import { Anchor, Button, Progress, Text, VisuallyHidden } from "@mantine/core";
import { IconChevronRight, IconCircleCheckFilled, IconCircleDashed } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { campaignQueries } from "#components/campaign/queries.ts";
import { SectionCard } from "#components/ui/section-card.tsx";
import classes from "./home.module.css";
import { MILESTONES } from "./milestones.ts";
import { useMilestones } from "./use-milestones.ts";

/** First steps: an ordered list whose state is in words too. Can be put away and brought back. */
export function Checklist() {
  const t = useTranslations("home");
  const { done, dismissed, ready, setDismissed } = useMilestones();
  const { data } = useQuery(campaignQueries.list({}));
  if (!ready) return null;
  if (dismissed) {
    return (
      <Anchor component="button" type="button" size="sm" onClick={() => setDismissed(false)}>
        {t("checklist.reopen")}
      </Anchor>
    );
  }
  const sample = data?.campaigns.find((campaign) => campaign.status === "draft") ?? data?.campaigns[0];
  const campaignHref = sample ? `/campaigns/${sample.campaign_id}` : "/campaigns/new";
  return (
    <SectionCard
      title={t("checklist.title")}
      description={t("checklist.progress", { done: done.length, all: MILESTONES.length })}
      actions={
        <Button variant="subtle" color="gray" onClick={() => setDismissed(true)}>
          {t("checklist.dismiss")}
        </Button>
      }
    >
      <Progress
        value={(done.length / MILESTONES.length) * 100}
        size={4}
        mb="xs"
        aria-label={t("checklist.title")}
      />
      <ol className={classes.steps}>
        {MILESTONES.map((milestone) => {
          const isDone = done.includes(milestone);
          return (
            <li key={milestone}>
              <Link href={milestone === "log" ? "/deliveries" : campaignHref} className={classes.step}>
                {isDone ? (
                  <IconCircleCheckFilled size={20} className={classes.done} aria-hidden="true" />
                ) : (
                  <IconCircleDashed size={20} className={classes.open} aria-hidden="true" />
                )}
                <span className={classes.stepText}>
                  <Text component="span" fw={550} td={isDone ? "line-through" : undefined}>
                    {t(`steps.${milestone}.title`)}
                  </Text>
                  <Text component="span" size="sm" c="dimmed">
                    {t(`steps.${milestone}.body`)}
                  </Text>
                </span>
                <VisuallyHidden>{isDone ? t("checklist.done") : t("checklist.open")}</VisuallyHidden>
                <IconChevronRight size={16} className={classes.open} aria-hidden="true" />
              </Link>
            </li>
          );
        })}
      </ol>
    </SectionCard>
  );
}
