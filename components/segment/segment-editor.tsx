"use client";

import { Button, Grid, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { confirmAction } from "#components/ui/confirm.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { describe, lookupIn } from "#lib/segment/describe.ts";
import { EVERYBODY, type FilterGroup } from "#lib/segment/filter.ts";
import type { SegmentView } from "#lib/segment/resource-schema.ts";
import { AudiencePanel } from "./audience-panel.tsx";
import { FilterBuilder } from "./filter-builder.tsx";
import { deleteSegment, saveSegment, segmentQueries } from "./queries.ts";
import { useRuleWords } from "./use-rule-words.ts";

/** A saved segment, ready to be changed. */
export function SegmentPage({ segmentId }: { segmentId: string }) {
  const query = useQuery(segmentQueries.one(segmentId));
  return (
    <QueryView query={query}>
      {(segment) => <SegmentEditor key={segment.segment_id} segment={segment} />}
    </QueryView>
  );
}

type SegmentEditorProps = {
  segment?: SegmentView | null;
  /** What a new segment begins with. */
  start?: FilterGroup;
};

/** Name and rules of a segment with the people it holds; without one, a new segment. */
export function SegmentEditor({ segment = null, start = EVERYBODY }: SegmentEditorProps) {
  const t = useTranslations("segments");
  const say = useRuleWords();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [name, setName] = useState(segment?.name ?? "");
  const [filter, setFilter] = useState<FilterGroup>(segment?.filter ?? start);
  const save = useMutation({
    mutationFn: () => saveSegment(segment?.segment_id ?? null, { name, filter }),
    onSuccess: async (saved) => {
      queryClient.setQueryData(segmentQueries.one(saved.segment_id).queryKey, saved);
      await queryClient.invalidateQueries({ queryKey: segmentQueries.list().queryKey });
      notifyDone(t("saved", { name: saved.name }));
      if (!segment) router.replace(`/segments/${saved.segment_id}`);
    },
  });
  const remove = (id: string) =>
    confirmAction({
      title: t("deleteTitle", { name }),
      body: t("deleteText"),
      confirmLabel: t("delete"),
      danger: true,
      onConfirm: async () => {
        await deleteSegment(id);
        await queryClient.invalidateQueries({ queryKey: segmentQueries.list().queryKey });
        router.push("/segments");
      },
    });
  return (
    <>
      <PageHeader
        title={segment?.name ?? t("new")}
        {...(segment
          ? { description: describe(segment.filter, lookupIn(new Map(Object.entries(segment.names))), say) }
          : {})}
        above={
          <Text component={Link} href="/segments" size="sm" c="dimmed">
            ← {t("back")}
          </Text>
        }
        actions={
          <>
            {segment ? (
              <Button variant="default" onClick={() => remove(segment.segment_id)}>
                {t("delete")}
              </Button>
            ) : null}
            <Button onClick={() => save.mutate()} loading={save.isPending}>
              {t("save")}
            </Button>
          </>
        }
      />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            {save.error ? <ErrorState error={save.error} title={t("notSaved")} /> : null}
            <TextInput
              label={t("name")}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              maxLength={255}
              maw={420}
            />
            <SectionCard title={t("rules")} description={t("rulesText")}>
              <FilterBuilder label={t("rules")} value={filter} onChange={setFilter} />
            </SectionCard>
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <AudiencePanel filter={filter} saved={segment} />
        </Grid.Col>
      </Grid>
    </>
  );
}
