// Trains nlp.js on a bank and asks it questions; prints one JSON object: what it answered, how long it took, what it held.
//
//   node measure.js --bank bank.jsonl --questions test.jsonl [--dev dev.jsonl]
//
// nlp.js is used as its documentation shows, at its default settings, with what has nothing to do with finding the intent
// (saving, sentiment) left out. Nothing is read but the files, nothing is sent anywhere. The figures are worked out by
// whoever started it (benches/understanding), for all peers alike.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const require = createRequire(import.meta.url);
const { NlpManager } = require('node-nlp');
const { version } = require('node-nlp/package.json');

/** Candidates of a question that are told at most. */
const MOST_CANDIDATES = 50;

/** Intents are named by place: nlp.js takes "None" for a name of its own, and one of the sets has an entry of that name. */
const intentOf = (place) => `entry-${place}`;

async function lines(file) {
  const text = await readFile(file, 'utf8');
  return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

async function train(bank) {
  const manager = new NlpManager({
    languages: ['en'],
    autoLoad: false,
    autoSave: false,
    calculateSentiment: false,
    forceNER: false,
    threshold: 0,
    nlu: { log: false },
  });
  bank.forEach(({ question, also }, place) => {
    for (const utterance of [question, ...also]) manager.addDocument('en', utterance, intentOf(place));
  });
  await manager.train();
  return manager;
}

/** Asks one question after the other: of each the candidates, best first, as [place in the bank, score]. */
async function ask(manager, questions) {
  const answers = [];
  for (const { text } of questions) {
    const { classifications } = await manager.process('en', text);
    const known = classifications.filter(({ intent, score }) => intent !== 'None' && score > 0);
    const ranked = known.slice(0, MOST_CANDIDATES);
    answers.push(ranked.map(({ intent, score }) => [Number(intent.slice('entry-'.length)), score]));
  }
  return answers;
}

const timed = async (work) => {
  const begun = performance.now();
  const done = await work();
  return [done, (performance.now() - begun) / 1000];
};

const { values: files } = parseArgs({
  options: { bank: { type: 'string' }, questions: { type: 'string' }, dev: { type: 'string' } },
});
const [bank, questions, dev] = await Promise.all([
  lines(files.bank),
  lines(files.questions),
  files.dev ? lines(files.dev) : [],
]);
const [manager, trainingSeconds] = await timed(() => train(bank));
const [answers, askingSeconds] = await timed(() => ask(manager, questions));
const report = {
  version,
  training_seconds: trainingSeconds,
  questions_per_second: questions.length / askingSeconds,
  peak_mb: (process.resourceUsage().maxRSS * 1024) / 1e6,
  answers,
  dev: await ask(manager, dev),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
