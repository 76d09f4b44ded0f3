"use client";

import { notifications } from "@mantine/notifications";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { errorDetails } from "./error-details.ts";

/** Says that something was done. Never the only place where an outcome can be read. */
export function notifyDone(message: ReactNode): void {
  notifications.show({
    // It leaves by itself; a nameless button would only be in the way of a screen reader.
    withCloseButton: false,
    message,
    color: "teal",
    icon: <IconCheck size={16} aria-hidden="true" />,
  });
}

/** Says that something failed, for long enough to read it. Forms show their errors at the fields instead. */
export function notifyFailed(title: ReactNode, error: unknown): void {
  const { message, requestId } = errorDetails(error);
  notifications.show({
    withCloseButton: false,
    title,
    message: requestId ? `${message} (${requestId})` : message,
    color: "red",
    icon: <IconAlertTriangle size={16} aria-hidden="true" />,
    autoClose: 15_000,
    role: "alert",
  });
}
