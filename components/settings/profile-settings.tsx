"use client";

import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { accountCall } from "#components/shell/account-client.ts";
import { useSession } from "#components/shell/session.tsx";
import { ErrorSummary } from "#components/ui/form-errors.tsx";
import { notifyDone } from "#components/ui/notify.tsx";
import { SectionCard } from "#components/ui/section-card.tsx";
import { useErrorDetails } from "#components/ui/use-error-details.ts";
import { Password, PersonName } from "#lib/workspace/schema.ts";
import classes from "./settings.module.css";

/** The signed-in person's own name and password. */
export function ProfileSettings() {
  return (
    <>
      <NameForm />
      <PasswordForm />
    </>
  );
}

function NameForm() {
  const t = useTranslations("settings");
  const { user } = useSession();
  const router = useRouter();
  const [name, setName] = useState(user.name);
  const { busy, problems, run } = useSubmit();

  function submit(event: FormEvent) {
    event.preventDefault();
    const parsed = PersonName.safeParse(name);
    void run(parsed.success ? null : (parsed.error.issues[0]?.message ?? ""), async () => {
      await accountCall("update-user", { name: parsed.data });
      notifyDone(t("profile.nameSaved"));
      router.refresh();
    });
  }

  return (
    <SectionCard title={t("tabs.profile")} description={t("profile.description")}>
      <form onSubmit={submit}>
        <Stack gap="md" className={classes.form}>
          <ErrorSummary messages={problems} />
          <TextInput
            label={t("profile.name")}
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t("profile.email")}
            description={t("profile.emailHint")}
            value={user.email}
            readOnly
          />
          <Group>
            <Button type="submit" loading={busy}>
              {t("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </SectionCard>
  );
}

function PasswordForm() {
  const t = useTranslations("settings");
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const { busy, problems, run } = useSubmit();

  function submit(event: FormEvent) {
    event.preventDefault();
    void run(Password.safeParse(next).success ? null : t("profile.short"), async () => {
      await accountCall("change-password", {
        currentPassword: current,
        newPassword: next,
        revokeOtherSessions: true,
      });
      setCurrent("");
      setNext("");
      notifyDone(t("profile.changed"));
    });
  }

  const shown = problems.map((problem) => (problem === "Invalid password" ? t("profile.wrong") : problem));
  return (
    <SectionCard title={t("profile.passwordTitle")}>
      <form onSubmit={submit}>
        <Stack gap="md" className={classes.form}>
          <ErrorSummary messages={shown} />
          <PasswordInput
            label={t("profile.current")}
            autoComplete="current-password"
            required
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <PasswordInput
            label={t("profile.next")}
            autoComplete="new-password"
            required
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
          />
          <Group>
            <Button type="submit" loading={busy}>
              {t("profile.change")}
            </Button>
          </Group>
        </Stack>
      </form>
    </SectionCard>
  );
}

/** Busy and error state of one form; `problem` is what a check found before the call. */
function useSubmit() {
  const read = useErrorDetails();
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<string[]>([]);
  async function run(problem: string | null, work: () => Promise<void>) {
    if (problem !== null) return setProblems([problem]);
    setBusy(true);
    setProblems([]);
    try {
      await work();
    } catch (error) {
      setProblems([read(error).message]);
    } finally {
      setBusy(false);
    }
  }
  return { busy, problems, run };
}
