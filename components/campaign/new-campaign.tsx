"use client";

import { SimpleGrid, Text, Title, UnstyledButton } from "@mantine/core";
import { IconApi, IconWebhook, type TablerIcon } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { Gallery } from "#components/gallery/gallery.tsx";
import { OwnTemplates } from "#components/gallery/own-templates.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { CAMPAIGN_TYPES, type CampaignType, type CreateCampaignInput } from "#lib/campaign/schema.ts";
import classes from "./new-campaign.module.css";
import { createCampaign } from "./queries.ts";

const KINDS: { type: CampaignType; icon: TablerIcon }[] = [
  { type: "webhook", icon: IconWebhook },
  { type: "api", icon: IconApi },
];

const EXAMPLE_BODY = '{\n  "user": {{ ${user_id} | json }},\n  "first_name": {{ ${first_name} | json }}\n}';

/** Choose a kind; the draft opens in the composer. */
export function NewCampaign() {
  const t = useTranslations("campaigns");
  const router = useRouter();
  const [kind] = useQueryState("kind", parseAsStringLiteral(CAMPAIGN_TYPES));
  const create = useMutation({
    mutationFn: (type: CampaignType) => createCampaign(starter(type, t(`untitled.${type}`))),
    onSuccess: (campaign) => router.push(`/campaigns/${campaign.campaign_id}`),
  });
  return (
    <>
      <PageHeader title={t("new")} description={t("newDescription")} />
      {create.error ? <ErrorState error={create.error} title={t("failed")} /> : null}
      <SimpleGrid cols={{ base: 1, sm: 2 }} maw={760}>
        {KINDS.toSorted((a, b) => Number(b.type === kind) - Number(a.type === kind)).map(
          ({ type, icon: Icon }) => (
            <UnstyledButton
              key={type}
              className={classes.card}
              data-chosen={kind === type || undefined}
              autoFocus={kind === type}
              disabled={create.isPending}
              onClick={() => create.mutate(type)}
            >
              <Icon size={26} className={classes.icon} aria-hidden="true" />
              <Title order={2} size="h3">
                {t(`kinds.${type}`)}
              </Title>
              <Text c="dimmed" size="sm">
                {t(`kindText.${type}`)}
              </Text>
            </UnstyledButton>
          ),
        )}
      </SimpleGrid>
      {kind === "api" ? null : (
        <>
          <Gallery />
          <OwnTemplates />
        </>
      )}
    </>
  );
}

function starter(type: CampaignType, name: string): CreateCampaignInput {
  if (type === "api") return { name, type, variations: [{ name: "Webhook" }] };
  return {
    name,
    type,
    variations: [
      {
        name: "A",
        percentage: 100,
        webhook: {
          method: "POST",
          url: "https://",
          headers: {},
          body: { type: "json", value: EXAMPLE_BODY },
        },
      },
    ],
    re_eligibility: { allowed: true, after_seconds: 0 },
  };
}
