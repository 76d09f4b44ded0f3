import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { json, render, renderData, requestOf } from "./render-fixture.ts";

const withValue = (value: unknown) => {
  const data = renderData();
  return { ...data, profile: { ...data.profile!, custom_attributes: { x: value } } };
};
const nasty = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.string({
    unit: fc.constantFrom(
      '"',
      "\\",
      "\n",
      "\r",
      "\0",
      "{{",
      "}}",
      "{%",
      "%}",
      "/",
      "..",
      "?",
      "#",
      "&",
      "=",
      "%",
      "+",
      "é",
      "🎉",
      "\u2028",
      "\ud800",
      "'",
      "<",
      "</script>",
      ":",
      "@",
    ),
  }),
);
const url = "https://example.com/";

describe("a value in a JSON template", () => {
  it("never breaks the body and arrives unchanged, inside quotes, bare, and through json filters", () => {
    fc.assert(
      fc.property(nasty, (value) => {
        const template = `{"a":"<{{custom_attribute.x}}>","b":{{custom_attribute.x}},"c":{{custom_attribute.x | json}},"d":"{{custom_attribute.x | json_escape}}","e":"{{custom_attribute.x | json}}","f":{{custom_attribute.x | json_escape}}}`;
        expect(json(template, withValue(value))).toEqual({
          a: `<${value}>`,
          b: value,
          c: value,
          d: value,
          e: value,
          f: value,
        });
      }),
    );
  });

  it("keeps its type when it stands bare", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const expected = JSON.parse(JSON.stringify(value));
        expect(
          json(
            '{"v":{{custom_attribute.x}},"w":[{{ custom_attribute.x | as_json_string }}]}',
            withValue(value),
          ),
        ).toEqual({ v: expected, w: [expected] });
      }),
    );
  });

  it("goes safely through assign, capture, loops and content blocks", () => {
    const template = `{% assign y = custom_attribute.x %}{% capture z %}Hi {{ y }}{% endcapture %}{% capture items %}{% for i in (1..2) %}{"n":"{{ y }}"}{% unless forloop.last %},{% endunless %}{% endfor %}{% endcapture %}{"z":"{{ z }}","q":{{ z }},"items":[{{ items }}],"block":"{{content_blocks.\${greet}}}"}`;
    fc.assert(
      fc.property(nasty, (value) => {
        const data = { ...withValue(value), content_blocks: { greet: "Dear {{custom_attribute.${x}}}" } };
        expect(json(template, data)).toEqual({
          z: `Hi ${value}`,
          q: `Hi ${value}`,
          items: [{ n: value }, { n: value }],
          block: `Dear ${value}`,
        });
      }),
    );
  });

  it("serialises missing values as null, and leaves nothing inside quotes", () => {
    expect(
      json(
        '{"a":{{ nope }},"b":"{{ nope }}","c":{{ nope | json }},"d":{{ nope | default: 5 }},"e":"{{ nope | json }}"}',
      ),
    ).toEqual({ a: null, b: "", c: null, d: 5, e: "" });
  });

  it("serialises what filters and tags made", () => {
    expect(
      json(
        '{% assign o = custom_attribute.tags | as_json_string %}{"o":{{ o }},"s":"{{ o }}","n":{{ "2" | plus: 1 }},"c":{% cycle "x", "y" %},"i":{% increment k %}}',
      ),
    ).toEqual({ o: ["a", "b"], s: '["a","b"]', n: 3, c: "x", i: 0 });
  });

  it("inserts a raw value untouched, and still refuses what is then no JSON", () => {
    const data = withValue('1,"b":2');
    expect(json('{"a":{{ custom_attribute.x | raw }}}', data)).toEqual({ a: 1, b: 2 });
    expect(
      render({ url, body: { type: "json", value: '{"a":{{ custom_attribute.x | raw }}' } }, data),
    ).toMatchObject({ ok: false, reason: "invalid_json" });
  });
});

describe("a value in a JSON tree", () => {
  it("keeps its type when it is the whole text, and is text otherwise", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const body =
          requestOf(
            { url, body: { type: "json", value: { v: "{{custom_attribute.x}}", n: [1, true, null] } } },
            withValue(value),
          ).body ?? "";
        expect(JSON.parse(body)).toEqual({ v: JSON.parse(JSON.stringify(value)), n: [1, true, null] });
      }),
    );
  });

  it("never breaks the body, as value, part of a text, or name", () => {
    fc.assert(
      fc.property(nasty, (value) => {
        const tree = {
          a: "{{custom_attribute.x}}",
          b: "<{{custom_attribute.x}}>",
          "k{{custom_attribute.x}}": 1,
          e: "<{{ custom_attribute.x | json_escape }}>",
          r: "{{ custom_attribute.x | raw }}",
        };
        const body = requestOf({ url, body: { type: "json", value: tree } }, withValue(value)).body ?? "";
        expect(JSON.parse(body)).toEqual({
          a: value,
          b: `<${value}>`,
          [`k${value}`]: 1,
          e: `<${value}>`,
          r: value,
        });
      }),
    );
  });

  it("is null when missing, with a warning that names the place", () => {
    const result = render({
      url,
      body: { type: "json", value: { to: { zip: "{{custom_attribute.${zip}}}" } } },
    });
    expect(result).toMatchObject({
      ok: true,
      request: { body: '{"to":{"zip":null}}' },
      warnings: [
        {
          code: "liquid.missing_value",
          field: "webhook.body.value.to.zip",
          variable: "custom_attribute.zip",
        },
      ],
    });
  });
});

