"use client";

import { Group, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import classes from "./code-block.module.css";
import { CopyButton } from "./copy-button.tsx";

type CodeBlockProps = {
  code: string;
  /** Names the block for screen readers and shows above it, e.g. "curl" or "Response body". */
  label: string;
  /** Wrap long lines instead of scrolling sideways. */
  wrap?: boolean;
  maxHeight?: number | string;
  withCopy?: boolean;
};

/** Read-only monospaced text with a copy button. */
export function CodeBlock({ code, label, wrap = false, maxHeight = 420, withCopy = true }: CodeBlockProps) {
  const t = useTranslations("ui");
  return (
    <figure className={classes.figure}>
      <Group component="figcaption" justify="space-between" className={classes.caption} wrap="nowrap">
        <Text size="xs" c="dimmed" fw={550} truncate>
          {label}
        </Text>
        {withCopy ? <CopyButton value={code} label={t("copyNamed", { name: label })} compact /> : null}
      </Group>
      <section
        className={classes.scroll}
        style={{ maxHeight }}
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
      >
        <pre className={classes.pre} data-wrap={wrap || undefined}>
          <code>{code}</code>
        </pre>
      </section>
    </figure>
  );
}
