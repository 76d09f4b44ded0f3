"use client";

import { Button, Stack, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { blockQueries, createBlock } from "./queries.ts";

/** A name and a first text; everything else is on the page of the block. */
export function NewBlock() {
  const t = useTranslations("blocks");
  const router = useRouter();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [content, setContent] = useState("");
  const create = useMutation({
    mutationFn: () => createBlock({ name: name.trim(), content, state: "draft" }),
    onSuccess: async (block) => {
      await queryClient.invalidateQueries({ queryKey: blockQueries.all });
      router.push(`/blocks/${block.content_block_id}`);
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    create.mutate();
  }
  return (
    <>
      <PageHeader title={t("new")} description={t("newText")} />
      <form onSubmit={submit}>
        <Stack maw={640}>
          {create.error ? <ErrorState error={create.error} title={t("notCreated")} /> : null}
          <TextInput
            label={t("name")}
            description={t("nameText")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            required
            spellCheck={false}
          />
          <Textarea
            label={t("content")}
            value={content}
            onChange={(event) => setContent(event.currentTarget.value)}
            autosize
            minRows={4}
            required
            ff="monospace"
          />
          <Button type="submit" loading={create.isPending} style={{ alignSelf: "flex-start" }}>
            {t("create")}
          </Button>
        </Stack>
      </form>
    </>
  );
}
