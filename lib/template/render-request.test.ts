import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { WebhookMessage, type WebhookMessageInput } from "#lib/webhook/schema.ts";
import { compileMessage } from "./compile-message.ts";
import type { ConnectedContentRequest } from "./connected-content.ts";
import type { RenderLimits } from "./limits.ts";
import { render, renderData, requestOf } from "./render-fixture.ts";
import { renderRequest, renderRequestSync, renderWithMask } from "./render-request.ts";

const url = "https://example.com/";
const compile = (message: WebhookMessageInput, limits?: Partial<RenderLimits>) =>
  compileMessage(WebhookMessage.parse(message), limits);
const text = (value: string): WebhookMessageInput => ({ url, body: { type: "text", value } });

describe("a signed request", () => {
  const signed: WebhookMessageInput = {
    url,
    headers: { "X-Signature": "sha256={{ request.body | hmac_sha256_hex: secrets.crm }}" },
    body: { type: "json", value: { name: "{{${first_name}}}" } },
  };

  it("carries the signature of the bytes that leave", () => {
    const request = requestOf(signed);
    const expected = createHmac("sha256", "s3cr3t-value").update('{"name":"Léa"}').digest("hex");
    expect(request.body).toBe('{"name":"Léa"}');
    expect(new Map(request.headers).get("X-Signature")).toBe(`sha256=${expected}`);
  });

  it("shows no signature where secrets are hidden", () => {
    const request = requestOf(signed, renderData(), { maskSecrets: true });
    expect(new Map(request.headers).get("X-Signature")).toBe("sha256=••••");
  });

  it("signs nothing for a message without a body", () => {
    const request = requestOf({ ...signed, method: "GET" });
    const expected = createHmac("sha256", "s3cr3t-value").update("").digest("hex");
    expect(new Map(request.headers).get("X-Signature")).toBe(`sha256=${expected}`);
  });
});

describe("the request", () => {
  it("is exact for a plain message", () => {
    expect(
      requestOf({
        url: "HTTPS://API.Example.com:443/a/b?x=1#frag",
        headers: { "X-B": " v ", "X-A": "1" },
        body: { type: "json", value: { a: 1 } },
      }),
    ).toEqual({
      method: "POST",
      url: "https://api.example.com/a/b?x=1",
      host: "api.example.com",
      headers: [
        ["Content-Type", "application/json"],
        ["X-B", "v"],
        ["X-A", "1"],
      ],
      body: '{"a":1}',
    });
  });

  it.each([
    [{ type: "json", value: '{"a":1}' }, "application/json"],
    [{ type: "form", value: { a: "b" } }, "application/x-www-form-urlencoded"],
    [{ type: "text", value: "x" }, "text/plain; charset=utf-8"],
    [{ type: "text", value: "<a/>", content_type: "application/xml" }, "application/xml"],
  ] as const)("J137 gets the content type of its body: %j", (body, expected) => {
    expect(requestOf({ url, body: structuredClone(body) as WebhookMessageInput["body"] }).headers).toEqual([
      ["Content-Type", expected],
    ]);
  });

  it("keeps the author's content type, however it is spelled", () => {
    expect(
      requestOf({
        url,
        headers: { "content-TYPE": "application/vnd.api+json" },
        body: { type: "json", value: {} },
      }).headers,
    ).toEqual([["content-TYPE", "application/vnd.api+json"]]);
  });

  it("J138 has no body and no content type of its own for GET and for the body type none", () => {
    expect(requestOf({ method: "GET", url, body: { type: "json", value: {} } })).toMatchObject({
      body: null,
      headers: [],
    });
    expect(requestOf({ method: "DELETE", url })).toMatchObject({ method: "DELETE", body: null });
  });

  it("J150 keeps big numbers, key order and spacing of a JSON text", () => {
    const value = '{ "b": 12345678901234567890, "a": 1e400, "2": 1, "1": 2 }';
    expect(requestOf({ url, body: { type: "json", value } }).body).toBe(value);
  });

  it("keeps names repeated in a form list", () => {
    expect(
      requestOf({
        url,
        body: {
          type: "form",
          value: [
            { name: "a", value: "1" },
            { name: "a", value: null },
            { name: "{{${city}}}", value: true },
          ],
        },
      }).body,
    ).toBe("a=1&a=&Lyon=true");
  });
});

