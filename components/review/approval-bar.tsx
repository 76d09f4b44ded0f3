"use client";

import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconEye, IconShieldCheck } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useCan, useSession } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { useLive } from "#components/use-live.ts";
import type { ApprovalView } from "#lib/review/schema.ts";
import { ChangeList } from "./change-list.tsx";
import { reviewQueries, type SubjectRef, withdrawReview } from "./queries.ts";
import { RequestReview } from "./request-review.tsx";

/** Where the approval stands; undefined while it is not known. */
export function useApproval(subject: SubjectRef, revision: number): ApprovalView | undefined {
  const { data } = useQuery(reviewQueries.approval(subject, revision));
  useLive(["reviews"], [reviewQueries.all]);
  return data;
}

/** Whether a launch has to wait for somebody's approval. */
export function blocksLaunch(approval: ApprovalView | undefined): boolean {
  return approval?.required === true && approval.state !== "approved";
}

/** Beside the status of a campaign or journey; silent where nobody ever asked for a review. */
export function ApprovalBadge({ approval }: { approval: ApprovalView | undefined }) {
  const t = useTranslations("reviews.approval");
  if (!approval) return null;
  if (approval.state === "required") {
    const sentBack = approval.last_review?.status === "changes_requested";
    if (sentBack) return <StatusBadge status="changes_requested" />;
    return approval.required ? <StatusBadge status="unapproved" label={t("needed")} /> : null;
  }
  return <StatusBadge status={approval.state} />;
}

type ApprovalBannerProps = {
  subject: SubjectRef;
  name: string;
  approval: ApprovalView | undefined;
  /** The variations or steps of what is edited. */
  parts: readonly { name?: string | undefined }[];
  /** Stores what is typed, before it is looked at; answers whether it is stored. */
  onBeforeRequest: () => Promise<boolean>;
};

/** Says what a review means for the author right now: locked, sent back, stale; and asks for one. */
export function ApprovalBanner(props: ApprovalBannerProps) {
  const { subject, name, approval, parts, onBeforeRequest } = props;
  const t = useTranslations("reviews.approval");
  if (!approval) return null;
  const last = approval.last_review;
  if (approval.review_id) {
    return (
      <Alert color="blue" mb="md" icon={<IconEye size={18} aria-hidden="true" />} title={t("locked")}>
        <Stack gap="xs">
          <Text size="sm">{t("lockedText")}</Text>
          <Group gap="xs">
            <Button component={Link} href={`/reviews/${approval.review_id}`} size="xs" variant="default">
              {t("openReview")}
            </Button>
            <Withdraw approval={approval} name={name} />
          </Group>
        </Stack>
      </Alert>
    );
  }
  if (approval.state === "stale") {
    return (
      <Alert color="yellow" mb="md" title={t("stale")}>
        <Stack gap="xs">
          <ChangeList changes={approval.changes} parts={parts} />
          <Group>
            <AskForReview subject={subject} name={name} onBeforeRequest={onBeforeRequest} />
          </Group>
        </Stack>
      </Alert>
    );
  }
  if (last?.status !== "changes_requested" || approval.state === "approved") return null;
  return (
    <Alert color="yellow" mb="md" title={t("sentBack", { name: last.decided_by?.name ?? "" })}>
      <Stack gap="xs">
        <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {last.decision_note}
        </Text>
        <Group gap="xs">
          <Button component={Link} href={`/reviews/${last.review_id}`} size="xs" variant="default">
            {t("openReview")}
          </Button>
          <AskForReview subject={subject} name={name} onBeforeRequest={onBeforeRequest} />
        </Group>
      </Stack>
    </Alert>
  );
}

function Withdraw({ approval, name }: { approval: ApprovalView; name: string }) {
  const t = useTranslations("reviews.withdraw");
  const { user } = useSession();
  const mayDecide = useCan("reviews.decide");
  const queryClient = useQueryClient();
  const review = approval.last_review;
  if (!review || (review.requested_by.id !== user.user_id && !mayDecide)) return null;
  async function withdraw() {
    await withdrawReview(approval.review_id ?? "");
    await queryClient.invalidateQueries();
    notifyDone(t("done"));
  }
  return (
    <Button
      size="xs"
      variant="subtle"
      onClick={() =>
        confirmAction({
          title: t("title", { name }),
          body: t("body"),
          confirmLabel: t("confirm"),
          onConfirm: withdraw,
        })
      }
    >
      {t("toEdit")}
    </Button>
  );
}

type AskForReviewProps = Pick<ApprovalBannerProps, "subject" | "name" | "onBeforeRequest"> & {
  size?: "xs" | "sm" | "md";
  variant?: "filled" | "default";
};

/** Opens the request dialog over what is stored. */
export function AskForReview(props: AskForReviewProps) {
  const { subject, name, onBeforeRequest, size = "xs", variant = "filled" } = props;
  const t = useTranslations("reviews.approval");
  const mayRequest = useCan("reviews.request");
  const [opened, setOpened] = useState(false);
  const queryClient = useQueryClient();
  if (!mayRequest) return null;
  async function open() {
    if (!(await onBeforeRequest())) return notifyFailed(t("notSaved"), new Error(t("notSavedText")));
    await queryClient.invalidateQueries({ queryKey: [...reviewQueries.all, "draft"] });
    setOpened(true);
  }
  return (
    <>
      <Button
        size={size}
        variant={variant}
        leftSection={<IconShieldCheck size={16} aria-hidden="true" />}
        onClick={() => void open()}
      >
        {t("ask")}
      </Button>
      <RequestReview subject={subject} name={name} opened={opened} onClose={() => setOpened(false)} />
    </>
  );
}
