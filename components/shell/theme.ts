import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  Code,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  Menu,
  Modal,
  Paper,
  SegmentedControl,
  Tooltip,
} from "@mantine/core";

/** The one accent: the blue of a signal lamp. Shade 6 on white and shade 4 on the dark body both pass AA. */
const signal: MantineColorsTuple = [
  "#eff2ff",
  "#dfe5fd",
  "#bfcbfa",
  "#9db0f6",
  "#8a9ff5",
  "#5d75ec",
  "#475fe0",
  "#3a4ec4",
  "#31429f",
  "#2a387d",
];

/** Greys with a hint of blue. Shade 6 is the faintest that may carry text on white. */
const gray: MantineColorsTuple = [
  "#fafafb",
  "#f4f5f7",
  "#ebecf0",
  "#dfe1e7",
  "#c9ccd5",
  "#a0a4b1",
  "#646978",
  "#4d5260",
  "#343844",
  "#1d2029",
];

/** Dark scheme from text (0) to the deepest surface (9). Shade 2 is the faintest that may carry text. */
const dark: MantineColorsTuple = [
  "#e6e8ee",
  "#c9ccd6",
  "#9ca1b0",
  "#6b7080",
  "#3f4451",
  "#2e323d",
  "#21242d",
  "#15171d",
  "#101217",
  "#0b0c10",
];

/** Alerts keep to our tones, which are quieter than Mantine's shades. */
const TONES_OF_COLORS: Record<string, string> = {
  blue: "info",
  gray: "idle",
  green: "ok",
  teal: "ok",
  yellow: "warn",
  orange: "warn",
  red: "bad",
};

export const theme = createTheme({
  primaryColor: "signal",
  primaryShade: { light: 6, dark: 6 },
  colors: { signal, gray, dark },
  black: "#1d2029",
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: '"JetBrains Mono Variable", ui-monospace, SFMono-Regular, Menlo, monospace',
  fontSizes: { xs: "0.75rem", sm: "0.8125rem", md: "0.875rem", lg: "1rem", xl: "1.125rem" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.5" },
  radius: { xs: "3px", sm: "4px", md: "6px", lg: "8px", xl: "12px" },
  defaultRadius: "md",
  spacing: { xs: "0.5rem", sm: "0.75rem", md: "1rem", lg: "1.5rem", xl: "2rem" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "1.375rem", lineHeight: "1.3" },
      h2: { fontSize: "1.0625rem", lineHeight: "1.4" },
      h3: { fontSize: "0.9375rem", lineHeight: "1.4" },
      h4: { fontSize: "0.875rem", lineHeight: "1.4" },
    },
  },
  shadows: {
    xs: "0 1px 2px rgb(15 18 28 / 6%)",
    sm: "0 1px 3px rgb(15 18 28 / 8%), 0 1px 2px rgb(15 18 28 / 5%)",
    md: "0 4px 12px rgb(15 18 28 / 9%), 0 1px 3px rgb(15 18 28 / 6%)",
    lg: "0 12px 32px rgb(15 18 28 / 14%), 0 2px 6px rgb(15 18 28 / 8%)",
  },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    // The colour of an alert is too faint for its title on the light variant.
    Alert: Alert.extend({
      vars: (_theme, { color }) => {
        const tone = TONES_OF_COLORS[`${color}`];
        return {
          root: tone ? { "--alert-bg": `var(--sb-${tone}-bg)`, "--alert-color": `var(--sb-${tone})` } : {},
        };
      },
      styles: { title: { color: "var(--mantine-color-text)" } },
    }),
    Button: Button.extend({
      defaultProps: { size: "sm" },
      vars: (_theme, props) => ({
        root: props.size === "sm" ? { "--button-height": "2rem", "--button-padding-x": "0.75rem" } : {},
      }),
      styles: { label: { fontWeight: 550 } },
    }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", color: "gray", size: "md" } }),
    Input: Input.extend({
      vars: (_theme, props) => ({
        wrapper:
          (props.size ?? "sm") === "sm" ? { "--input-height": "2.125rem", "--input-fz": "0.8125rem" } : {},
      }),
    }),
    InputWrapper: Input.Wrapper.extend({
      vars: () => ({
        label: { "--input-label-size": "0.8125rem", "--input-asterisk-color": "var(--mantine-color-error)" },
        error: { "--input-error-size": "0.75rem" },
        description: { "--input-description-size": "0.75rem" },
        success: { "--input-success-size": "0.75rem" },
      }),
      // A field for code is monospaced, its words are not.
      styles: {
        label: { marginBottom: 4, fontWeight: 550, fontFamily: "var(--mantine-font-family)" },
        description: { marginBottom: 4, fontFamily: "var(--mantine-font-family)" },
        error: { fontFamily: "var(--mantine-font-family)" },
      },
    }),
    Badge: Badge.extend({
      defaultProps: { variant: "light", radius: "sm" },
      styles: { root: { textTransform: "none", fontWeight: 550 } },
    }),
    Code: Code.extend({ styles: { root: { fontSize: "0.8125rem" } } }),
    Menu: Menu.extend({ defaultProps: { shadow: "md", position: "bottom-end", offset: 4 } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45, blur: 1 } },
      styles: { title: { fontWeight: 600, fontSize: "1rem" } },
    }),
    Paper: Paper.extend({ defaultProps: { withBorder: true } }),
    // Words take a second line where the screen is too narrow for them, instead of being cut off.
    SegmentedControl: SegmentedControl.extend({
      styles: {
        root: { maxWidth: "100%" },
        control: { display: "flex", flex: "1 1 auto", minWidth: "min-content" },
        label: { flex: 1, whiteSpace: "normal", alignSelf: "center" },
      },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, withArrow: false, fz: "xs" } }),
  },
});