describe("a refused address", () => {
  it.each([
    ["", "missing_hostname", "url.empty"],
    ["example.com/x", "missing_hostname", "url.no_scheme"],
    ["https://", "missing_hostname", "url.no_host"],
    ["https:\\\\evil.com/", "missing_hostname", "url.no_scheme"],
    ["https://\\evil.com/", "missing_hostname", "url.no_host"],
    ["https:///path", "missing_hostname", "url.no_host"],
    ["{{ nope }}/x", "missing_hostname", "url.no_scheme"],
    ["https://{{ nope }}/x", "missing_hostname", "url.no_host"],
    ["ftp://example.com/", "blocked_webhook_url", "url.scheme"],
    ["file:///etc/passwd", "blocked_webhook_url", "url.scheme"],
    ["javascript:alert(1)", "blocked_webhook_url", "url.scheme"],
    ["data:text/plain,x", "blocked_webhook_url", "url.scheme"],
    ["gopher://x/", "blocked_webhook_url", "url.scheme"],
    ["unix:/var/run/x.sock", "blocked_webhook_url", "url.scheme"],
    ["https://user:pw@example.com/", "blocked_webhook_url", "url.userinfo"],
    ["https://exa mple.com/", "invalid_url", "url.invalid"],
    ["https://example.com:99999/", "invalid_url", "url.invalid"],
    ["https://example.com/a\nb", "invalid_url", "url.control_character"],
    ["https://example.com/a/%2e%2E/b", "invalid_url", "url.dot_segment"],
    [`https://example.com/${"a".repeat(9000)}`, "payload_too_large", "url.too_long"],
  ])("I129, I130, J149 %j answers %s, %s", (address, reason, code) => {
    expect(render({ url: address })).toMatchObject({
      ok: false,
      kind: "error",
      field: "webhook.url",
      reason,
      code,
    });
  });

  it("names the part that came out empty and the value that is missing", () => {
    const result = render({ url: "https://maker.ifttt.com/trigger/{{event_properties.${name}}}/with/key/k" });
    expect(result).toMatchObject({ ok: false, code: "url.empty_segment", position: { line: 1, column: 33 } });
    expect(result.ok ? "" : result.message).toBe(
      'The address has an empty part after "/trigger/". `{{event_properties.${name}}}` has no value for this person.',
    );
    expect(render({ method: "DELETE", url: "https://example.com/users/{{ nope }}" })).toMatchObject({
      ok: false,
      code: "url.empty_segment",
    });
    expect(render({ url: "https://example.com//a/?q={{ nope }}" })).toMatchObject({
      ok: true,
      warnings: [{ variable: "nope" }],
    });
  });

  it("may be chosen by tags on several lines", () => {
    expect(
      requestOf({
        url: "{% if custom_attribute.${vip} %}\n  https://a.example/{{${city}}}\n{% else %}\n  https://b.example/\n{% endif %}",
      }).url,
    ).toBe("https://a.example/Lyon");
  });
});

