import { describe, expect, it } from "vitest";
import { renderData, requestOf } from "./render-fixture.ts";

const NASTY = 'O\'Neil "Bob" \\ é\n🎉 ‮x</script>\t';

const data = (value: string) =>
  renderData({
    profile: {
      id: "p1",
      external_id: value,
      attributes: { first_name: value, last_name: value, email: value, city: value },
      custom_attributes: {
        line_user_id: value,
        street: value,
        state: value,
        zip: value,
        messenger_psid: value,
        playfab_player_id: value,
        fcm_token: value,
        member_no: value,
        square_loyalty_id: value,
        webhook_count: 3,
      },
    },
    event: {
      name: "e",
      time: new Date("2026-03-04T05:00:00Z"),
      properties: { source: value, list: value, text: value, code: value, level: 10, coins: 250 },
    },
    secrets: { token: "tok", page_id: "123", sf_domain: "acme" },
    template: {
      subscription_id: 7,
      sender_address_id: "adr_1",
      front_id: "tmpl_1",
      back_id: "tmpl_2",
      coin_item_id: "coin",
      game_api: "https://game.example",
      loyalty_api: "https://loyalty.example:8443/api",
      event_name: "level up",
    },
    trigger: { threshold: 5 },
    app: { base_url: "http://127.0.0.1:3000/api/v1" },
  });

// The requests of well-known services, as their message templates are written.
const CASES: [name: string, url: string, body: string][] = [
  [
    "hubspot status",
    "https://api.hubapi.com/statuses/{{ ${email_address} | url_param_escape }}",
    '{"channel":"EMAIL","subscriptionId":{{ template.subscription_id }},\n "why":{{ event_properties.${source} | default: "Unsubscribed in app" | json }}}',
  ],
  [
    "hubspot property",
    "https://api.hubapi.com/contacts/{{ ${email_address} | url_param_escape }}?idProperty=email",
    '{"properties":{"out":"true","at":{{ event.time | json }}}}',
  ],
  [
    "segment",
    "https://api.segment.io/v1/track",
    '{"userId":{{ ${user_id} | json }},"messageId":{{ delivery.idempotency_key | json }},"timestamp":{{ event.time | json }},"properties":{"list":{{ event_properties.${list} | default: "all" | json }}}}',
  ],
  [
    "amplitude",
    "https://api2.amplitude.com/2/httpapi",
    '{"api_key":{{ secrets.token | json }},"events":[{"user_id":{{ ${user_id} | json }},"time":{{ event.time | date: "%s" }}000,"insert_id":{{ delivery.idempotency_key | json }}}]}',
  ],
  [
    "line",
    "https://api.line.me/v2/bot/message/push",
    '{"to":{{ custom_attribute.${line_user_id} | json }},"messages":[{"type":"text","text":{{ event_properties.${text} | default: "Your order is on its way." | json }}}],"notificationDisabled":false}',
  ],
  [
    "messenger",
    "https://graph.facebook.com/v25.0/{{ secrets.page_id }}/messages",
    '{"recipient":{"id":{{ custom_attribute.${messenger_psid} | json }}},"message":{"text":{{ event_properties.${text} | json }}}}',
  ],
  [
    "lob",
    "https://api.lob.com/v1/postcards",
    '{"description":{{ "Win-back " | append: ${user_id} | json }},"to":{"name":{{ ${first_name} | append: " " | append: ${last_name} | json }},"address_line1":{{ custom_attribute.${street} | json }},"address_city":{{ ${city} | json }}},"from":{{ template.sender_address_id | json }},"merge_variables":{"name":{{ ${first_name} | default: "there" | json }}},"metadata":{"campaign":{{ campaign.${api_id} | json }}}}',
  ],
  [
    "playfab",
    "https://{{ secrets.page_id }}.playfabapi.com/Inventory/AddInventoryItems",
    '{"Entity":{"Id":{{ custom_attribute.${playfab_player_id} | json }}},"Item":{"Id":{{ template.coin_item_id | json }}},"Amount":{{ event_properties.${coins} | default: 100 | plus: 0 }},"IdempotencyId":{{ ${user_id} | append: "-level-" | append: event_properties.${level} | json }}}',
  ],
  [
    "game",
    "{{ template.game_api }}/v1/players/{{ ${user_id} | url_param_escape }}/rewards",
    '{"kind":"coins","amount":{{ event_properties.${coins} | default: 100 | plus: 0 }},"reason":{{ "level " | append: event_properties.${level} | json }}}',
  ],
  [
    "fcm",
    "https://fcm.googleapis.com/v1/projects/p/messages:send",
    '{"message":{"token":{{ custom_attribute.${fcm_token} | json }},"notification":{"body":{{ "You won " | append: event_properties.${coins} | append: " coins" | json }}},"data":{"level":{{ event_properties.${level} | append: "" | json }}}}}',
  ],
  [
    "onesignal",
    "https://api.onesignal.com/notifications",
    '{"include_aliases":{"external_id":[{{ ${user_id} | json }}]},"idempotency_key":{{ delivery.idempotency_key | json }}}',
  ],
  [
    "loyalty",
    "{{ template.loyalty_api }}/v1/members/{{ custom_attribute.${member_no} | url_param_escape }}/credits",
    '{"expires_on":{{ "now" | date: "%s" | plus: 31536000 | date: "%Y-%m-%d" | json }},"reason":{{ "Bookings " | append: trigger.threshold | json }}}',
  ],
  [
    "square",
    "https://connect.squareup.com/v2/loyalty/accounts/{{ custom_attribute.${square_loyalty_id} | url_param_escape }}/adjust",
    '{"idempotency_key":{{ custom_attribute.${member_no} | append: "-b" | append: trigger.threshold | json }},"adjust_points":{"points":500}}',
  ],
  [
    "ifttt",
    "https://maker.ifttt.com/trigger/{{ template.event_name | url_param_escape }}/with/key/{{ secrets.token }}",
    '{"value1":{{ ${email_address} | json }},"value2":{{ event_properties.${source} | default: "app" | json }},"value3":{{ ${first_name} | default: "" | json }}}',
  ],
  [
    "salesforce",
    "https://{{ secrets.sf_domain }}.my.salesforce.com/Lead/AppUserId__c/{{ ${user_id} | url_param_escape }}",
    '{"Email":{{ ${email_address} | json }},"LastName":{{ ${last_name} | default: "Unknown" | json }},"FirstName":{{ ${first_name} | json }}}',
  ],
  [
    "self",
    "{{ app.base_url }}/users/track",
    '{"attributes":[{"external_id":{{ ${user_id} | json }},"webhook_count":{{ custom_attribute.${webhook_count} | default: 0 | plus: 1 }}}],"events":[{"time":{{ "now" | date: "%Y-%m-%dT%H:%M:%S%z" | json }},"event_id":{{ delivery.idempotency_key | json }}}]}',
  ],
];

