"use client";

import { Box, SegmentedControl, Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { asCurl, asHttp, asSent } from "#components/campaign/preview/http-text.ts";
import { CodeBlock } from "#components/ui/code-block.tsx";
import type { AttemptView, RequestView } from "#lib/delivery/schema.ts";

const FORMS = { sent: asSent, indented: asHttp, curl: asCurl };

/** The request of the newest attempt; before the first, what the message says of it. */
export function withAllHeaders(
  request: RequestView,
  attempts: readonly Pick<AttemptView, "request_headers">[],
): RequestView {
  return { ...request, headers: attempts.at(-1)?.request_headers ?? request.headers };
}

/** A request byte by byte, indented, or as a command. */
export function SentRequest({ request }: { request: RequestView }) {
  const t = useTranslations("deliveries");
  const [form, setForm] = useState<keyof typeof FORMS>("sent");
  return (
    <Stack gap="sm" align="flex-start">
      <SegmentedControl
        aria-label={t("requestForm")}
        size="xs"
        value={form}
        onChange={(value) => setForm(value as keyof typeof FORMS)}
        data={[
          { value: "sent", label: t("requestForms.sent") },
          { value: "indented", label: t("requestForms.indented") },
          { value: "curl", label: "cURL" },
        ]}
      />
      <Box w="100%">
        <CodeBlock label={t("request")} code={FORMS[form](request)} wrap />
      </Box>
    </Stack>
  );
}
