"use client";

import {
  Alert,
  Anchor,
  Button,
  Group,
  PasswordInput,
  Popover,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { createSecret, secretQueries } from "#components/secret/queries.ts";
import { useCan } from "#components/shell/session.tsx";
import {
  AUTH_KINDS,
  type Auth,
  type AuthKind,
  authOf,
  ENCODINGS,
  type Encoding,
  NO_AUTH,
  SIGNATURE_HEADER,
  withAuth,
} from "./auth-headers.ts";
import { hostOfUrl } from "./host-of-url.ts";

type AuthSectionProps = {
  headers: Record<string, string>;
  url: string;
  onChange: (headers: Record<string, string>) => void;
};

/** How the receiver knows us: always by a stored secret, which is bound to the host it goes to. */
export function AuthSection({ headers, url, onChange }: AuthSectionProps) {
  const t = useTranslations("composer.auth");
  const written = authOf(headers);
  // Chosen but not complete yet, so not in the headers.
  const [pending, setPending] = useState<Auth | null>(null);
  const auth = pending ?? written;
  const host = hostOfUrl(url);
  function change(next: Auth) {
    const complete = next.kind === "none" || next.kind === "oauth2" || next.secret !== "";
    setPending(complete && next.kind !== "oauth2" ? null : next);
    if (complete) onChange(withAuth(headers, next));
  }
  return (
    <Stack gap="sm">
      <Select
        label={t("kind")}
        description={t("text")}
        data={AUTH_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        value={auth.kind}
        onChange={(kind) => kind && change(startOf(kind as AuthKind, auth))}
        allowDeselect={false}
        maw={360}
      />
      {auth.kind === "header" ? (
        <TextInput
          label={t("header")}
          value={auth.header}
          onChange={(event) => change({ ...auth, header: event.currentTarget.value })}
          maw={360}
          spellCheck={false}
        />
      ) : null}
      {auth.kind === "hmac" ? <Signature auth={auth} onChange={change} /> : null}
      {auth.kind === "basic" ? (
        <TextInput
          label={t("user")}
          description={t("userText")}
          value={auth.user}
          onChange={(event) => change({ ...auth, user: event.currentTarget.value.replaceAll('"', "") })}
          maw={360}
          spellCheck={false}
        />
      ) : null}
      {auth.kind === "oauth2" ? (
        <Alert color="gray">
          <Text size="sm">{t("oauth")}</Text>
          {host ? (
            <Anchor component={Link} href={`/hosts/${encodeURIComponent(host)}`} size="sm">
              {t("openHost", { host })}
            </Anchor>
          ) : null}
        </Alert>
      ) : null}
      {auth.kind === "none" || auth.kind === "oauth2" ? null : (
        <SecretChoice value={auth.secret} host={host} onChange={(secret) => change({ ...auth, secret })} />
      )}
    </Stack>
  );
}

/** Another kind with the secret kept; the header keeps its name only where it means the same. */
function startOf(kind: AuthKind, { secret, user }: Auth): Auth {
  const header = kind === "hmac" ? SIGNATURE_HEADER : NO_AUTH.header;
  return { ...NO_AUTH, kind, secret, user, header };
}

/** A signature over the body, in the receiver's own format. */
function Signature({ auth, onChange }: { auth: Auth; onChange: (auth: Auth) => void }) {
  const t = useTranslations("composer.auth");
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed" maw={640}>
        {t("hmacText")}
      </Text>
      <Group gap="sm" align="flex-end">
        <TextInput
          label={t("header")}
          value={auth.header}
          onChange={(event) => onChange({ ...auth, header: event.currentTarget.value })}
          spellCheck={false}
          w={220}
        />
        <Select
          label={t("encoding")}
          data={ENCODINGS.map((value) => ({ value, label: t(`encodings.${value}`) }))}
          value={auth.encoding}
          onChange={(encoding) => encoding && onChange({ ...auth, encoding: encoding as Encoding })}
          allowDeselect={false}
          w={140}
        />
        <TextInput
          label={t("prefix")}
          placeholder="sha256="
          value={auth.prefix}
          onChange={(event) =>
            onChange({ ...auth, prefix: event.currentTarget.value.replaceAll(/[{}]/g, "") })
          }
          spellCheck={false}
          w={140}
        />
      </Group>
    </Stack>
  );
}

type SecretChoiceProps = { value: string; host: string | null; onChange: (name: string) => void };

function SecretChoice({ value, host, onChange }: SecretChoiceProps) {
  const t = useTranslations("composer.auth");
  const mayRead = useCan("secrets.read");
  const { data } = useQuery({ ...secretQueries.list(), enabled: mayRead });
  const mayWrite = useCan("secrets.write");
  const secrets = data?.secrets ?? [];
  const chosen = secrets.find(({ name }) => name === value);
  const refused =
    chosen &&
    host &&
    chosen.allowed_hosts.length > 0 &&
    !chosen.allowed_hosts.some((allowed) => covers(allowed, host));
  return (
    <Group gap="xs" align="flex-end">
      <Select
        label={t("secret")}
        placeholder={t("choose")}
        data={secrets.map(({ name, allowed_hosts: hosts }) => ({
          value: name,
          label: hosts.length > 0 ? `${name} · ${hosts.join(", ")}` : name,
        }))}
        value={value || null}
        onChange={(name) => name && onChange(name)}
        error={refused ? t("notForHost", { host }) : undefined}
        nothingFoundMessage={t("noSecrets")}
        allowDeselect={false}
        searchable
        w={360}
      />
      {mayWrite ? <NewSecret host={host} onCreated={onChange} /> : null}
    </Group>
  );
}

function covers(allowed: string, host: string): boolean {
  return allowed.startsWith("*.") ? host.endsWith(allowed.slice(1)) : allowed === host;
}

function NewSecret({ host, onCreated }: { host: string | null; onCreated: (name: string) => void }) {
  const t = useTranslations("composer.auth");
  const queryClient = useQueryClient();
  const [opened, popover] = useDisclosure();
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const create = useMutation({
    mutationFn: () => createSecret({ name: name.trim(), value, allowed_hosts: host ? [host] : [] }),
    onSuccess: async (secret) => {
      await queryClient.invalidateQueries({ queryKey: secretQueries.all });
      onCreated(secret.name);
      setName("");
      setValue("");
      popover.close();
    },
  });
  return (
    <Popover opened={opened} onChange={popover.toggle} trapFocus width={320} shadow="md" withArrow>
      <Popover.Target>
        <Button variant="default" onClick={popover.toggle}>
          {t("new")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("new")}>
        <Stack gap="xs">
          <TextInput
            label={t("name")}
            placeholder="crm_token"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={create.error?.message}
            spellCheck={false}
            data-autofocus
          />
          <PasswordInput
            label={t("value")}
            autoComplete="off"
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
          />
          <Text size="xs" c="dimmed">
            {host ? t("bound", { host }) : t("unbound")}
          </Text>
          <Button
            size="xs"
            loading={create.isPending}
            disabled={name.trim() === "" || value === ""}
            onClick={() => create.mutate()}
          >
            {t("create")}
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
