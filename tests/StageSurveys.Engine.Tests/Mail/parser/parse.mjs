// Reads one mail from standard input and prints what postal-mime found in it.
import PostalMime from "postal-mime";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const mail = await PostalMime.parse(Buffer.concat(chunks));
console.log(JSON.stringify({
  from: mail.from, to: mail.to, subject: mail.subject, messageId: mail.messageId, date: mail.date, text: mail.text, html: mail.html,
  headers: mail.headers.map(({ key, value }) => ({ key, value })),
}));
