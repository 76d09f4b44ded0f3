"use client";

import { Alert, List } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { FieldValues, Path, UseFormReturn } from "react-hook-form";
import type { ErrorDetails } from "./error-details.ts";

/**
 * Puts the items of an API error at the fields they name and returns those that belong to none.
 * `toField` maps API names (`re_eligibility.after_seconds`) to form names; the same name by default.
 */
export function applyApiErrors<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  details: ErrorDetails,
  fields: readonly Path<Values>[],
  toField: (field: string) => string = (field) => field,
): string[] {
  const rest: string[] = [];
  for (const item of details.errors) {
    const message = [item.message, item.hint].filter(Boolean).join(" ");
    const name = fields.find((field) => item.field !== null && field === toField(item.field));
    if (name) form.setError(name, { type: item.code, message }, { shouldFocus: true });
    else rest.push(message);
  }
  return details.errors.length === 0 ? [details.message] : rest;
}

/** Messages that belong to no field. Takes focus when it appears. */
export function ErrorSummary({ messages, title }: { messages: string[]; title?: string }) {
  const t = useTranslations("ui");
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (messages.length > 0) ref.current?.focus();
  }, [messages]);
  if (messages.length === 0) return null;
  return (
    <Alert ref={ref} tabIndex={-1} role="alert" color="red" variant="light" title={title ?? t("error.form")}>
      <List size="sm">
        {messages.map((message) => (
          <List.Item key={message}>{message}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
