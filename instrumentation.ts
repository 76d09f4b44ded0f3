/** Runs once per web process, before the first request. */
export async function register(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: the bundler replaces this name and drops the branch for other runtimes
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { prepareWebProcess } = await import("#lib/platform/web-process.ts");
    await prepareWebProcess();
  }
}