describe("headers", () => {
  it.each([
    ["Host", "header.reserved"],
    ["content-length", "header.reserved"],
    ["Webhook-Signature", "header.reserved"],
    ["X Y", "header.invalid_name"],
    ["X:Y", "header.invalid_name"],
    ["É", "header.invalid_name"],
    ["", "header.invalid_name"],
  ])("J142, J145 %j is refused with %s", (name, code) => {
    expect(render({ url, headers: { [name]: "v" } })).toMatchObject({
      ok: false,
      reason: "invalid_header",
      code,
    });
  });

  it("J146, J147 are refused when they differ only by case, are too long or too many", () => {
    expect(render({ url, headers: { "X-A": "1", "x-a": "2" } })).toMatchObject({
      ok: false,
      code: "header.duplicate",
    });
    expect(render({ url, headers: { "X-A": "a".repeat(4096) } }).ok).toBe(true);
    expect(render({ url, headers: { "X-A": "a".repeat(4097) } })).toMatchObject({
      ok: false,
      code: "header.too_long",
    });
    expect(
      render({ url, headers: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`X-${i}`, "1"])) }),
    ).toMatchObject({ ok: false, code: "header.too_many" });
    expect(
      render({
        url,
        headers: Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`X-${i}`, "a".repeat(4000)])),
      }),
    ).toMatchObject({ ok: false, code: "header.total_too_long" });
  });
});

describe("an invalid JSON body", () => {
  it("is reported with line, column and reason", () => {
    const result = render({
      url,
      body: { type: "json", value: '{\n  "a": 1,\n  "n": {% if false %}1{% endif %}\n}' },
    });
    expect(result).toMatchObject({
      ok: false,
      reason: "invalid_json",
      code: "body.invalid_json",
      position: { line: 4, column: 1 },
    });
    expect(result.ok ? "" : `${result.message} ${result.hint}`).toBe(
      "The body is not valid JSON: line 4, column 1, unexpected `}`. The value before it came out empty. Print it with `| json` or give it a default.",
    );
  });
});

describe("stopping a send", () => {
  it.each([
    "{% abort_message('too late') %}",
    "{% abort_message 'too late' %}",
    '{%- abort_message( "too late" ) -%}',
    "{% assign why = 'too late' %}{% abort_message(why) %}",
  ])("%s aborts with its reason", (tag) => {
    expect(render(text(`a ${tag} b`))).toMatchObject({
      ok: false,
      kind: "abort",
      reason: "liquid_abort_message",
      message: "too late",
      field: "webhook.body",
    });
  });

  it("has words of its own when no reason is given", () => {
    expect(render(text("{% abort_message %}"))).toMatchObject({
      kind: "abort",
      message: "The template asked not to send this message.",
    });
  });

  it("never shows a secret as the reason", () => {
    expect(render(text("{% abort_message(secrets.crm) %}"))).toMatchObject({
      kind: "abort",
      message: "••••",
    });
  });
});

describe("message extras", () => {
  it("are kept as texts, the first of equal keys winning, secrets hidden", () => {
    const result = render(
      text(
        "{% message_extras :key a :value {{ custom_attribute.${points} }} %}{% message_extras :key a :value 2 %}{% message_extras :key s :value x{{ secrets.crm }} %}ok",
      ),
    );
    expect(result).toMatchObject({ ok: true, request: { body: "ok" }, extras: { a: "12", s: "x••••" } });
  });

  it("are cut at one kilobyte together", () => {
    const result = render(
      text(`{% message_extras :key a :value ${"x".repeat(2000)} %}{% message_extras :key b :value y %}`),
    );
    expect(Object.values(result.extras).join("")).toHaveLength(1023);
  });
});

