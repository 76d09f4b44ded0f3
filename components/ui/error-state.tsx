"use client";

import { Button, Group, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconRefresh } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyButton } from "./copy-button.tsx";
import type { ErrorDetails } from "./error-details.ts";
import classes from "./state-panel.module.css";
import { useErrorDetails } from "./use-error-details.ts";

type ErrorStateProps = {
  /** Whatever was thrown; API errors show their items and request id. */
  error: unknown;
  /** What was being done, e.g. "Campaigns could not be loaded". */
  title?: ReactNode;
  onRetry?: (() => void) | undefined;
  /** Where the request id comes from when the error itself carries none. */
  requestId?: string | undefined;
};

/** What failed, why, the request id to quote, and Retry. Stays inside its own panel. */
export function ErrorState({ error, title, onRetry, requestId }: ErrorStateProps) {
  const t = useTranslations("ui");
  const details = useErrorDetails()(error);
  const id = requestId ?? details.requestId;
  const [only] = details.errors.length === 1 ? details.errors : [];
  // One problem is the message itself: it is not said again in a list.
  const isSaid = only !== undefined && only.message === details.message;
  return (
    <div role="alert" className={classes.error}>
      <Group align="flex-start" wrap="nowrap" gap="sm">
        <IconAlertTriangle size={18} className={classes.errorIcon} aria-hidden="true" />
        <Stack gap={6} miw={0}>
          <Text fw={600}>{title ?? t("error.title")}</Text>
          <Text c="dimmed">{details.status === 403 ? t("error.forbidden") : details.message}</Text>
          {isSaid && only.hint ? <Text size="sm">{only.hint}</Text> : null}
          {details.errors.length > 0 && !isSaid ? <ErrorItems items={details.errors} /> : null}
          <Group gap="xs" mt={4}>
            {onRetry ? (
              <Button variant="default" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
                {t("error.retry")}
              </Button>
            ) : null}
            {id ? <CopyButton value={id} label={t("error.copyRequestId")} /> : null}
          </Group>
        </Stack>
      </Group>
    </div>
  );
}

/** Messages of single fields often end without a full stop; a hint follows them. */
const sentence = (text: string): string => (/[.!?…:]$/.test(text) ? text : `${text}.`);

function ErrorItems({ items }: { items: ErrorDetails["errors"] }) {
  return (
    <List size="sm">
      {items.map((item) => (
        <List.Item key={`${item.code}:${item.field}:${item.message}`}>
          {item.field ? <code>{item.field}</code> : null} {sentence(item.message)} {item.hint}
        </List.Item>
      ))}
    </List>
  );
}
