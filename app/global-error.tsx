"use client";

/** Last resort, when even the frame failed: no theme, no translations, only HTML. */
export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <html lang="en">
      <body style={{ fontFamily: "system-ui, sans-serif", margin: "15vh auto", maxWidth: 480, padding: 16 }}>
        <title>Signalbox</title>
        <h1 style={{ fontSize: 22 }}>This page broke</h1>
        <p>
          What you saved is safe. Try again; if it stays, quote this id to whoever runs the server:{" "}
          <code>{error.digest ?? "none"}</code>
        </p>
        <button type="button" onClick={reset}>
          Try again
        </button>
      </body>
    </html>
  );
}
