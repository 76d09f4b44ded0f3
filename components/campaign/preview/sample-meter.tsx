"use client";

import { Anchor, Button, Code, Group, List, Popover, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconGitBranch, IconX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useProblemWords } from "#components/ui/use-problem-words.ts";
import type { CheckAnswer, SampleView } from "#lib/campaign/sample-schema.ts";
import { type PreviewSubject, shownSubject } from "./subject.ts";

type SampleMeterProps = {
  check: CheckAnswer;
  samples: readonly SampleView[];
  subject: PreviewSubject;
  onShow: (subject: PreviewSubject) => void;
};

/** For how many samples and people the message is valid, and which of its branches they take. */
export function SampleMeter({ check, samples, subject, onShow }: SampleMeterProps) {
  return (
    <Group gap={6} role="status">
      <Validity check={check} samples={samples} subject={subject} onShow={onShow} />
      {check.branches.total > 0 ? <Branches branches={check.branches} /> : null}
      {check.skips_connected_content ? <NotCalled /> : null}
    </Group>
  );
}

function Validity({ check, samples, subject, onShow }: SampleMeterProps) {
  const t = useTranslations("preview");
  const say = useProblemWords();
  const words = t("valid", { valid: check.valid, total: check.total });
  if (check.failing.length === 0)
    return (
      <Group gap={4} wrap="nowrap">
        <IconCircleCheck size={16} color="var(--sb-ok)" aria-hidden="true" />
        <Text size="sm">{words}</Text>
      </Group>
    );
  function show(failing: CheckAnswer["failing"][number]) {
    const sample = samples.find(({ sample_id }) => sample_id === failing.sample_id);
    if (sample) onShow(shownSubject(sample.subject, subject));
    else if (failing.external_user_id) onShow({ ...subject, externalUserId: failing.external_user_id });
  }
  return (
    <Popover width={380} position="bottom-start" shadow="md" withArrow>
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="light"
          color="red"
          c="var(--sb-bad)"
          leftSection={<IconX size={14} aria-hidden="true" />}
        >
          {words}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("failing")} mah={320} style={{ overflow: "auto" }}>
        <Stack gap={6}>
          <Text size="sm" fw={550}>
            {t("failing")}
          </Text>
          {check.failing.map((failing) => (
            <Text key={`${failing.sample_id} ${failing.name}`} size="sm">
              <Anchor component="button" type="button" size="sm" onClick={() => show(failing)}>
                {failing.name}
              </Anchor>{" "}
              {say(failing).message}
            </Text>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** The preview of one person does call them; this check of many does not. */
function NotCalled() {
  const t = useTranslations("preview");
  return (
    <Text size="sm" c="var(--sb-warn)">
      {t("notCalled")}
    </Text>
  );
}

function Branches({ branches }: { branches: CheckAnswer["branches"] }) {
  const t = useTranslations("preview");
  const words = t("branches", { covered: branches.covered, total: branches.total });
  const icon = <IconGitBranch size={14} aria-hidden="true" />;
  if (branches.missed.length === 0)
    return (
      <Group gap={4} wrap="nowrap">
        {icon}
        <Text size="sm">{words}</Text>
      </Group>
    );
  return (
    <Popover width={380} position="bottom-start" shadow="md" withArrow>
      <Popover.Target>
        <Button size="compact-sm" variant="light" color="yellow" c="var(--sb-warn)" leftSection={icon}>
          {words}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t("missed")} mah={320} style={{ overflow: "auto" }}>
        <Text size="sm" fw={550}>
          {t("missed")}
        </Text>
        <List size="sm">
          {branches.missed.map((branch) => (
            <List.Item
              key={`${branch.field} ${branch.line} ${branch.column} ${branch.tag} ${branch.condition}`}
            >
              <Code>{`${branch.tag} ${branch.condition}`.trim()}</Code>{" "}
              {t("at", { field: branch.field.replace(/^webhook\./, ""), line: branch.line })}
            </List.Item>
          ))}
        </List>
      </Popover.Dropdown>
    </Popover>
  );
}
