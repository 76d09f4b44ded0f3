"use client";

import { Alert, Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo, useState } from "react";
import { useCan, useSession } from "#components/shell/session.tsx";
import { useShortcut } from "#components/shell/shortcuts.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { useLive } from "#components/use-live.ts";
import type { ReviewDetail, Section } from "#lib/review/schema.ts";
import { ChangeList } from "./change-list.tsx";
import { type ShownContent, shownContent } from "./content.ts";
import { DecideDialog, type Verdict } from "./decide-dialog.tsx";
import { reviewQueries, withdrawReview } from "./queries.ts";
import classes from "./review.module.css";
import { Due, ReviewStatus } from "./review-list.tsx";
import { CheckList, ReviewSummary } from "./review-summary.tsx";
import { SampleView } from "./sample-view.tsx";
import { SectionApprovals } from "./section-approvals.tsx";
import { SettingsView } from "./settings-view.tsx";
import { ShareLinks } from "./share-links.tsx";
import { TemplateView } from "./template-view.tsx";
import { CommentForm, DiscussionProvider, ThreadView } from "./threads.tsx";

const LEVELS = ["requests", "template", "settings"] as const;

/** One review on one page: what would leave, what changed, what was said, and the decision. */
export function ReviewPage({ reviewId }: { reviewId: string }) {
  const query = useQuery(reviewQueries.one(reviewId));
  useLive(["reviews"], [reviewQueries.all]);
  return <QueryView query={query}>{(review) => <Review review={review} />}</QueryView>;
}

function Review({ review }: { review: ReviewDetail }) {
  const t = useTranslations("reviews");
  const [deciding, setDeciding] = useState<{ verdict: Verdict; sections: readonly Section[] } | null>(null);
  const { type, name } = review.subject;
  const proposed = useMemo(() => shownContent(type, review.proposed), [type, review.proposed]);
  const baseline = useMemo(
    () => review.baseline && shownContent(type, review.baseline),
    [type, review.baseline],
  );
  const open = openSections(review);
  const mayDecide = review.refusal === null;
  const start = (verdict: Verdict, sections: readonly Section[]): void => setDeciding({ verdict, sections });
  useShortcut(mayDecide ? "a" : null, t("keys.approve"), () => start("approve", open));
  useShortcut(mayDecide ? "r" : null, t("keys.requestChanges"), () =>
    start("request_changes", review.sections),
  );
  useChangeKeys();
  return (
    <DiscussionProvider value={{ reviewId: review.review_id, threads: review.threads }}>
      <PageHeader
        title={name}
        status={<ReviewStatus status={review.status} />}
        above={
          <Text component={Link} href="/reviews" size="sm" c="dimmed">
            ← {t("title")}
          </Text>
        }
        description={
          review.due_at ? (
            <>
              {t("due")}: <Due review={review} />
            </>
          ) : undefined
        }
        actions={<WithdrawButton review={review} />}
      />
      <StaleBanner
        review={review}
        parts={proposed.type === "campaign" ? proposed.definition.variations : proposed.definition.steps}
      />
      <Outcome review={review} />
      <div className={classes.grid}>
        <Stack gap="md">
          <ReviewSummary review={review} />
          <Levels review={review} proposed={proposed} baseline={baseline} />
        </Stack>
        <Stack gap="md">
          <SectionCard title={t("sectionsTitle")} description={<Needs review={review} />}>
            <SectionApprovals
              review={review}
              onApprove={mayDecide ? (section) => start("approve", [section]) : null}
            />
          </SectionCard>
          <SectionCard title={t("checksTitle")}>
            <CheckList checks={review.facts.checks} />
          </SectionCard>
          <Discussion review={review} />
          <ShareLinks review={review} />
        </Stack>
      </div>
      <DecisionBar
        review={review}
        onDecide={(verdict) => start(verdict, verdict === "approve" ? open : review.sections)}
      />
      <DecideDialog
        review={review}
        verdict={deciding?.verdict ?? null}
        sections={deciding?.sections ?? []}
        onClose={() => setDeciding(null)}
      />
    </DiscussionProvider>
  );
}

/** Those that wait for somebody's word. */
function openSections({ sections, approval }: ReviewDetail): Section[] {
  const approved = new Set(
    approval.filter(({ state }) => state === "approved").map(({ section }) => section),
  );
  return sections.filter((section) => !approved.has(section));
}

type LevelsProps = { review: ReviewDetail; proposed: ShownContent; baseline: ShownContent | null };

function Levels({ review, proposed, baseline }: LevelsProps) {
  const t = useTranslations("reviews");
  const [level, setLevel] = useQueryState("level", parseAsStringLiteral(LEVELS).withDefault("requests"));
  return (
    <section aria-label={t("levels.label")}>
      <Group justify="space-between" mb="sm" gap="xs">
        <SegmentedControl
          aria-label={t("levels.label")}
          value={level}
          onChange={(next) => void setLevel(next as (typeof LEVELS)[number])}
          data={LEVELS.map((value) => ({ value, label: t(`levels.${value}`) }))}
        />
        <Text size="sm" c="dimmed">
          {review.baseline ? (
            <>
              {t(`against.${review.baseline.kind}`, { name: review.baseline.by ?? "" })}{" "}
              <RelativeTime value={review.baseline.at} />
            </>
          ) : (
            t("against.nothing")
          )}
        </Text>
      </Group>
      {level === "requests" ? <SampleView samples={review.samples} compared={baseline !== null} /> : null}
      {level === "template" ? <TemplateView proposed={proposed} baseline={baseline} /> : null}
      {level === "settings" ? <SettingsView proposed={proposed} baseline={baseline} /> : null}
      {review.masked ? (
        <Text size="sm" c="dimmed" mt="xs">
          {t("masked")}
        </Text>
      ) : null}
    </section>
  );
}