describe("the request of a well-known service", () => {
  it.each(CASES)("%s is valid for a person with awkward values", (_name, url, body) => {
    const request = requestOf({ url, body: { type: "json", value: body } }, data(NASTY));
    expect(() => JSON.parse(request.body ?? "")).not.toThrow();
    expect(new URL(request.url).host).toBe(request.host);
    expect(request.url).not.toContain("{{");
  });

  it.each(CASES.filter(([, url]) => !url.includes("${")))(
    "%s is valid for a person without any value",
    (_name, url, body) => {
      const nobody = {
        ...data(""),
        profile: { id: "p", external_id: null, attributes: {}, custom_attributes: {} },
        event: null,
      };
      const patched = body.replace('{{ event.time | date: "%s" }}000', "0");
      expect(() =>
        JSON.parse(requestOf({ url, body: { type: "json", value: patched } }, nobody).body ?? ""),
      ).not.toThrow();
    },
  );

  it("carries the values unchanged and with their types", () => {
    const bodyOf = (name: string) => {
      const [, url = "", body = ""] = CASES.find(([other]) => other === name) ?? [];
      return JSON.parse(requestOf({ url, body: { type: "json", value: body } }, data(NASTY)).body ?? "");
    };
    expect(bodyOf("line").messages[0].text).toBe(NASTY);
    expect(bodyOf("lob").to.name).toBe(`${NASTY} ${NASTY}`);
    expect(bodyOf("playfab")).toMatchObject({ Amount: 250, IdempotencyId: `${NASTY}-level-10` });
    expect(bodyOf("amplitude").events[0].time).toBe(1772600400000);
    expect(bodyOf("fcm").message.data.level).toBe("10");
    expect(bodyOf("loyalty")).toMatchObject({ expires_on: "2027-03-04", reason: "Bookings 5" });
    expect(bodyOf("self").attributes[0].webhook_count).toBe(4);
  });

  it("encodes a basic login with an empty password", () => {
    const { headers } = requestOf(
      {
        url: "https://api.lob.com/",
        headers: { Authorization: 'Basic {{ secrets.token | append: ":" | base64_encode }}' },
      },
      data("x"),
    );
    expect(headers).toEqual([["Authorization", "Basic dG9rOg=="]]);
  });
});
