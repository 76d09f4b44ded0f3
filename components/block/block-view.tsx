"use client";

import { Alert, Button, Grid, Group, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useCan } from "#components/shell/session.tsx";
import { TemplateEditor } from "#components/template/template-editor.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { QueryView } from "#components/ui/query-view.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { ContentBlockView, PatchContentBlock } from "#lib/template/content-block-schema.ts";
import { BlockHistory } from "./block-history.tsx";
import { BlockPreviewCard } from "./block-preview-card.tsx";
import { BlockUsageCard } from "./block-usage-card.tsx";
import { blockQueries, changeBlock, deleteBlock } from "./queries.ts";

/** One block: its text, what it becomes, which messages use it, and what it was before. */
export function BlockView({ id }: { id: string }) {
  const query = useQuery(blockQueries.one(id));
  return (
    <QueryView query={query}>{(block) => <Editor key={block.content_block_id} block={block} />}</QueryView>
  );
}

function Editor({ block }: { block: ContentBlockView }) {
  const t = useTranslations("blocks");
  const mayWrite = useCan("content_blocks.write");
  const [content, setContent] = useState(block.content);
  const { save, askToSave } = useSaving(block, content);
  const changed = content !== block.content;
  return (
    <>
      <PageHeader
        title={block.name}
        status={<StatusBadge status={block.state} />}
        above={
          <Text component={Link} href="/blocks" size="sm" c="dimmed">
            ← {t("title")}
          </Text>
        }
        actions={
          <Group gap="xs">
            <CopyButton value={block.liquid_tag} label={t("copyTag")} />
            {mayWrite ? <Actions block={block} onState={(state) => save.mutate({ state })} /> : null}
            {mayWrite ? (
              <Button disabled={!changed} loading={save.isPending} onClick={askToSave}>
                {t("save")}
              </Button>
            ) : null}
          </Group>
        }
      />
      {save.error ? <ErrorState error={save.error} title={t("notSaved")} /> : null}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="lg" style={{ "--section-gap": "0" } as React.CSSProperties}>
            <SectionCard title={t("content")} description={t("contentText", { tag: block.liquid_tag })}>
              <TemplateEditor
                label={t("content")}
                value={content}
                onChange={setContent}
                language="text"
                variables={[]}
                minHeight="220px"
                readOnly={!mayWrite}
              />
              {changed ? (
                <Alert color="yellow" mt="sm" styles={{ message: { color: "var(--sb-warn)" } }}>
                  {t("unsaved")}
                </Alert>
              ) : null}
            </SectionCard>
            <BlockHistory
              id={block.content_block_id}
              current={content}
              onRestore={mayWrite ? setContent : null}
            />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack gap="lg" style={{ "--section-gap": "0" } as React.CSSProperties}>
            <BlockPreviewCard content={content} />
            <BlockUsageCard id={block.content_block_id} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

/** Saving changes every message at once, so it first says how many those are. */
function useSaving(block: ContentBlockView, content: string) {
  const t = useTranslations("blocks");
  const queryClient = useQueryClient();
  const usage = useQuery(blockQueries.usage(block.content_block_id));
  const save = useMutation({
    mutationFn: (patch: PatchContentBlock) => changeBlock(block.content_block_id, patch),
    onSuccess: async (answer) => {
      queryClient.setQueryData(blockQueries.one(block.content_block_id).queryKey, answer);
      await queryClient.invalidateQueries({ queryKey: blockQueries.all });
      notifyDone(t("saved"));
    },
  });
  const live = (usage.data?.used_in ?? []).filter(
    (item) => item.live && item.kind !== "content_block",
  ).length;
  return {
    save,
    askToSave: () =>
      live === 0
        ? save.mutate({ content })
        : confirmAction({
            title: t("saveTitle", { count: live }),
            body: t("saveText"),
            confirmLabel: t("saveNow"),
            onConfirm: () => save.mutateAsync({ content }),
          }),
  };
}

type ActionsProps = { block: ContentBlockView; onState: (state: "active" | "draft") => void };

function Actions({ block, onState }: ActionsProps) {
  const t = useTranslations("blocks");
  const router = useRouter();
  const queryClient = useQueryClient();
  return (
    <>
      <Button variant="default" onClick={() => onState(block.state === "active" ? "draft" : "active")}>
        {t(block.state === "active" ? "toDraft" : "toActive")}
      </Button>
      <Button
        variant="default"
        onClick={() =>
          confirmAction({
            title: t("deleteTitle", { name: block.name }),
            body: t("deleteText"),
            confirmLabel: t("delete"),
            danger: true,
            onConfirm: async () => {
              await deleteBlock(block.content_block_id);
              await queryClient.invalidateQueries({ queryKey: [...blockQueries.all, "list"] });
              router.push("/blocks");
            },
          })
        }
      >
        {t("delete")}
      </Button>
    </>
  );
}
