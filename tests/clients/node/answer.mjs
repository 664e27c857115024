// A program from JSON on standard input to JSON on standard output.
import { readFileSync } from "node:fs";

export async function answer(make) {
  console.log(JSON.stringify(await make(JSON.parse(readFileSync(0, "utf8")))));
}
