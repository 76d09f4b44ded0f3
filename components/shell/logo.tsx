/** The mark: a signal with one lamp lit. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-signal-6)" />
      <path
        d="M10 25V12.5a6 6 0 0 1 12 0V25M13 20h6"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <circle cx="16" cy="13" r="3" fill="#fff" />
    </svg>
  );
}
