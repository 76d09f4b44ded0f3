// Recognises keys that were typed into a message instead of being kept as secrets.

const SCHEME = /^(bearer|basic|token|key|apikey)\s+(\S{8,})$/i;
const KEY_HEADER =
  /^(?:authorization|proxy-authorization|x-api-key|api-key|apikey|x-auth-token|x-access-token|x-secret-key|x-entitytoken)$/i;
const KEY_SHAPES = [
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}/, // signed token
  /\b(?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{8,}/,
  /\b(?:xox[abprs]|ghp|gho|ghs|glpat|AKIA|AIza|SG\.|whsec_|pat-(?:na|eu)1-)[-A-Za-z0-9_.]{8,}/,
];
const KEY_PARAMETER = /[?&](?:api_?key|access_?token|token|key|secret|password|auth)=([^&#{]{8,})/i;

/** The start of something that looks like a key in a header value, or null. Liquid is no key. */
export function inlineSecretInHeader(name: string, value: string): string | null {
  const scheme = SCHEME.exec(value.trim());
  if (scheme !== null && !value.includes("{{")) return start(value);
  if (KEY_HEADER.test(name) && !value.includes("{{") && value.trim().length >= 8) return start(value);
  return inlineSecretInText(value);
}

/** The start of something that looks like a key in an address, or null. */
export function inlineSecretInUrl(url: string): string | null {
  const parameter = KEY_PARAMETER.exec(url)?.[1];
  return parameter === undefined ? inlineSecretInText(url) : start(parameter);
}

/** The start of something with the shape of a well-known kind of key, or null. */
export function inlineSecretInText(text: string): string | null {
  for (const shape of KEY_SHAPES) {
    const found = shape.exec(text)?.[0];
    if (found !== undefined) return start(found);
  }
  return null;
}

function start(text: string): string {
  return `${text.trim().slice(0, 10)}…`;
}
