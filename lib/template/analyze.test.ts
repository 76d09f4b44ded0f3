import { describe, expect, it } from "vitest";
import { WebhookMessage, type WebhookMessageInput } from "#lib/webhook/schema.ts";
import {
  analyzeMessage,
  branchCoverage,
  contentBlockNames,
  listBranches,
  requestSecretNames,
  secretNames,
  usesSecrets,
} from "./analyze.ts";
import { compileMessage } from "./compile-message.ts";
import { renderData } from "./render-fixture.ts";
import { renderRequestSync } from "./render-request.ts";
import { suggestName } from "./suggest-name.ts";
import { findUnknownVariables, type KnownNames } from "./unknown-variables.ts";

const compile = (message: WebhookMessageInput) => compileMessage(WebhookMessage.parse(message));
const text = (value: string) => compile({ url: "https://example.com/", body: { type: "text", value } });
const paths = (value: string) => analyzeMessage(text(value)).variables.map((use) => use.path);

describe("analysis", () => {
  it("lists variables of outputs, filters, tags and addresses with their places", () => {
    const compiled = compile({
      url: "https://example.com/{{${user_id}}}",
      headers: { A: "{{ secrets.crm }}" },
      body: {
        type: "json",
        value: {
          a: {
            b: "{% if custom_attribute.${my tier} %}\n {{ event_properties.${fare} | plus: context.${x} | default: 0 }}{% endif %}",
          },
        },
      },
    });
    const { variables, secrets } = analyzeMessage(compiled);
    expect(variables.map(({ path, field }) => [path, field])).toEqual([
      ["user_id", "webhook.url"],
      ["secrets.crm", "webhook.headers.A"],
      ["custom_attribute.my tier", "webhook.body.value.a.b"],
      ["event_properties.fare", "webhook.body.value.a.b"],
      ["context.x", "webhook.body.value.a.b"],
    ]);
    expect(variables[3]).toMatchObject({ line: 2, column: 5, hasDefault: true, printed: true });
    expect(secrets).toEqual(["crm"]);
  });

  it("leaves out names the template makes itself", () => {
    expect(
      paths(
        "{% assign n = a.b %}{% for t in c.tags %}{{ t.x }}{{ forloop.index }}{% endfor %}{{ n }}{% capture m %}{{ d }}{% endcapture %}{{ m }}",
      ),
    ).toEqual(["a.b", "c.tags", "d"]);
  });

  it("finds secrets in tags, filters, connected content and content blocks", () => {
    const blocks = { outer: "{{content_blocks.${inner}}}", inner: "{{ secrets.deep }}" };
    const compiled = text(
      '{% if secrets.a %}{% endif %}{{ "x" | append: secrets.b }}{% connected_content https://x/ :headers {"K": "{{ secrets.c }}"} :save r %}{{content_blocks.${outer}}}',
    );
    expect(secretNames(compiled, blocks)).toEqual(["a", "b", "c", "deep"]);
    expect(contentBlockNames(compiled, blocks)).toEqual(["outer", "inner"]);
    expect(compiled.usesConnectedContent).toBe(true);
    expect(usesSecrets(text("{{ first_name }}"))).toBe(false);
  });
});

describe("secrets that travel in the request", () => {
  const call = (value: string) => `{% connected_content https://x/${value} :save r %}`;

  it.each([
    ["used in a call alone", call("{{ secrets.a }}"), []],
    ["used in both", `${call("{{ secrets.a }}")}{{ secrets.a }}`, ["a"]],
    ["kept for a call", `{% assign k = secrets.a | upcase %}${call("{{ k }}")}{{ r }}`, []],
    ["kept and printed", `{% assign k = secrets.a %}${call("{{ k }}")}{{ k }}`, ["a"]],
    ["captured for a call", `{% capture k %}B {{ secrets.a }}{% endcapture %}${call("{{ k }}")}`, []],
    ["captured with a call", `{% capture k %}${call("{{ secrets.a }}")}{% endcapture %}{{ k }}`, []],
    ["captured and printed", "{% capture k %}B {{ secrets.a }}{% endcapture %}{{ k }}", ["a"]],
    ["tested", `{% if secrets.a == "x" %}y{% endif %}${call("{{ secrets.b }}")}`, ["a"]],
    ["kept for a block", `{% assign k = secrets.a %}{{content_blocks.\${show}}}`, ["a"]],
    ["named while rendering", "{{ secrets[custom_attribute.key] }}", ["*"]],
  ])("%s", (_what, template, expected) => {
    expect(requestSecretNames(text(template), { show: "{% assign z = k %}{{ z }}" })).toEqual(expected);
  });
});