/** `n` and `p` walk the changes of the level shown; `c` opens a comment where one is. */
function useChangeKeys(): void {
  const t = useTranslations("reviews.keys");
  const walk = (by: number): void => {
    const changes = [...document.querySelectorAll<HTMLElement>("[data-change]")];
    const at = changes.findIndex((element) => element.contains(document.activeElement));
    const next = changes[at === -1 ? (by > 0 ? 0 : changes.length - 1) : at + by];
    next?.focus();
    next?.scrollIntoView({ block: "center" });
  };
  useShortcut("n", t("nextChange"), () => walk(1));
  useShortcut("p", t("previousChange"), () => walk(-1));
  useShortcut("c", t("comment"), () => {
    const change = document.activeElement?.closest("[data-change]");
    const onLine = change?.querySelector<HTMLElement>(
      "[data-mark=added] [data-line-comment], [data-line-comment]",
    );
    if (onLine) onLine.click();
    else document.querySelector<HTMLElement>("[data-discussion] textarea")?.focus();
  });
}

function StaleBanner({
  review,
  parts,
}: {
  review: ReviewDetail;
  parts: readonly { name?: string | undefined }[];
}) {
  const t = useTranslations("reviews");
  if (!review.stale) return null;
  return (
    <Alert color="yellow" role="alert" mb="md" title={t("stale.title")}>
      <Stack gap="xs">
        <Text size="sm">{t(review.status === "requested" ? "stale.open" : "stale.decided")}</Text>
        <ChangeList changes={review.stale_changes} parts={parts} />
      </Stack>
    </Alert>
  );
}

/** What was decided, by whom and why. */
function Outcome({ review }: { review: ReviewDetail }) {
  const t = useTranslations("reviews");
  if (review.decisions.length === 0 && review.status !== "withdrawn") return null;
  return (
    <Stack gap="xs" mb="md">
      {review.decisions.map((decision) => (
        <Alert
          key={decision.decision_id}
          color={decision.verdict === "approved" ? "teal" : "yellow"}
          title={t(`outcome.${decision.verdict}`, { name: decision.decided_by.name })}
        >
          <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {decision.note}
          </Text>
          <Text size="xs">
            {decision.sections.map((section) => t(`sections.${section}`)).join(", ")} ·{" "}
            <RelativeTime value={decision.decided_at} />
          </Text>
        </Alert>
      ))}
      {review.status === "withdrawn" ? (
        <Alert color="gray" title={t("outcome.withdrawn", { name: review.decided_by?.name ?? "" })} />
      ) : null}
    </Stack>
  );
}

function Needs({ review }: { review: ReviewDetail }) {
  const t = useTranslations("reviews.needs");
  const { approvals, groups } = review.requirement;
  const rules = groups.map(({ rule }) => {
    if (rule.type === "tag") return t("tag", { tag: rule.tag });
    return rule.type === "host" ? t("host", { host: rule.host }) : t("audience", { people: rule.people });
  });
  return [t("approvals", { count: approvals }), ...rules].join(" ");
}

function Discussion({ review }: { review: ReviewDetail }) {
  const t = useTranslations("reviews.talk");
  const mayComment = useCan("reviews.comment");
  const elsewhere = review.threads.filter(({ field, place }) => field !== null && place.state !== "vanished");
  const here = review.threads.filter(({ field, place }) => field === null || place.state === "vanished");
  return (
    <SectionCard title={t("title")}>
      <Stack gap="md" data-discussion>
        {here.map((thread) => (
          <ThreadView key={thread.thread_id} thread={thread} />
        ))}
        {elsewhere.length > 0 ? (
          <Text size="sm" c="dimmed">
            {t("onLines", { count: elsewhere.length })}
          </Text>
        ) : null}
        {mayComment ? <CommentForm label={t("general")} submitLabel={t("send")} /> : null}
      </Stack>
    </SectionCard>
  );
}

function WithdrawButton({ review }: { review: ReviewDetail }) {
  const t = useTranslations("reviews.withdraw");
  const queryClient = useQueryClient();
  const { user } = useSession();
  const mayRequest = useCan("reviews.request");
  const own = review.requested_by.kind === "user" && review.requested_by.id === user.user_id;
  if (review.status !== "requested" || !mayRequest || !own) return null;
  async function withdraw() {
    await withdrawReview(review.review_id);
    await queryClient.invalidateQueries();
    notifyDone(t("done"));
  }
  return (
    <Button
      variant="default"
      onClick={() =>
        confirmAction({
          title: t("title", { name: review.subject.name }),
          body: t("body"),
          confirmLabel: t("confirm"),
          onConfirm: withdraw,
        })
      }
    >
      {t("button")}
    </Button>
  );
}

type DecisionBarProps = { review: ReviewDetail; onDecide: (verdict: Verdict) => void };

/** The decision comes last, after everything there is to read. */
function DecisionBar({ review, onDecide }: DecisionBarProps) {
  const t = useTranslations("reviews");
  if (review.refusal === "closed") return null;
  return (
    <section className={classes.bar} aria-label={t("decide.label")}>
      {review.refusal ? (
        <Text size="sm">{t(`refusal.${review.refusal}`)}</Text>
      ) : (
        <>
          <Text size="sm" c="dimmed">
            {review.stale ? t("decide.stale") : t("decide.hint")}
          </Text>
          <Group gap="xs">
            <Button variant="default" onClick={() => onDecide("request_changes")}>
              {t("decide.request_changes.button")}
            </Button>
            <Button disabled={review.stale} onClick={() => onDecide("approve")}>
              {t("decide.approve.button")}
            </Button>
          </Group>
        </>
      )}
    </section>
  );
}
