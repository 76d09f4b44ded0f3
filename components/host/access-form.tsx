"use client";

import { Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { secretQueries } from "#components/secret/queries.ts";
import { SectionCard } from "#components/ui/section-card.tsx";
import type { AuthPreset, HostDetail, HostSettingsInput } from "#lib/host/schema.ts";
import { HostFormFrame, type HostFormPart } from "./host-form-frame.tsx";
import type { HostField, HostForm } from "./use-host-form.ts";

const TYPES = ["none", "bearer", "basic", "header", "oauth2"] as const satisfies AuthPreset["type"][];

/** Text fields of each kind of credentials, besides the secret. */
const TEXTS = {
  none: [],
  bearer: [],
  basic: ["username"],
  header: ["name"],
  oauth2: ["token_url", "client_id", "scope", "audience"],
} as const satisfies Record<AuthPreset["type"], string[]>;
const OPTIONAL = new Set<string>(["scope", "audience"]);

type Auth = NonNullable<HostSettingsInput["auth"]>;
type Tls = NonNullable<HostSettingsInput["tls"]>;

const FIELDS = [
  "auth.secret",
  "auth.username",
  "auth.name",
  "auth.token_url",
  "auth.client_id",
  "auth.scope",
  "auth.audience",
  "tls.ca",
  "tls.client_certificate",
  "tls.client_key_secret",
] as HostField[];

/** Credentials added to every request, a private certificate authority, our own certificate. */
export function AccessForm({ host }: { host: HostDetail }) {
  const t = useTranslations("hosts");
  return (
    <HostFormFrame host={host} parts={["auth", "tls"]} fields={FIELDS} save={t("access.save")}>
      {(part) => (
        <>
          <Credentials {...part} />
          <TlsFields {...part} />
        </>
      )}
    </HostFormFrame>
  );
}

function Credentials({ form, disabled }: HostFormPart) {
  const t = useTranslations("hosts.access");
  const auth: Auth = form.watch("auth") ?? { type: "none" };
  const values = auth as Record<string, string | undefined>;
  const set = (change: Record<string, string | undefined>) =>
    form.setValue("auth", { ...auth, ...change } as Auth, { shouldDirty: true });
  return (
    <SectionCard title={t("credentials")} description={t("credentialsText")}>
      <Stack gap="md" maw={560}>
        <Select
          label={t("type")}
          allowDeselect={false}
          disabled={disabled}
          data={TYPES.map((value) => ({ value, label: t(`types.${value}`) }))}
          value={auth.type}
          onChange={(value) => form.setValue("auth", freshAuth(value), { shouldDirty: true })}
        />
        {TEXTS[auth.type].map((name) => (
          <TextInput
            key={name}
            label={t(`fields.${name}`)}
            required={!OPTIONAL.has(name)}
            disabled={disabled}
            value={values[name] ?? ""}
            error={problemAt(form, "auth", name)}
            onChange={(event) => set({ [name]: event.currentTarget.value || undefined })}
          />
        ))}
        {auth.type === "none" ? null : (
          <SecretSelect
            label={t(auth.type === "oauth2" ? "clientSecret" : "secret")}
            disabled={disabled}
            value={auth.secret}
            error={problemAt(form, "auth", "secret")}
            onChange={(secret) => set({ secret })}
          />
        )}
        {auth.type === "oauth2" ? (
          <Select
            label={t("clientAuthentication")}
            allowDeselect={false}
            disabled={disabled}
            data={(["basic", "body"] as const).map((value) => ({ value, label: t(`clientIn.${value}`) }))}
            value={auth.client_authentication ?? "basic"}
            onChange={(value) => set({ client_authentication: value ?? "basic" })}
          />
        ) : null}
      </Stack>
    </SectionCard>
  );
}

function TlsFields({ form, disabled }: HostFormPart) {
  const t = useTranslations("hosts.access");
  const tls = form.watch("tls") ?? {};
  const set = (change: Partial<Record<keyof Tls, string | undefined>>) =>
    form.setValue("tls", withoutEmpty({ ...tls, ...change }), { shouldDirty: true });
  return (
    <SectionCard title={t("tls")} description={t("tlsText")}>
      <Stack gap="md" maw={560}>
        {(["ca", "client_certificate"] as const).map((name) => (
          <Textarea
            key={name}
            label={t(`fields.${name}`)}
            description={t(`hints.${name}`)}
            placeholder="-----BEGIN CERTIFICATE-----"
            autosize
            minRows={2}
            maxRows={10}
            disabled={disabled}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            value={tls[name] ?? ""}
            error={problemAt(form, "tls", name)}
            onChange={(event) => set({ [name]: event.currentTarget.value })}
          />
        ))}
        <SecretSelect
          label={t("fields.client_key_secret")}
          clearable
          disabled={disabled}
          value={tls.client_key_secret}
          error={problemAt(form, "tls", "client_key_secret")}
          onChange={(secret) => set({ client_key_secret: secret })}
        />
      </Stack>
    </SectionCard>
  );
}

type SecretSelectProps = {
  label: string;
  value: string | undefined;
  disabled: boolean;
  clearable?: boolean;
  error: string | undefined;
  onChange: (secret: string | undefined) => void;
};

function SecretSelect({ label, value, disabled, clearable = false, error, onChange }: SecretSelectProps) {
  const t = useTranslations("hosts.access");
  const { data } = useQuery(secretQueries.list());
  const names = new Set((data?.secrets ?? []).map((secret) => secret.name));
  if (value) names.add(value);
  return (
    <Select
      label={label}
      description={t("secretText")}
      placeholder={t("secretChoose")}
      searchable
      clearable={clearable}
      disabled={disabled}
      data={[...names]}
      value={value ?? null}
      error={error}
      nothingFoundMessage={t("noSecret")}
      onChange={(name) => onChange(name ?? undefined)}
    />
  );
}

function freshAuth(type: string | null): Auth {
  switch (type) {
    case "bearer":
      return { type, secret: "" };
    case "basic":
      return { type, username: "", secret: "" };
    case "header":
      return { type, name: "", secret: "" };
    case "oauth2":
      return { type, token_url: "", client_id: "", secret: "" };
    default:
      return { type: "none" };
  }
}

function withoutEmpty(tls: Record<string, string | undefined>): Tls | null {
  const given = Object.entries(tls).filter(([, value]) => value !== undefined && value.trim() !== "");
  return given.length === 0 ? null : (Object.fromEntries(given) as Tls);
}

function problemAt(form: HostForm, part: "auth" | "tls", name: string): string | undefined {
  const errors = form.formState.errors[part] as Record<string, { message?: string }> | undefined;
  return errors?.[name]?.message;
}
