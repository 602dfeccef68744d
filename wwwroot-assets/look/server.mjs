// The answer page as the server will write it, with a draft and a submit address that remember what they got.
import { readFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { definition } from "./definition.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const assets = path.join(here, "../../src/StageSurveys.Web/wwwroot/assets");
const types = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html" };

function answerPage(files, { lang, page, answers }) {
  const fr = lang === "fr";
  const island = { definition, answers, page, locale: lang, brandColour: "#0f5f8c", urls: { draft: "/s/t/draft", submit: "/s/t" } };
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${fr ? "Votre avis" : "Your opinion"} – Atelier Nord</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/assets/${files["answer.css"]}">
<link rel="modulepreload" href="/assets/${files["survey.js"]}"><script type="module" src="/assets/${files["answer.js"]}"></script></head>
<body><div class="sheet"><header><div class="brand"><span>Atelier Nord <small>${fr ? "(démo)" : "(demo)"}</small></span>
<nav class="languages" aria-label="${fr ? "Langue" : "Language"}"><a href="/s/t?lang=${fr ? "en" : "fr"}" lang="${fr ? "en" : "fr"}">${fr ? "English" : "Français"}</a></nav></div>
<div class="progress" id="answer-progress"><i></i></div></header>
<main><div class="intro"><p class="context">${fr ? "Votre commande livrée le 18 novembre · 4 questions, moins d’une minute" : "Your order delivered on 18 November · 4 questions, less than a minute"}</p>
<h1>${fr ? "Votre livraison" : "Your delivery"}</h1></div>
<div id="survey"><h2>${definition.pages[0].elements[0].title[fr ? "fr" : "default"]}</h2><div class="placeholder"></div></div></main>
<footer><p id="answer-alert" role="alert" hidden></p><div id="answer-nav"></div><p id="answer-state" role="status"></p>
<p class="fine"><a href="/u/t">${fr ? "Ne plus être sollicité" : "Do not ask me again"}</a><a href="/privacy">${fr ? "Vie privée" : "Privacy"}</a></p></footer></div>
<script type="application/json" id="answer-data">${JSON.stringify(island).replaceAll("<", "\\u003c")}</script></body></html>`;
}

export async function serve() {
  const files = JSON.parse(await readFile(path.join(assets, "manifest.json"), "utf8"));
  const state = { drafts: [], submits: [], nextSubmit: null };
  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url, "http://localhost");
    // What the web host sends: nothing of ours may need more.
    response.setHeader("Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'");
    const reply = (status, type, body) => response.writeHead(status, type ? { "Content-Type": type } : {}).end(body);
    if (url.pathname.startsWith("/assets/")) {
      const body = await readFile(path.join(assets, path.basename(url.pathname)) + ".br").catch(() => null);
      if (!body) return reply(404, "text/plain", "");
      response.writeHead(200, { "Content-Type": types[path.extname(url.pathname)], "Content-Encoding": "br" }).end(body);
      return;
    }
    if (request.method !== "GET") {
      let body = "";
      for await (const part of request) body += part;
      if (request.method === "PUT") {
        state.drafts.push(JSON.parse(body));
        return reply(204);
      }
      state.submits.push(JSON.parse(body));
      const next = state.nextSubmit ?? { status: 200, body: { redirect: "/thanks" } };
      state.nextSubmit = null;
      await new Promise((done) => setTimeout(done, 150));
      return reply(next.status, "application/json", JSON.stringify(next.body));
    }
    if (url.pathname === "/back") return reply(200, "text/html", (await readFile(path.join(here, "back.html"), "utf8")).replace(/\{\{(.+?)\}\}/g, (_, name) => "/assets/" + files[name]));
    if (url.pathname === "/thanks") return reply(200, "text/html", "<title>thanks</title>");
    reply(200, "text/html; charset=utf-8", answerPage(files, {
      lang: url.searchParams.get("lang") ?? "fr", page: Number(url.searchParams.get("page") ?? 0), answers: JSON.parse(url.searchParams.get("answers") ?? "{}"),
    }));
  });
  await new Promise((ready) => server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", ready));
  return { state, address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
