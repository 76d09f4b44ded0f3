"use client";

import { Alert, Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ErrorState } from "#components/ui/error-state.tsx";
import type { CampaignAnswer } from "#lib/campaign/schema.ts";
import { actOnCampaign, campaignQueries } from "./queries.ts";

/** What a campaign that is over still allows: nothing once it is archived, another launch once it is finished. */
export function StateBar({ campaign }: { campaign: CampaignAnswer }) {
  const t = useTranslations("composer.over");
  const router = useRouter();
  const queryClient = useQueryClient();
  const duplicate = useMutation({
    mutationFn: () => actOnCampaign(campaign.campaign_id, "duplicate"),
    onSuccess: async (copy) => {
      await queryClient.invalidateQueries({ queryKey: [...campaignQueries.all, "list"] });
      router.push(`/campaigns/${copy.campaign_id}`);
    },
  });
  const { status } = campaign;
  if (status !== "archived" && status !== "finished" && status !== "stopped") return null;
  return (
    <Alert color="gray" mb="md">
      <Group justify="space-between">
        <Text size="sm" maw={720}>
          {t(status)}
        </Text>
        {status === "stopped" ? null : (
          <Button variant="default" loading={duplicate.isPending} onClick={() => duplicate.mutate()}>
            {t("duplicate")}
          </Button>
        )}
      </Group>
      {duplicate.error ? <ErrorState error={duplicate.error} title={t("notDuplicated")} /> : null}
    </Alert>
  );
}
