"use client";

import { Anchor, Code, Group, List, Stack, Text } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import type { ApiRequestView } from "#lib/api-log/schema.ts";

/** Everything known about one call. */
export function RequestDetail({ request }: { request: ApiRequestView }) {
  const t = useTranslations("apiLog");
  const { errors, request_id: id, idempotency_key: key, dispatch_id: dispatch } = request;
  return (
    <Stack gap="xs">
      {errors.length > 0 ? (
        <List size="sm">
          {errors.map(({ code, field, message }) => (
            <List.Item key={`${code} ${field ?? ""} ${message}`}>
              <Code>{code}</Code> {field ? <Code>{field}</Code> : null} {message}
            </List.Item>
          ))}
        </List>
      ) : null}
      <Fact name={t("requestId")}>
        <Code>{id}</Code>
        <CopyButton value={id} label={t("copyRequestId")} compact />
      </Fact>
      <Fact name={t("route")}>
        <Code>
          {request.method} {request.route}
        </Code>
      </Fact>
      {key === null ? null : (
        <Fact name={t("idempotencyKey")}>
          <Code>{key}</Code>
          {request.replayed ? t("replayed") : null}
        </Fact>
      )}
      {request.send_id === null ? null : (
        <Fact name={t("sendId")}>
          <Code>{request.send_id}</Code>
        </Fact>
      )}
      {dispatch === null ? null : (
        <Fact name={t("dispatchId")}>
          <Code>{dispatch}</Code>
          <Anchor component={Link} size="sm" href={`/deliveries?dispatch_id=${dispatch}`}>
            {t("deliveries")}
          </Anchor>
        </Fact>
      )}
      <Fact name={t("caller")}>
        {request.caller}
        {request.address === null ? null : <Code>{request.address}</Code>}
      </Fact>
    </Stack>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Group gap={8}>
      <Text size="sm" c="dimmed" miw={130}>
        {name}
      </Text>
      <Group gap={6} fz="sm" style={{ overflowWrap: "anywhere" }}>
        {children}
      </Group>
    </Group>
  );
}
