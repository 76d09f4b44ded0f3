/**
 * Imported by child processes for its effect: when the supervisor lets go of the child, or dies, the child ends
 * in the same order as on Ctrl-C. On Windows this is also the only way to ask a process to end by itself.
 */
const GRACE_MS = 10_000;

if (process.channel) {
  process.on("disconnect", () => {
    const handled = process.emit("SIGTERM", "SIGTERM");
    if (!handled) process.exit(0);
    setTimeout(() => process.exit(1), GRACE_MS).unref();
  });
  // Waiting for the supervisor must not keep an otherwise finished program alive.
  process.channel.unref();
}

export {};
