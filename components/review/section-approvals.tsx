"use client";

import { Button, Group, Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { StatusBadge, ToneBadge } from "#components/ui/status-badge.tsx";
import type { ReviewDetail, Section } from "#lib/review/schema.ts";

type SectionApprovalsProps = {
  review: ReviewDetail;
  /** Null when the reader may not decide. */
  onApprove: ((section: Section) => void) | null;
};

/** Each part with its own approval: what did not change since it was approved need not be looked at again. */
export function SectionApprovals({ review, onApprove }: SectionApprovalsProps) {
  const t = useTranslations("reviews");
  const own = new Set(review.sections);
  return (
    <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: "none" }}>
      {review.approval.map(({ section, state, approvers }) => {
        const changes = review.changes.filter((change) => change.section === section).length;
        return (
          <Group
            component="li"
            key={section}
            justify="space-between"
            gap="xs"
            wrap="nowrap"
            align="flex-start"
          >
            <div>
              <Text size="sm" fw={550}>
                {t(`sections.${section}`)}
              </Text>
              <Text size="xs" c="dimmed">
                {review.baseline ? t("changeCount", { count: changes }) : t("change.new")}
                {approvers.length > 0
                  ? ` · ${t("approvedBy", { names: approvers.map(({ name }) => name).join(", ") })}`
                  : ""}
              </Text>
            </div>
            {state === "approved" ? (
              <StatusBadge status="approved" />
            ) : own.has(section) && onApprove && review.sections.length > 1 ? (
              <Button variant="default" size="compact-sm" onClick={() => onApprove(section)}>
                {t("approveSection", { section: t(`sections.${section}`) })}
              </Button>
            ) : (
              <ToneBadge tone={state === "refused" ? "warn" : "idle"}>{t(`sectionState.${state}`)}</ToneBadge>
            )}
          </Group>
        );
      })}
    </Stack>
  );
}
