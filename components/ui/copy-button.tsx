"use client";

import { ActionIcon, Button, CopyButton as MantineCopyButton, Tooltip, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslations } from "next-intl";

type CopyButtonProps = {
  value: string;
  /** What is copied, e.g. "Copy delivery id". With `compact` it is the tooltip and accessible name. */
  label?: string;
  /** Icon alone. */
  compact?: boolean;
};

/** Copies text and says so, to screen readers too. */
export function CopyButton({ value, label, compact = false }: CopyButtonProps) {
  const t = useTranslations("ui");
  const name = label ?? t("copy");
  return (
    <MantineCopyButton value={value} timeout={1800}>
      {({ copied, copy }) => {
        const icon = copied ? (
          <IconCheck size={15} aria-hidden="true" />
        ) : (
          <IconCopy size={15} aria-hidden="true" />
        );
        return (
          <>
            {compact ? (
              <Tooltip label={copied ? t("copied") : name}>
                <ActionIcon aria-label={name} onClick={copy}>
                  {icon}
                </ActionIcon>
              </Tooltip>
            ) : (
              <Button variant="default" leftSection={icon} onClick={copy}>
                {copied ? t("copied") : name}
              </Button>
            )}
            <VisuallyHidden role="status">{copied ? t("copied") : ""}</VisuallyHidden>
          </>
        );
      }}
    </MantineCopyButton>
  );
}
