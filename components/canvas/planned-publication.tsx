"use client";

import { Alert, Button, Group, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useCan } from "#components/shell/session.tsx";
import { confirmAction } from "#components/ui/confirm.tsx";
import type { CanvasAnswer } from "#lib/canvas/schema.ts";
import { cancelPublication, canvasQueries } from "./queries.ts";

/** A version that goes live later, until it does. */
export function PlannedPublication({ canvas }: { canvas: CanvasAnswer }) {
  const t = useTranslations("journeyPublish");
  const format = useFormatter();
  const queryClient = useQueryClient();
  const mayLaunch = useCan("canvas.launch");
  const plan = canvas.planned_publication;
  if (!plan) return null;
  const time = format.dateTime(new Date(plan.at), { dateStyle: "medium", timeStyle: "short" });
  return (
    <Alert color="blue" role="status">
      <Group gap="md">
        <Text size="sm">{t("waits", { number: plan.version, time, by: plan.by })}</Text>
        {mayLaunch ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() =>
              confirmAction({
                title: t("callOffTitle", { number: plan.version }),
                body: t("callOffText"),
                confirmLabel: t("callOff"),
                onConfirm: async () => {
                  const answer = await cancelPublication(canvas.canvas_id);
                  queryClient.setQueryData(canvasQueries.one(canvas.canvas_id).queryKey, answer);
                },
              })
            }
          >
            {t("callOff")}
          </Button>
        ) : null}
      </Group>
    </Alert>
  );
}
