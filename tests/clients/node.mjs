// SPDX-License-Identifier: MIT-0
// Asks the server at a URL in one way, and prints as JSON what the npm package `openai` gives or throws.
// node node.mjs FOLDER-WITH-NODE_MODULES create|stream|helper URL
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder, way, baseURL] = process.argv.slice(2);
const OpenAI = createRequire(join(folder, "here.js"))("openai");

const request = { model: "example-model-1", messages: [{ role: "user", content: "When is high water?" }] };
const streamed = { ...request, stream: true, stream_options: { include_usage: true } };
const pieces = []; // the pieces of `content`, as they come

const ways = {
  create: (completions) => completions.create(request),
  stream: async (completions) => {
    const chunks = [];
    for await (const chunk of await completions.create(streamed)) {
      chunks.push(chunk);
      pieces.push(...chunk.choices.map((choice) => choice.delta.content ?? ""));
    }
    return chunks;
  },
  helper: (completions) => {
    const stream = completions.stream(streamed);
    stream.on("content", (piece) => pieces.push(piece));
    return stream.finalChatCompletion();
  },
};

const output = { pieces };
try {
  const client = new OpenAI({ baseURL, apiKey: "no-key", maxRetries: 0 });
  output.answer = await ways[way](client.chat.completions);
} catch (thrown) {
  const { message, error, code, type } = thrown;
  output.thrown = { message, error, code, type };
}
process.stdout.write(JSON.stringify(output));
