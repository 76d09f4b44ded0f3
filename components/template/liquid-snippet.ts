/** Liquid for a value that was chosen rather than typed. Pure. */

export const VARIABLE_GROUPS = ["standard", "custom", "event", "call", "secret", "other"] as const;
export type VariableGroup = (typeof VARIABLE_GROUPS)[number];

export const FILTERS = [
  "",
  "upcase",
  "downcase",
  "capitalize",
  "date",
  "url_param_escape",
  "json_escape",
  "round",
] as const;

const PREFIXES: [string, VariableGroup][] = [
  ["${", "standard"],
  ["custom_attribute.", "custom"],
  ["event_properties.", "event"],
  ["api_trigger_properties.", "call"],
  ["secrets.", "secret"],
];

export function groupOf(name: string): VariableGroup {
  return PREFIXES.find(([prefix]) => name.startsWith(prefix))?.[1] ?? "other";
}

/** `{{ name | default: 'friend' | upcase }}`; the default comes first, so that the filter meets it too. */
export function liquidFor({
  name,
  fallback,
  filter,
}: {
  name: string;
  fallback: string;
  filter: string;
}): string {
  const steps = [
    name,
    // Liquid knows no escapes in texts: whichever quote is not inside.
    ...(fallback === ""
      ? []
      : [`default: ${fallback.includes("'") ? `"${fallback.replaceAll('"', "")}"` : `'${fallback}'`}`]),
    ...(filter === "" ? [] : [filter === "date" ? "date: '%Y-%m-%d'" : filter]),
  ];
  return `{{${steps.join(" | ")}}}`;
}

/** A branch for each language of the profile, with a text for everybody else last. */
export function languageBranches(languages: readonly string[], otherwise: string): string {
  const branches = languages.map((language) => `{% when '${language}' %}${otherwise}`);
  return `{% case \${language} %}${branches.join("")}{% else %}${otherwise}{% endcase %}`;
}
