"use client";

import { Button } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { z } from "zod";
import { api } from "#components/api-client.ts";
import { useCan } from "#components/shell/session.tsx";
import { notifyDone, notifyFailed } from "#components/ui/notify.tsx";

const DAY_MS = 86_400_000;

/** Made-up people with names that are not all ASCII, one of them without a name, and a few things they did. */
const PEOPLE = [
  { external_id: "sample-1", first_name: "Zoë", tier: "gold", country: "FR", time_zone: "Europe/Paris" },
  { external_id: "sample-2", first_name: "Kenji", tier: "gold", country: "JP", time_zone: "Asia/Tokyo" },
  {
    external_id: "sample-3",
    first_name: "Ana",
    tier: "silver",
    country: "BR",
    time_zone: "America/Sao_Paulo",
  },
  { external_id: "sample-4", first_name: "Noor", tier: "silver", country: "AE", time_zone: "Asia/Dubai" },
  { external_id: "sample-5", tier: "basic", country: "GB", time_zone: "Europe/London" },
];

/** Adds a few people to try things with; they can be erased like anybody else. */
export function SamplePeopleButton() {
  const t = useTranslations("people");
  const queryClient = useQueryClient();
  const mayWrite = useCan("users.write");
  const add = useMutation({
    mutationFn: () =>
      api(z.unknown(), "/users/track", { method: "POST", body: { attributes: PEOPLE, events: events() } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries();
      notifyDone(t("sampleAdded", { count: PEOPLE.length }));
    },
    onError: (error) => notifyFailed(t("sampleFailed"), error),
  });
  if (!mayWrite) return null;
  return (
    <Button
      leftSection={<IconUserPlus size={16} aria-hidden="true" />}
      loading={add.isPending}
      onClick={() => add.mutate()}
    >
      {t("sampleAdd")}
    </Button>
  );
}

/** The more of a member somebody is, the more they booked. */
function events() {
  return PEOPLE.flatMap(({ external_id }, index) =>
    Array.from({ length: PEOPLE.length - index }, (_, number) => ({
      external_id,
      name: "flight_booked",
      time: new Date(Date.now() - (number + 1) * DAY_MS).toISOString(),
      properties: { points: 40 * (number + 1), fare: 120 + 35 * number },
    })),
  );
}