describe("secrets", () => {
  const message: WebhookMessageInput = {
    url: "https://{{ secrets.crm }}.example.com/{{ secrets.crm }}/x?k={{ secrets.crm | url_param_escape }}",
    headers: { Authorization: 'Basic {{ secrets.crm | append: ":" | base64_encode }}' },
    body: {
      type: "json",
      value:
        '{% assign k = secrets.crm | upcase %}{% capture c %}<{{ k }}>{% endcapture %}{% assign parts = secrets.crm | split: "-" %}{"a":"{{ k }}","b":{{ secrets.crm | json }},"c":"{{ c }}","p":[{% for p in parts %}{{ p | json }}{% unless forloop.last %},{% endunless %}{% endfor %}],"y":"{% cycle secrets.crm %}","blk":"{{content_blocks.${auth}}}","if":{% if secrets.crm == "s3cr3t-value" %}1{% else %}2{% endif %},"v":"visible"}',
    },
  };
  const data = renderData({ content_blocks: { auth: "{{ k }}{% assign z = secrets.crm | md5 %}{{ z }}" } });

  it("are in the request, and nowhere in the masked one, whose conditions do not see them either", async () => {
    const { real, masked } = await renderWithMask(compile(message), data);
    if (!real.ok || !masked.ok) throw new Error(JSON.stringify([real, masked]));
    expect(real.request.url).toBe("https://s3cr3t-value.example.com/s3cr3t-value/x?k=s3cr3t-value");
    expect(JSON.parse(real.request.body ?? "")).toMatchObject({
      a: "S3CR3T-VALUE",
      b: "s3cr3t-value",
      p: ["s3cr3t", "value"],
      if: 1,
    });
    const shown = JSON.stringify(masked).toLowerCase();
    for (const part of ["s3cr3t", "value\\", Buffer.from("s3cr3t-value:").toString("base64").toLowerCase()])
      expect(shown).not.toContain(part);
    expect(masked.request.url).toBe("https://••••.example.com/••••/x?k=••••");
    expect(masked.request.headers).toContainEqual(["Authorization", "Basic ••••"]);
    expect(JSON.parse(masked.request.body ?? "")).toMatchObject({
      a: "••••",
      b: "••••",
      c: "••••",
      y: "••••",
      if: 2,
      v: "visible",
    });
  });

  it("cannot be read out by conditions of the masked request", () => {
    const guess =
      '{% assign cs = "s,3,c,r,e,t,-,v,a,l,u" | split: "," %}{% assign p = "" %}{% for i in (1..20) %}{% for c in cs %}{% assign q = p | append: c %}{% if secrets.crm contains q %}{% assign p = q %}{% break %}{% endif %}{% endfor %}{% endfor %}[{{ p }}]';
    expect(requestOf(text(guess), renderData()).body).not.toBe("[]");
    expect(requestOf(text(guess), renderData(), { maskSecrets: true }).body).toBe("[]");
    expect(requestOf(text(guess), renderData(), { maskPersonal: true }).body).not.toContain("s3");
  });

  it("stop the send when they do not exist", () => {
    expect(render({ url, headers: { Authorization: "Bearer {{ secrets.gone }}" } })).toMatchObject({
      ok: false,
      code: "dependency.missing",
      message: "Secret `gone` does not exist.",
      field: "webhook.headers.Authorization",
    });
    expect(render({ url, headers: { A: "{{ secrets.gone | default: 'x' }}" } }).ok).toBe(true);
  });

  it("do not make an address in data trusted because it looks masked", () => {
    const result = render(
      { url: "{{ custom_attribute.u }}" },
      renderData({
        profile: {
          id: "p",
          external_id: "u",
          attributes: {},
          custom_attributes: { u: "https://a:b@10.0.0.1/••••" },
        },
      }),
    );
    expect(result).toMatchObject({ ok: false, code: "url.userinfo" });
  });
});

describe("content blocks", () => {
  it("render in place, see names around them, and nest", () => {
    const data = renderData({
      content_blocks: {
        outer: "[{{content_blocks.${inner}}}]",
        inner: "{{${first_name}}} {{ word }}",
        "two words": "x",
      },
    });
    expect(
      requestOf(
        text("{% assign word = 'hi' %}{{content_blocks.${outer}}}{{content_blocks.${two words} | upcase}}"),
        data,
      ).body,
    ).toBe("[Léa hi]X");
  });

  it("are refused when missing, broken, circular or nested too deeply", () => {
    const blocks = {
      a: "{{content_blocks.${b}}}",
      b: "{{content_blocks.${a}}}",
      bad: "{% if %}",
      ...Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`n${n}`, `{{content_blocks.\${n${n + 1}}}}`])),
      n7: "end",
    };
    const data = renderData({ content_blocks: blocks });
    expect(render(text("{{content_blocks.${gone}}}"), data)).toMatchObject({
      code: "dependency.missing",
      message: "Content block `gone` does not exist.",
    });
    expect(render(text("{{content_blocks.${bad}}}"), data)).toMatchObject({
      reason: "template_parse_error",
      code: "content_block.syntax",
    });
    expect(render(text("{{content_blocks.${a}}}"), data)).toMatchObject({ code: "content_block.cycle" });
    expect(render(text("{{content_blocks.${n1}}}"), data)).toMatchObject({ code: "content_block.depth" });
    expect(requestOf(text("{{content_blocks.${n3}}}"), data).body).toBe("end");
  });
});