/** Mantine's text on its light variants is too faint in the light scheme. */
const READABLE_LIGHT = {
  "--mantine-color-red-light-color": "var(--sb-bad)",
  "--mantine-color-yellow-light-color": "var(--sb-warn)",
  "--mantine-color-orange-light-color": "var(--sb-warn)",
  "--mantine-color-teal-light-color": "var(--sb-ok)",
  "--mantine-color-green-light-color": "var(--sb-ok)",
};

/** White text on Mantine's red is too faint in both. */
const READABLE_RED = {
  "--mantine-color-red-filled": "#c92a2a",
  "--mantine-color-red-filled-hover": "#b02525",
};

/**
 * Our own tokens beside Mantine's. Tones (`ok`, `warn`, `bad`, `info`, `idle`) come as text and background
 * pairs that pass AA together; use them instead of raw palette shades.
 */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "var(--mantine-color-gray-6)",
    "--mantine-color-placeholder": "#747988",
    "--mantine-color-error": "#c02626",
    ...READABLE_LIGHT,
    ...READABLE_RED,
    "--mantine-color-default-border": "var(--mantine-color-gray-3)",
    "--sb-rail": "#f7f7f9",
    "--sb-surface": "#ffffff",
    "--sb-sunken": "#f7f7f9",
    "--sb-hover": "#f1f2f5",
    "--sb-selected": "#eef1fe",
    "--sb-border": "#e6e7ec",
    "--sb-border-strong": "#c9ccd5",
    "--sb-accent-text": "#3a4ec4",
    "--sb-ok": "#176a3c",
    "--sb-ok-bg": "#e6f5ec",
    "--sb-warn": "#85510a",
    "--sb-warn-bg": "#fdf2dd",
    "--sb-bad": "#b3261e",
    "--sb-bad-bg": "#fdebea",
    "--sb-info": "#3247b8",
    "--sb-info-bg": "#e9edfd",
    "--sb-idle": "#4d5260",
    "--sb-idle-bg": "#eeeff3",
  },
  dark: {
    "--mantine-color-dimmed": "var(--mantine-color-dark-2)",
    "--mantine-color-placeholder": "#878c9b",
    "--mantine-color-error": "#ff8a80",
    ...READABLE_RED,
    "--mantine-color-anchor": "var(--mantine-color-signal-4)",
    "--mantine-color-default-border": "var(--mantine-color-dark-5)",
    "--sb-rail": "#101217",
    "--sb-surface": "#15171d",
    "--sb-sunken": "#101217",
    "--sb-hover": "#1e2129",
    "--sb-selected": "#20263f",
    "--sb-border": "#262a33",
    "--sb-border-strong": "#3f4451",
    "--sb-accent-text": "#9db0f6",
    "--sb-ok": "#6fd39b",
    "--sb-ok-bg": "#14301f",
    "--sb-warn": "#f0bd68",
    "--sb-warn-bg": "#362810",
    "--sb-bad": "#ff958d",
    "--sb-bad-bg": "#3b1a19",
    "--sb-info": "#a9b9fb",
    "--sb-info-bg": "#1e2648",
    "--sb-idle": "#b3b7c4",
    "--sb-idle-bg": "#272a33",
  },
});
