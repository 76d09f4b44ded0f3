/** Runs the program named by its first argument in this process, as a child that ends with its parent. */
import { pathToFileURL } from "node:url";
import "./watch-parent.ts";

// The program must find itself where it expects to be: first among the arguments.
process.argv.splice(1, 1);
await import(pathToFileURL(process.argv[1] ?? "").href);