describe("connected content", () => {
  const tag =
    '{% connected_content https://api.example.com/u/{{${email_address}}}?q=1 :method post :headers {"X-K": "{{ secrets.crm }}", "Y": "{{${first_name}}}"} :body {"n": {{${city}}}} :content_type application/json :cache_max_age 900 :retry :save res %}{% if res %}{{ res.name }} {{ res.__http_status_code__ }}{% else %}none{% endif %}';

  it.each(["basic_auth", "auth_credentials"])(
    "with :%s is refused before it is sent, and says what to do",
    (name) => {
      const { errors } = compile(text(`{% connected_content https://api.example.com :${name} login %}`));
      expect(errors[0]?.message).toContain(`:${name}; give it as a header`);
    },
  );

  it("is asked for with every option, and its answer can be read", async () => {
    const asked: ConnectedContentRequest[] = [];
    const result = await renderRequest(compile(text(tag)), renderData(), {
      fetchConnectedContent: async (request) => {
        asked.push(request);
        return { ok: true, status_code: 200, body: '{"name":"Bo"}' };
      },
    });
    expect(asked).toEqual([
      {
        method: "POST",
        url: "https://api.example.com/u/lea%40example.com?q=1",
        headers: { "X-K": "s3cr3t-value", Y: "Léa" },
        body: '{"n": "Lyon"}',
        content_type: "application/json",
        cache_max_age_seconds: 900,
        no_cache: false,
        retry: true,
      },
    ]);
    expect(result).toMatchObject({ ok: true, request: { body: "Bo 200" } });
  });

  it("leaves the variable null with a warning when it fails, is not offered, or cannot be waited for", async () => {
    const compiled = compile(text(tag));
    const failing = await renderRequest(compiled, renderData(), {
      fetchConnectedContent: async () => ({ ok: false, message: "timed out" }),
    });
    expect(failing).toMatchObject({
      ok: true,
      request: { body: "none" },
      warnings: [{ code: "connected_content.failed", variable: "res" }],
    });
    expect(await renderRequest(compiled, renderData())).toMatchObject({
      request: { body: "none" },
      warnings: [{ code: "connected_content.unavailable" }],
    });
    expect(renderRequestSync(compiled, renderData())).toMatchObject({ request: { body: "none" } });
  });

  it("stops the send when the caller gave up retrying", async () => {
    const result = await renderRequest(compile(text(tag)), renderData(), {
      fetchConnectedContent: async () => ({ ok: false, message: "503", abort: true }),
    });
    expect(result).toMatchObject({ ok: false, kind: "error", reason: "exhausted_cc_retries" });
  });

  it("is called once for the real and the masked request, inside content blocks too", async () => {
    let calls = 0;
    const data = renderData({ content_blocks: { cc: "{% connected_content https://x.example/ %}" } });
    const { real, masked } = await renderWithMask(compile(text("{{content_blocks.${cc}}}")), data, {
      fetchConnectedContent: async () => ({ ok: true, status_code: 200, body: `n${(calls += 1)}` }),
    });
    expect([real, masked]).toMatchObject([{ request: { body: "n1" } }, { request: { body: "n1" } }]);
  });

  it("says which secrets a call carries, through whatever names they came", async () => {
    const carried: (readonly string[])[] = [];
    const data = renderData({
      secrets: { crm: "s3cr3t-value", other: "0ther", third: "th1rd" },
      content_blocks: {
        key: "{{ secrets.other }}",
        pass: "{% assign again = k %}{% capture both %}{{ again }}{{content_blocks.${key}}}{% endcapture %}",
      },
    });
    const source =
      '{{ secrets.third }}{% assign k = secrets.crm %}{{content_blocks.${pass}}}{% connected_content https://x.example/a :save r %}{% connected_content https://x.example/{{content_blocks.${key}}} :save r %}{% connected_content https://x.example/ :headers {"A": "{{ both }}"} :save r %}{% connected_content https://x.example/c :method post :body {{ "x" | append: again }} :save r %}{{ both }}';
    const { masked } = await renderWithMask(compile(text(source)), data, {
      fetchConnectedContent: async (_request, secrets) => {
        carried.push(secrets);
        return { ok: true, status_code: 200, body: "" };
      },
    });
    expect(carried).toEqual([[], ["other"], ["crm", "other"], ["crm"]]);
    expect(masked).toMatchObject({ ok: true, request: { body: "••••••••" } });
  });

  describe("the answer to a call that carried a secret", () => {
    const echo = async ({ url }: { url: string }) =>
      ({ ok: true, status_code: 200, body: JSON.stringify({ url }) }) as const;
    const call = (url: string, save = "r") => `{% connected_content ${url} :save ${save} %}`;
    const ask = "https://x.example/?k={{ secrets.crm }}";

    it.each([
      ["printed", `${call(ask)}{{ r.url }}`],
      ["printed without a name", `{% connected_content ${ask} %}`],
      ["kept", `${call(ask)}{% assign z = r.url %}{{ z }}`],
      ["captured", `${call(ask)}{% capture z %}{{ r.url }}{% endcapture %}{{ z }}`],
      ["looped over", `${call(ask)}{% for z in r %}{{ z }}{% endfor %}`],
      ["printed in a block", `${call(ask)}{{content_blocks.\${show}}}`],
      ["asked for in a block", "{{content_blocks.${ask}}}{{ r.url }}"],
      ["by another answer", `${call(ask)}${call("https://x.example/?k={{ r.url }}", "s")}{{ s.url }}`],
      [
        "where the masked request asks without it",
        "{% connected_content https://x.example/?k={{content_blocks.${evade}}} :save r %}{{ r.url }}",
      ],
      [
        "where the masked request does not ask",
        `{% unless secrets.crm == "••••" %}${call(ask)}{% endunless %}${call("https://x.example/", "s")}{{ s.url }}`,
      ],
    ])("is hidden with it: %s", async (_how, source) => {
      const evade = '{% if secrets.crm == "••••" %}-{% else %}{{ secrets.crm }}{% endif %}';
      const blocks = { show: "{{ r.url }}", ask: call(ask), evade };
      const { real, masked } = await renderWithMask(
        compile(text(source)),
        renderData({ content_blocks: blocks }),
        { fetchConnectedContent: echo },
      );
      expect([real.ok, masked.ok]).toEqual([true, true]);
      expect(JSON.stringify(masked)).not.toContain("s3cr3t");
    });
  });

  it("is never called with a masked secret, and answers the masked request as it did the real one", async () => {
    const asked: string[] = [];
    const source =
      '{% capture k %}Bearer {{ secrets.crm }}{% endcapture %}{% connected_content https://x.example/{{ secrets.crm }} :headers {"A":"{{ k }}"} :save one :retry %}{% unless one.ok %}{% abort_message %}{% endunless %}{{ one.ok }} {{ secrets.crm }}';
    const data = renderData({ secrets: { crm: "s3cr3t-value" } });
    const { real, masked } = await renderWithMask(compile(text(source)), data, {
      fetchConnectedContent: async (request) => {
        asked.push(`${request.url} ${request.headers.A}`);
        return request.url.includes("s3cr3t")
          ? { ok: true, status_code: 200, body: '{"ok":"yes"}' }
          : { ok: false, message: "refused", abort: true };
      },
    });
    expect(asked).toEqual(["https://x.example/s3cr3t-value Bearer s3cr3t-value"]);
    expect(real).toMatchObject({ request: { body: "yes s3cr3t-value" } });
    expect(masked).toMatchObject({ request: { body: "•••• ••••" } });
  });
});

