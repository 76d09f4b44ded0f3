import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { chooseLocale, chooseTimeZone, LOCALE_COOKIE, TIME_ZONE_COOKIE } from "#lib/i18n/locales.ts";
import { loadMessages } from "#lib/i18n/service.ts";
import { env } from "#lib/platform/env.ts";

/** Language and zone of a request come from cookies, so addresses are the same in every language. */
export default getRequestConfig(async () => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const locale = chooseLocale(jar.get(LOCALE_COOKIE)?.value, head.get("accept-language"));
  return {
    locale,
    messages: await loadMessages(locale, { fresh: env().NODE_ENV === "development" }),
    timeZone: chooseTimeZone(jar.get(TIME_ZONE_COOKIE)?.value),
  };
});
