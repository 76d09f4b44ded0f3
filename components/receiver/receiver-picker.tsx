"use client";

import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { receiverQueries } from "./queries.ts";

type ReceiverPickerProps = {
  /** The address of the chosen receiver; null for the message's own. */
  value: string | null;
  onChange: (url: string | null) => void;
};

/** Sends somewhere harmless instead: one of the built-in receivers. */
export function ReceiverPicker({ value, onChange }: ReceiverPickerProps) {
  const t = useTranslations("receivers");
  const { data, isPending } = useQuery(receiverQueries.list());
  return (
    <Select
      label={t("picker.label")}
      description={t("picker.text")}
      placeholder={t("picker.own")}
      clearable
      searchable
      disabled={isPending}
      data={(data ?? []).map((receiver) => ({ value: receiver.url, label: receiver.name }))}
      value={value}
      onChange={onChange}
    />
  );
}