describe("limits", () => {
  it.each([
    ["{% for i in (1..100000000) %}{% endfor %}", "liquid.too_large"],
    [
      "{% assign x = 'aaaaaaaaaa' %}{% for i in (1..60) %}{% assign x = x | append: x %}{% endfor %}",
      "liquid.too_large",
    ],
    ["{% assign x = '\"' %}{% for i in (1..60) %}{% assign x = x | json_escape %}{% endfor %}", "liquid."],
    [
      "{% for i in (1..90000) %}{% for j in (1..90000) %}{% if i == j %}{% endif %}{% endfor %}{% endfor %}",
      "liquid.",
    ],
  ])("%s stops", (template, code) => {
    const result = renderRequestSync(compile(text(template), { renderMs: 100 }), renderData());
    expect(result).toMatchObject({ ok: false, reason: "template_limit_exceeded" });
    expect(result.ok ? "" : result.code).toContain(code);
  });

  it("J151 refuse a body over its size, counted in bytes", () => {
    expect(renderRequestSync(compile(text("é".repeat(50)), { bodyBytes: 100 }), renderData()).ok).toBe(true);
    expect(renderRequestSync(compile(text("é".repeat(51)), { bodyBytes: 100 }), renderData())).toMatchObject({
      reason: "payload_too_large",
      code: "body.too_large",
    });
    expect(
      renderRequestSync(
        compile(text("{% for i in (1..60) %}ab{% endfor %}"), { bodyBytes: 100 }),
        renderData(),
      ),
    ).toMatchObject({ reason: "payload_too_large" });
  });

  it("keep hostile templates from overflowing the stack", () => {
    const deep = "{% if true %}".repeat(10_000);
    expect(compile(text(deep)).errors[0]).toMatchObject({ code: "liquid.syntax" });
    expect(compile(text("x{{ a }}".repeat(100)), { parseLength: 100 }).errors[0]).toMatchObject({
      code: "template.too_long",
    });
  });
});

