"use client";

import { Combobox, Group, Text, TextInput, type TextInputProps, useCombobox } from "@mantine/core";
import { useRef, useState } from "react";
import { useInsertTarget } from "./insert-target.tsx";
import { completed, matching, type Typed, typedAt } from "./liquid-completion.ts";
import type { TemplateVariable } from "./template-editor.tsx";

type LiquidInputProps = Omit<TextInputProps, "value" | "onChange"> & {
  value: string;
  onChange: (value: string) => void;
  variables: readonly TemplateVariable[];
};

const SHOWN = 12;

/** One line of text with Liquid: after `{{` the values it can read, with type, example and how often they are missing. */
export function LiquidInput({ value, onChange, variables, ...input }: LiquidInputProps) {
  const ref = useRef<HTMLInputElement>(null);
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [typed, setTyped] = useState<Typed | null>(null);
  const target = useInsertTarget();
  const options = typed === null ? [] : matching(variables, typed.prefix).slice(0, SHOWN);
  const open = options.length > 0;

  function look(text: string, caret: number | null) {
    const found = caret === null ? null : typedAt(text, caret);
    setTyped(found);
    if (found) combobox.openDropdown();
    else combobox.closeDropdown();
  }

  function put(text: string, caret: number) {
    onChange(text);
    setTyped(null);
    combobox.closeDropdown();
    // After the new text is in the field.
    requestAnimationFrame(() => {
      ref.current?.focus();
      ref.current?.setSelectionRange(caret, caret);
    });
  }

  function insert(text: string) {
    const field = ref.current;
    if (!field) return;
    const [start, end] = [
      field.selectionStart ?? field.value.length,
      field.selectionEnd ?? field.value.length,
    ];
    put(field.value.slice(0, start) + text + field.value.slice(end), start + text.length);
  }

  function choose(name: string) {
    const caret = ref.current?.selectionStart ?? value.length;
    if (!typed) return;
    const done = completed(value, caret, typed, name);
    put(done.text, done.caret);
  }

  return (
    <Combobox store={combobox} onOptionSubmit={choose} width="max-content" position="bottom-start">
      <Combobox.Target withKeyboardNavigation={open}>
        <TextInput
          {...input}
          ref={ref}
          value={value}
          onChange={(event) => {
            onChange(event.currentTarget.value);
            look(event.currentTarget.value, event.currentTarget.selectionStart);
          }}
          onFocus={() => target.claim(insert)}
          onClick={(event) => look(value, event.currentTarget.selectionStart)}
          onKeyDown={(event) => {
            if (event.key === " " && event.ctrlKey) {
              event.preventDefault();
              look(value, event.currentTarget.selectionStart);
            }
          }}
          onBlur={() => combobox.closeDropdown()}
          spellCheck={false}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!open} maw="min(32rem, 92vw)">
        <Combobox.Options mah={280} style={{ overflowY: "auto" }}>
          {options.map(({ name, detail }) => (
            <Combobox.Option key={name} value={name}>
              <Group gap="sm" justify="space-between" wrap="nowrap">
                <Text size="sm" ff="monospace" component="span">
                  {name}
                </Text>
                <Text size="xs" c="dimmed" component="span" truncate>
                  {detail}
                </Text>
              </Group>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
