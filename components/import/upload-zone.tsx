"use client";

import { Group, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { IconFileSpreadsheet, IconUpload, IconX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { IMPORT_LIMITS } from "#lib/import/schema.ts";
import { importQueries, uploadFile } from "./queries.ts";

const EXAMPLE = `external_id,first_name,email,country,tier
u1,Zoë,zoe@example.com,FR,gold
u2,Ben,ben@example.com,DE,silver`;

/** Drop or choose one CSV file; once it is taken, its page opens. */
export function UploadZone() {
  const t = useTranslations("imports");
  const format = useFormatter();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [tooMany, setTooMany] = useState(false);
  const upload = useMutation({
    mutationFn: uploadFile,
    onSuccess: (view) => {
      queryClient.setQueryData(importQueries.one(view.import_id).queryKey, view);
      router.push(`/people/imports/${view.import_id}`);
    },
  });
  return (
    <Stack gap="sm">
      <Dropzone
        onDrop={([file]) => {
          setTooMany(false);
          if (file) upload.mutate(file);
        }}
        onReject={() => setTooMany(true)}
        multiple={false}
        loading={upload.isPending}
        aria-label={t("drop")}
        inputProps={{ "aria-label": t("drop") }}
      >
        <Group justify="center" gap="md" mih={120} style={{ pointerEvents: "none" }}>
          <Dropzone.Accept>
            <IconUpload size={36} stroke={1.5} aria-hidden="true" />
          </Dropzone.Accept>
          <Dropzone.Reject>
            <IconX size={36} stroke={1.5} aria-hidden="true" />
          </Dropzone.Reject>
          <Dropzone.Idle>
            <IconFileSpreadsheet size={36} stroke={1.5} aria-hidden="true" />
          </Dropzone.Idle>
          <div>
            <Text fw={600} size="lg">
              {t("drop")}{" "}
              <Text span inherit c="var(--mantine-color-anchor)">
                {t("dropOr")}
              </Text>
            </Text>
            <Text size="sm" c="dimmed" maw={520}>
              {t("dropText", {
                megabytes: IMPORT_LIMITS.megabytes,
                rows: format.number(IMPORT_LIMITS.rows),
                columns: IMPORT_LIMITS.columns,
              })}
            </Text>
          </div>
        </Group>
      </Dropzone>
      <div aria-live="polite">
        {upload.isPending ? <Text size="sm">{t("uploading", { name: upload.variables.name })}</Text> : null}
        {tooMany ? <Text c="var(--sb-bad)">{t("onlyOne")}</Text> : null}
        {upload.error ? <ErrorState error={upload.error} title={t("uploadFailed")} /> : null}
      </div>
      <CodeBlock label={t("example")} code={EXAMPLE} />
    </Stack>
  );
}
