// Builds every bundle into ../src/StageSurveys.Web/wwwroot/assets: hashed names, a manifest, and a brotli and a gzip neighbour each.
// Does nothing when no input changed. Several builds may start at once (test projects in parallel): one works, the others wait for it.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { underLock } from "./lock.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, "../src/StageSurveys.Web/wwwroot/assets");
const stamp = path.join(target, ".stamp");
const answerFiles = ["answer.js", "answer.css", "survey.js"];
const answerLimit = 330_000;
const brotli = promisify(zlib.brotliCompress);
const gzip = promisify(zlib.gzip);

async function sources(dir) {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true });
  return entries.filter((e) => e.isFile()).map((e) => path.join(e.parentPath ?? e.path, e.name)).sort();
}

async function fingerprint() {
  const files = [...(await sources(path.join(here, "src"))), path.join(here, "package-lock.json"), path.join(here, "build.mjs")];
  const hash = createHash("sha256");
  for (const file of files) hash.update(path.relative(here, file)).update(await readFile(file));
  return hash.digest("hex");
}

async function stamped() {
  return readFile(stamp, "utf8").catch(() => "");
}

const shared = {
  absWorkingDir: here,
  outdir: target,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  legalComments: "none",
  target: ["es2020", "chrome90", "firefox90", "safari15"],
  logLevel: "warning",
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".svg": "dataurl" },
};

async function bundles() {
  // The two that draw questionnaires share SurveyJS as one file: built, compressed and cached once.
  const modules = build({
    ...shared,
    entryPoints: { answer: "src/answer/index.js", editor: "src/editor/index.js" },
    format: "esm",
    splitting: true,
    chunkNames: "survey-[hash]",
  });
  const scripts = build({
    ...shared,
    entryPoints: { back: "src/back/index.js", theme: "src/back/theme.js", charts: "src/charts/index.js" },
    format: "iife",
  });
  const styles = build({
    ...shared,
    entryPoints: { back: "src/back/index.css", answer: "src/answer/index.css", editor: "src/editor/index.css" },
  });
  return (await Promise.all([modules, scripts, styles])).flatMap((r) => r.outputFiles);
}

// The typeface of pictures and PDFs, which the server draws itself: no machine's own fonts are needed.
async function fonts() {
  const cuts = { "inter-regular": "400Regular/Inter_400Regular", "inter-strong": "600SemiBold/Inter_600SemiBold", "inter-italic": "400Regular_Italic/Inter_400Regular_Italic" };
  const files = [...Object.entries(cuts).map(([name, file]) => [name, ".ttf", file + ".ttf"]), ["inter-licence", ".txt", "LICENSE_FONT"]];
  return Promise.all(files.map(async ([name, ending, file]) => {
    const contents = await readFile(path.join(here, "node_modules/@expo-google-fonts/inter", file));
    const hash = createHash("sha256").update(contents).digest("hex").slice(0, 8).toUpperCase();
    return { path: path.join(target, `${name}-${hash}${ending}`), contents };
  }));
}

// The name carries a hash of the content: a file of that name which is there already is compressed already.
async function write(file) {
  const name = path.basename(file.path);
  const bytes = Buffer.from(file.contents);
  const logical = name.replace(/-[A-Z0-9]{8}(?=\.)/, "");
  const at = path.join(target, name);
  let compressed = await stat(at + ".br").then((s) => s.size, () => 0);
  if (!compressed) {
    // Level 10 costs seconds: worth it where a customer's phone pays, not for the back office. Level 11 takes three times as long for another hundredth.
    const quality = answerFiles.includes(logical) ? 10 : 9;
    const params = { [zlib.constants.BROTLI_PARAM_QUALITY]: quality, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    const [br, gz] = await Promise.all([brotli(bytes, { params }), gzip(bytes, { level: 9 })]);
    await Promise.all([writeFile(at, bytes), writeFile(at + ".gz", gz)]);
    await writeFile(at + ".br.part", br);
    await rename(at + ".br.part", at + ".br");
    compressed = br.length;
  }
  return { logical, name, raw: bytes.length, br: compressed };
}

async function run() {
  const inputs = await fingerprint();
  if ((await stamped()) === inputs) {
    await utimes(stamp, new Date(), new Date());
    console.log("assets: unchanged");
    return;
  }
  const started = performance.now();
  const output = (await Promise.all([bundles(), fonts()])).flat();
  await mkdir(target, { recursive: true });
  await rm(stamp, { force: true });
  const written = await Promise.all(output.map(write));
  written.sort((a, b) => a.logical.localeCompare(b.logical));

  const manifest = {};
  for (const { logical, name } of written) {
    if (manifest[logical]) throw new Error(`assets: two files want the name ${logical}: keep one shared chunk only`);
    manifest[logical] = name;
  }
  await writeFile(path.join(target, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
  const keep = new Set(["manifest.json", ".stamp", ...written.flatMap((w) => [w.name, w.name + ".br", w.name + ".gz"])]);
  // A host that is running still serves the names it read at its start: those of the last hour stay.
  for (const old of await readdir(target)) {
    const at = path.join(target, old);
    if (!keep.has(old) && Date.now() - (await stat(at)).mtimeMs > 3_600_000) await rm(at, { force: true });
  }

  for (const w of written) {
    console.log(`assets: ${w.logical.padEnd(12)} ${(w.raw / 1000).toFixed(0).padStart(6)} kB ${(w.br / 1000).toFixed(1).padStart(7)} kB brotli`);
  }
  const answer = written.filter((w) => answerFiles.includes(w.logical)).reduce((sum, w) => sum + w.br, 0);
  console.log(`assets: answer page ${(answer / 1000).toFixed(1)} kB brotli of ${answerLimit / 1000}, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  if (answer > answerLimit) throw new Error(`assets: the answer page weighs ${answer} bytes with brotli, more than ${answerLimit}`);
  await writeFile(stamp, inputs);
}

try {
  await underLock(path.join(here, ".build-lock"), run);
} catch (error) {
  // What esbuild found it has printed itself.
  if (!error.errors) console.error(error.message);
  process.exitCode = 1;
}
