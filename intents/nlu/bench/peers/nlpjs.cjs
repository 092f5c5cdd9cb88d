// Measures NLP.js on the same files as `guichet intents bench`:
//   node nlpjs.cjs NAME LANG TRAIN TEST
// Run it where node-nlp is installed.
const fs = require('fs')
const { NlpManager } = require('node-nlp')

const [name, lang, trainFile, testFile] = process.argv.slice(2)
const read = (file) =>
  fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => {
    const at = line.lastIndexOf('\t')
    return { text: line.slice(0, at), intent: line.slice(at + 1) }
  })
const figure = (what, value, unit) => console.log(`bench: nlpjs_${name}_${what} ${value} ${unit}`)

async function main() {
  const manager = new NlpManager({ languages: [lang], forceNER: false, autoSave: false, nlu: { log: false } })
  for (const { text, intent } of read(trainFile)) manager.addDocument(lang, text, intent === 'oos' ? 'None' : intent)
  let began = process.hrtime.bigint()
  await manager.train()
  figure('train', (Number(process.hrtime.bigint() - began) / 1e9).toFixed(2), 's')

  const test = read(testFile).filter(({ intent }) => intent !== 'oos')
  let right = 0
  began = process.hrtime.bigint()
  for (const { text, intent } of test) {
    const found = await manager.process(lang, text)
    if (found.intent === intent) right++
  }
  const seconds = Number(process.hrtime.bigint() - began) / 1e9
  figure('accuracy', ((100 * right) / test.length).toFixed(2), '%')
  figure('classifications', Math.round(test.length / seconds), 'per second')
  figure('memory', Math.round(process.memoryUsage().rss / 1e6), 'MB')
}

main()
