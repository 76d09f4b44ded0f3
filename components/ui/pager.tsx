"use client";

import { Button, Group, Text } from "@mantine/core";
import { IconChevronRight, IconChevronsLeft } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";

type LoadMoreProps = {
  /** Rows on screen now. */
  shown: number;
  hasMore: boolean;
  loading: boolean;
  onLoadMore: () => void;
};

/** Foot of an endless list; goes with `useInfiniteQuery`. */
export function LoadMore({ shown, hasMore, loading, onLoadMore }: LoadMoreProps) {
  const t = useTranslations("ui");
  return (
    <Group justify="space-between" mt="sm">
      <Text size="sm" c="dimmed" role="status">
        {t("pager.shown", { count: shown })}
      </Text>
      {hasMore ? (
        <Button variant="default" loading={loading} onClick={onLoadMore}>
          {t("pager.more")}
        </Button>
      ) : null}
    </Group>
  );
}

/** The cursor of the present page, in the address as `?cursor=…`; null is the first page. */
export function useCursor(key = "cursor") {
  return useQueryState(key, parseAsString.withOptions({ history: "push" }));
}

type CursorPagerProps = {
  cursor: string | null;
  /** `next_cursor` of the answer. */
  nextCursor: string | null | undefined;
  onChange: (cursor: string | null) => unknown;
  /** Rows on this page. */
  shown: number;
};

/** Foot of a paged list with opaque cursors. Back is the browser's Back. */
export function CursorPager({ cursor, nextCursor, onChange, shown }: CursorPagerProps) {
  const t = useTranslations("ui");
  if (!cursor && !nextCursor) return null;
  return (
    <Group component="nav" aria-label={t("pager.label")} justify="space-between" mt="sm">
      <Text size="sm" c="dimmed" role="status">
        {t("pager.onPage", { count: shown })}
      </Text>
      <Group gap="xs">
        <Button
          variant="default"
          disabled={!cursor}
          leftSection={<IconChevronsLeft size={14} aria-hidden="true" />}
          onClick={() => onChange(null)}
        >
          {t("pager.first")}
        </Button>
        <Button
          variant="default"
          disabled={!nextCursor}
          rightSection={<IconChevronRight size={14} aria-hidden="true" />}
          onClick={() => onChange(nextCursor ?? null)}
        >
          {t("pager.next")}
        </Button>
      </Group>
    </Group>
  );
}