describe("warnings", () => {
  it("name each missing variable once, and none that has a default or is only tested", () => {
    const result = render(
      text("{{ a.b }}{{ a.b }}{{ c | default: 1 }}{% if d %}{% endif %}{{ 'x' | append: ${nickname} }}"),
    );
    expect(result.warnings.map((warning) => warning.variable)).toEqual(["a.b", "nickname"]);
  });
});

describe("names", () => {
  it("assigned in one field are unknown in the others", () => {
    expect(
      requestOf({ url: "https://example.com/{% assign q = 1 %}x", headers: { A: "[{{ q }}]" } }).headers,
    ).toEqual([["A", "[]"]]);
  });
});

describe("values of people", () => {
  const personal = `{% assign name = \${first_name} %}{% if \${first_name} == "Léa" %}yes{% endif %} {{name}} {{custom_attribute.\${points} | plus: 1}} {{event_properties.\${fare}}} {% for tag in user.tags %}{{tag}}{% endfor %} {{campaign.\${name}}} {{ "now" }}`;
  const shown = (template: string): string =>
    requestOf(text(template), undefined, { maskPersonal: true }).body ?? "";

  it("can be hidden, while conditions still see them", () => {
    expect(shown(personal)).toBe("yes •••• •••• •••• •••••••• Loyalty now");
  });

  it("are hidden in addresses and headers, and secrets with them", () => {
    const message = {
      url: "https://example.com/{{${user_id}}}?mail={{${email_address}}}",
      headers: { "X-Name": "{{${last_name}}}", Authorization: "{{secrets.crm}}" },
    };
    const request = requestOf(message, undefined, { maskPersonal: true });
    expect(JSON.stringify(request)).not.toMatch(/user-1|lea@|Martin|s3cr3t/);
    expect(request.host).toBe("example.com");
  });
});