describe("branches", () => {
  const template =
    "{% if custom_attribute.vip %}a{% elsif x %}b{% endif %}{% case custom_attribute.tier %}{% when 'gold' %}g{% when 'silver', 'tin' %}s{% else %}o{% endcase %}{% for t in custom_attribute.tags %}{{ t }}{% endfor %}{% unless custom_attribute.vip %}u{% endunless %}";

  it("are listed with the words of their condition", () => {
    expect(listBranches(text(template)).map(({ tag, condition }) => `${tag} ${condition}`.trim())).toEqual([
      "if custom_attribute.vip",
      "elsif x",
      "else",
      "when 'gold'",
      "when 'silver', 'tin'",
      "else",
      "for custom_attribute.tags",
      "else",
      "unless custom_attribute.vip",
      "else",
    ]);
  });

  it("are collected while rendering", () => {
    const compiled = text(template);
    const branches = new Set<string>();
    const result = renderRequestSync(compiled, renderData(), { branches });
    expect(result).toMatchObject({ ok: true, request: { body: "agab" } });
    const coverage = branchCoverage(compiled, branches);
    expect(coverage).toMatchObject({ covered: 4, total: 10 });
    expect(coverage.missed.map((branch) => branch.tag)).toEqual([
      "elsif",
      "else",
      "when",
      "else",
      "else",
      "unless",
    ]);
  });
});

describe("unknown variables", () => {
  const known: KnownNames = {
    attributes: ["shoe_size"],
    custom_attributes: ["tier", "my tier"],
    event_properties: ["fare"],
    secrets: ["crm_token"],
    content_blocks: ["footer"],
  };
  const problems = (template: string) => {
    const { variables, contentBlocks } = analyzeMessage(text(template));
    return findUnknownVariables(variables, contentBlocks, known).map(
      ({ code, message, hint }) => `${code}: ${message} ${hint}`,
    );
  };

  it("suggest the name that was meant", () => {
    expect(problems("{{${first_nme}}}")).toEqual([
      "liquid.unknown_variable: `first_nme` is not known. Did you mean `first_name`?",
    ]);
    expect(problems("{{custom_attribute.${teir}}}")).toEqual([
      "liquid.unknown_variable: `custom_attribute.teir` is not known. Did you mean `custom_attribute.tier`?",
    ]);
    expect(problems("{{ evnt.name }}")).toEqual([
      "liquid.unknown_variable: `evnt.name` is not known. Did you mean `event`?",
    ]);
    expect(problems("{{ first_name }}")).toEqual([
      "liquid.unknown_variable: `first_name` is not known. Write `${first_name}` to read this attribute.",
    ]);
  });

  it("are errors for secrets and content blocks", () => {
    expect(problems("{{ secrets.crm_tokn }}{{content_blocks.${foter}}}")).toEqual([
      "dependency.missing: Secret `crm_tokn` does not exist. Did you mean `crm_token`?",
      "dependency.missing: Content block `foter` does not exist. Did you mean `footer`?",
    ]);
  });

  it("are not reported for known names and for lists nobody gave", () => {
    expect(
      problems(
        "{{${shoe_size}}}{{custom_attribute.${my tier}}}{{event_properties.${fare}}}{{ context.${anything} }}{{ user.tier }}{% assign q = 1 %}{{ q }}",
      ),
    ).toEqual([]);
  });
});

describe("suggestName", () => {
  it.each([
    ["frist_name", "first_name"],
    ["FIRST_NAME", "first_name"],
    ["zzzzzz", null],
    ["x", null],
  ])("%s → %s", (written, expected) => {
    expect(suggestName(written, ["first_name", "last_name", "city"])).toBe(expected);
  });
});
