"use client";

import { Anchor, Text, useComputedColorScheme } from "@mantine/core";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ListSkeleton } from "#components/ui/skeletons.tsx";
import classes from "./reference-view.module.css";

const DOCUMENT = "/api/v1/openapi.json";

const ApiReference = dynamic(() => import("./api-reference.tsx").then((module) => module.ApiReference), {
  ssr: false,
  loading: () => <ListSkeleton />,
});

/** Every call of the API, to read and to try. */
export function ReferenceView() {
  const t = useTranslations("developers.reference");
  const scheme = useComputedColorScheme("light");
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <Anchor href={DOCUMENT} size="sm" download="signalbox-openapi.json">
            {t("download")}
          </Anchor>
        }
      />
      <Text size="sm" c="dimmed" mb="md">
        {t("session")}
      </Text>
      <div className={classes.frame}>
        <ApiReference key={scheme} url={DOCUMENT} dark={scheme === "dark"} />
      </div>
    </>
  );
}