describe("a value in an address", () => {
  it("stays within its part of the path or query", () => {
    fc.assert(
      fc.property(nasty, (value) => {
        const result = render(
          {
            url: "https://example.com/a/{{custom_attribute.x}}/b?q={{custom_attribute.x}}&z=1",
            method: "GET",
          },
          withValue(value),
        );
        if (value === "" || value === "." || value === "..") {
          expect(result.ok).toBe(false);
          return;
        }
        if (!result.ok) throw new Error(result.message);
        const parsed = new URL(result.request.url);
        expect(parsed.host).toBe("example.com");
        expect(parsed.pathname.split("/").map(decodeURIComponent)).toEqual([
          "",
          "a",
          value.toWellFormed(),
          "b",
        ]);
        expect([...parsed.searchParams]).toEqual([
          ["q", value.toWellFormed()],
          ["z", "1"],
        ]);
      }),
    );
  });

  it("is not encoded twice", () => {
    const data = withValue("a b/c");
    expect(
      requestOf(
        {
          url: "https://example.com/{{ custom_attribute.x | url_param_escape }}/{{ custom_attribute.x | url_encode }}?q={{ custom_attribute.x | url_encode }}",
        },
        data,
      ).url,
    ).toBe("https://example.com/a%20b%2Fc/a%20b%2Fc?q=a+b%2Fc");
  });

  it("may supply the whole address or its beginning", () => {
    expect(requestOf({ url: "{{custom_attribute.x}}" }, withValue("https://h.example/p?q=1")).url).toBe(
      "https://h.example/p?q=1",
    );
    expect(
      requestOf(
        { url: "{{ template.base }}/v1/{{ custom_attribute.x }}" },
        { ...withValue("a/b"), template: { base: "http://h.example:8080/api" } },
      ),
    ).toMatchObject({ url: "http://h.example:8080/api/v1/a%2Fb", host: "h.example:8080" });
    expect(requestOf({ url: "https://{{ custom_attribute.x }}.example.com/" }, withValue("eu")).host).toBe(
      "eu.example.com",
    );
  });

  it("I131 cannot move the request to another host", () => {
    for (const value of ["evil.com/", "evil.com#", "a@evil.com", "evil.com?", "evil.com\\"]) {
      const result = render({ url: "https://{{ custom_attribute.x }}.example.com/" }, withValue(value));
      expect(result.ok ? result.request.host : "refused").toBe("refused");
    }
  });
});

describe("a value in a form", () => {
  it("arrives unchanged", () => {
    fc.assert(
      fc.property(nasty, (value) => {
        const body =
          requestOf(
            {
              url,
              body: {
                type: "form",
                value: {
                  "to[name]": "Dear {{custom_attribute.x}}",
                  n: 5,
                  e: "{{ custom_attribute.x | url_param_escape }}",
                },
              },
            },
            withValue(value),
          ).body ?? "";
        expect([...new URLSearchParams(body)]).toEqual([
          ["to[name]", `Dear ${value.toWellFormed()}`],
          ["n", "5"],
          ["e", value.toWellFormed()],
        ]);
      }),
    );
  });
});

describe("a value in a header", () => {
  it("J141, J143 is sent as it is or refused, and never adds a header", () => {
    fc.assert(
      fc.property(nasty, (value) => {
        const result = render({ url, headers: { "X-A": "v{{custom_attribute.x}}w" } }, withValue(value));
        const legal = /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value);
        expect(result.ok).toBe(legal);
        if (result.ok) expect(result.request.headers).toEqual([["X-A", `v${value}w`]]);
        else expect(result).toMatchObject({ reason: "invalid_header", field: "webhook.headers.X-A" });
      }),
    );
  });
});

describe("rendering", () => {
  it("gives the same bytes every time", () => {
    fc.assert(
      fc.property(nasty, (value) => {
        const message = {
          url: "https://example.com/?a={{custom_attribute.x}}",
          body: {
            type: "json" as const,
            value: '{"a":{{custom_attribute.x}},"n":"{{ "now" | date: "%s" }}","u":"{{ "x" | uuid }}"}',
          },
        };
        expect(render(message, withValue(value))).toEqual(render(message, withValue(value)));
      }),
    );
  });
});
