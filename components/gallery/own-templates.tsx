"use client";

import { Button, FileButton, Group, Menu, Text, Title } from "@mantine/core";
import { IconDots, IconFileImport } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { campaignQueries, createCampaign } from "#components/campaign/queries.ts";
import { createCanvas } from "#components/canvas/queries.ts";
import { confirmAction } from "#components/ui/confirm.tsx";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";
import type { CreateCampaignInput } from "#lib/campaign/schema.ts";
import { readExportedCampaigns } from "#lib/gallery/exported-campaign.ts";
import {
  campaignFromTemplate,
  canvasFromTemplate,
  readTemplateFile,
  templateFile,
} from "#lib/gallery/own-templates.ts";
import type { TemplateView } from "#lib/template/webhook-template-schema.ts";
import classes from "./gallery.module.css";
import { removeTemplate, saveTemplate, templateQueries } from "./queries.ts";

const FILE_TYPE = "application/json";

/** Templates saved in this workspace, for campaigns or for journeys, and the way in for a shared file. */
export function OwnTemplates({ kind = "campaign" }: { kind?: "campaign" | "journey" }) {
  const t = useTranslations("gallery");
  const { data: all = [] } = useQuery(templateQueries.list());
  const templates = all.filter((template) => kindOf(template) === kind);
  const queryClient = useQueryClient();
  const router = useRouter();
  /** One opens in the composer; several are found in the list. */
  async function openCampaigns(campaigns: readonly CreateCampaignInput[]) {
    const ids: string[] = [];
    for (const campaign of campaigns) ids.push((await createCampaign(campaign)).campaign_id);
    await queryClient.invalidateQueries({ queryKey: campaignQueries.all });
    notifyDone(t("own.drafts", { count: ids.length }));
    router.push(ids.length === 1 ? `/campaigns/${ids[0]}` : "/campaigns");
  }
  const load = useMutation({
    mutationFn: async (file: File) => {
      const text = await file.text();
      const exported = readExportedCampaigns(text);
      if (exported?.ok === false) throw new Error(exported.message);
      if (exported) {
        await openCampaigns(exported.campaigns);
        return null;
      }
      const read = readTemplateFile(text);
      if (!read.ok) throw new Error(read.message);
      return saveTemplate(read.template);
    },
    onSuccess: async (template) => {
      if (template === null) return;
      await queryClient.invalidateQueries({ queryKey: templateQueries.all });
      const found = kindOf(template);
      notifyDone(
        t(found === kind ? "own.imported" : `own.importedElsewhere.${found}`, { name: template.name }),
      );
    },
    onError: (error) => notifyFailed(t("own.importFailed"), error),
  });
  return (
    <section aria-labelledby="own-templates-title" className={classes.gallery}>
      <Group justify="space-between" mb="sm">
        <div>
          <Title order={2} id="own-templates-title">
            {t("own.title")}
          </Title>
          <Text c="dimmed">{t(kind === "journey" ? "own.descriptionJourney" : "own.description")}</Text>
        </div>
        <FileButton accept={FILE_TYPE} onChange={(file) => file && load.mutate(file)}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              loading={load.isPending}
              leftSection={<IconFileImport size={15} aria-hidden="true" />}
            >
              {t("own.import")}
            </Button>
          )}
        </FileButton>
      </Group>
      {templates.length === 0 ? null : (
        <ul className={classes.grid}>
          {templates.map((template) => (
            <li key={template.template_id}>
              <OwnTemplate template={template} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function kindOf({ canvas }: Pick<TemplateView, "canvas">): "campaign" | "journey" {
  return canvas ? "journey" : "campaign";
}

function OwnTemplate({ template }: { template: TemplateView }) {
  const t = useTranslations("gallery");
  const router = useRouter();
  const queryClient = useQueryClient();
  const use = useMutation({
    mutationFn: async () => {
      if (template.canvas) return `/journeys/${(await createCanvas(canvasFromTemplate(template))).canvas_id}`;
      return `/campaigns/${(await createCampaign(campaignFromTemplate(template))).campaign_id}`;
    },
    onSuccess: (path) => router.push(path),
    onError: (error) => notifyFailed(t("failed"), error),
  });
  async function remove() {
    await removeTemplate(template.template_id);
    await queryClient.invalidateQueries({ queryKey: templateQueries.all });
  }
  return (
    <article className={classes.card} aria-label={template.name}>
      <Title order={3} size="h4">
        {template.name}
      </Title>
      {template.description ? (
        <Text size="sm" className={classes.summary} lineClamp={3}>
          {template.description}
        </Text>
      ) : null}
      <Group gap="xs" mt="auto">
        <Button variant="light" onClick={() => use.mutate()} loading={use.isPending}>
          {t("own.use")}
        </Button>
        <Menu>
          <Menu.Target>
            <Button
              variant="subtle"
              color="gray"
              px={8}
              aria-label={t("own.actions", { name: template.name })}
            >
              <IconDots size={16} aria-hidden="true" />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => download(template)}>{t("own.download")}</Menu.Item>
            <Menu.Item
              color="red"
              onClick={() =>
                confirmAction({
                  title: t("own.deleteTitle", { name: template.name }),
                  body: t("own.deleteText"),
                  confirmLabel: t("own.delete"),
                  danger: true,
                  onConfirm: remove,
                })
              }
            >
              {t("own.delete")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
    </article>
  );
}

function download(template: TemplateView): void {
  const url = URL.createObjectURL(new Blob([templateFile(template)], { type: FILE_TYPE }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${template.name.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}.template.json`;
  link.click();
  URL.revokeObjectURL(url);
}
